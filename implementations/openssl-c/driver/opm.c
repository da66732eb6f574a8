/* Protected outputs with OPM semantics, as the DxgkDdiOPM… functions have them. */
#include <string.h>

#include "oaep.h"
#include "opm.h"

NTSTATUS opmStatus(HRESULT hr) {
  if (!FAILED(hr)) return STATUS_SUCCESS;
  return hr == E_OUTOFMEMORY ? STATUS_NO_MEMORY : STATUS_UNSUCCESSFUL;
}

NTSTATUS ddiOPMCreateProtectedOutput(DriverAdapter *adapter, HANDLE *phProtectedOutput) {
  if (adapter == NULL || phProtectedOutput == NULL) return STATUS_INVALID_PARAMETER;
  ProtectedOutput *output = allocateZeroed(sizeof *output);
  if (output == NULL) return STATUS_NO_MEMORY;
  HRESULT hr = randomBytes(&output->randomNumber, sizeof output->randomNumber);
  if (FAILED(hr)) {
    release(output);
    return opmStatus(hr);
  }
  *phProtectedOutput = output;
  return STATUS_SUCCESS;
}

NTSTATUS ddiOPMDestroyProtectedOutput(DriverAdapter *adapter, HANDLE hProtectedOutput) {
  (void)adapter;
  if (hProtectedOutput == NULL) return STATUS_INVALID_HANDLE;
  releaseSecret(hProtectedOutput, sizeof(ProtectedOutput));
  return STATUS_SUCCESS;
}

static NTSTATUS supports(UINT CertificateType) {
  switch (CertificateType) {
    case DXGKMDT_CERTIFICATE_TYPE_OPM:
      return STATUS_SUCCESS;
    case DXGKMDT_CERTIFICATE_TYPE_COPP:
      return STATUS_GRAPHICS_COPP_NOT_SUPPORTED;
    case DXGKMDT_CERTIFICATE_TYPE_UAB:
      return STATUS_GRAPHICS_UAB_NOT_SUPPORTED;
    default:
      return STATUS_INVALID_PARAMETER;
  }
}

NTSTATUS ddiOPMGetCertificateSize(DriverAdapter *adapter, UINT CertificateType, UINT *pCertificateSize) {
  NTSTATUS status = supports(CertificateType);
  if (FAILED(status)) return status;
  Identity *identity = adapterIdentity(adapter, NULL, IDENTITY_OPM);
  identityCertificate(identity, pCertificateSize);
  identityRelease(identity);
  return STATUS_SUCCESS;
}

NTSTATUS ddiOPMGetCertificate(DriverAdapter *adapter, UINT CertificateType, UINT CertificateSize,
                              void *pCertificate) {
  NTSTATUS status = supports(CertificateType);
  if (FAILED(status)) return status;
  Identity *identity = adapterIdentity(adapter, NULL, IDENTITY_OPM);
  UINT size;
  const BYTE *certificate = identityCertificate(identity, &size);
  if (CertificateSize != size || pCertificate == NULL) {
    status = STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH;
  } else {
    memcpy(pCertificate, certificate, size);
  }
  identityRelease(identity);
  return status;
}

NTSTATUS ddiOPMGetRandomNumber(DriverAdapter *adapter, HANDLE hProtectedOutput,
                               DXGKMDT_OPM_RANDOM_NUMBER *pRandomNumber) {
  (void)adapter;
  const ProtectedOutput *output = hProtectedOutput;
  if (output == NULL) return STATUS_INVALID_HANDLE;
  if (pRandomNumber == NULL) return STATUS_INVALID_PARAMETER;
  *pRandomNumber = output->randomNumber;
  return STATUS_SUCCESS;
}

static NTSTATUS decryptParameters(DriverAdapter *adapter, const DXGKMDT_OPM_ENCRYPTED_PARAMETERS *encrypted,
                                  OPM_INITIALIZATION_PARAMETERS *sent) {
  Identity *identity = adapterIdentity(adapter, NULL, IDENTITY_OPM);
  BYTE message[RSA_BYTES];
  SIZE_T size = 0;
  OaepOutcome outcome =
      oaepDecrypt(identity, adapter->options.profile, encrypted->abEncryptedParameters, message, &size);
  identityRelease(identity);
  NTSTATUS status = outcome == OAEP_NO_MEMORY ? STATUS_NO_MEMORY : STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
  /* Behind the first 40 bytes whatever follows is ignored. */
  if (outcome == OAEP_DECRYPTED && size >= sizeof *sent) {
    memcpy(sent, message, sizeof *sent);
    status = STATUS_SUCCESS;
  }
  OPENSSL_cleanse(message, sizeof message);
  return status;
}

NTSTATUS ddiOPMSetSigningKeyAndSequenceNumbers(DriverAdapter *adapter, HANDLE hProtectedOutput,
                                               const DXGKMDT_OPM_ENCRYPTED_PARAMETERS *pEncryptedParameters) {
  ProtectedOutput *output = hProtectedOutput;
  if (output == NULL) return STATUS_INVALID_HANDLE;
  /* Each output is given its key once: a second time would let old sequence numbers come back. */
  if (pEncryptedParameters == NULL || output->signingKey.set)
    return STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
  OPM_INITIALIZATION_PARAMETERS sent;
  NTSTATUS status = decryptParameters(adapter, pEncryptedParameters, &sent);
  if (FAILED(status)) return status;
  if (CRYPTO_memcmp(&sent.rnRandomNumber, &output->randomNumber, sizeof sent.rnRandomNumber) == 0) {
    output->signingKey.set = 1;
    memcpy(output->signingKey.bytes, sent.SigningKey, sizeof sent.SigningKey);
    output->statusSequence = sent.StatusSequence;
    output->commandSequence = sent.CommandSequence;
  } else {
    status = STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
  }
  OPENSSL_cleanse(&sent, sizeof sent);
  return status;
}

BOOL hookProbeSigningKey(HANDLE hProtectedOutput, BYTE key[16], UINT *pStatusSequence, UINT *pCommandSequence) {
  const ProtectedOutput *output = hProtectedOutput;
  if (output == NULL || !output->signingKey.set) return 0;
  memcpy(key, output->signingKey.bytes, AES_KEY_BYTES);
  *pStatusSequence = output->statusSequence;
  *pCommandSequence = output->commandSequence;
  return 1;
}
