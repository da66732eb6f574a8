/*
 * Entry points that do what no driver should, so that the host's eyes can be tested: linked in front of the real ones
 * (--wrap). The environment variable KEXCTS_TEST_DEFECT chooses; without it everything is passed on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../driver/driver.h"

HRESULT __real_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData);
HRESULT __real_ddiNegotiateCryptoSessionKeyExchangeMT(D3D10DDI_HDEVICE hDevice,
                                                      D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT flags,
                                                      UINT DataSize, BYTE *pData);
void __real_ddiGetCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                              UINT CertificateSize, BYTE *pCertificate);
HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData);
HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchangeMT(D3D10DDI_HDEVICE hDevice,
                                                      D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT flags,
                                                      UINT DataSize, BYTE *pData);
void __wrap_ddiGetCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                              UINT CertificateSize, BYTE *pCertificate);
BOOL __real_hookProbeSessionKey(D3D11_1DDI_HCRYPTOSESSION hCryptoSession, BYTE key[16]);
BOOL __wrap_hookProbeSessionKey(D3D11_1DDI_HCRYPTOSESSION hCryptoSession, BYTE key[16]);

static BYTE *volatile kept;
static UINT keptSize;
static volatile BYTE sink;
static BYTE *volatile nearNull = (BYTE *)8;
static volatile BOOL forever = 1;

static BOOL defectIs(const char *name) {
  const char *chosen = getenv("KEXCTS_TEST_DEFECT");
  return chosen != NULL && strcmp(chosen, name) == 0;
}

static void deep(volatile BYTE *outer) {
  volatile BYTE frame[4096];
  frame[0] = *outer;
  if (forever) deep(frame);
  sink = frame[0];
}

/* Whole accesses of one byte, unseen by AddressSanitizer, which watches the same memory. */
__attribute__((no_sanitize("address"))) static void misbehave(UINT DataSize, BYTE *pData) {
  volatile BYTE *data = pData;
  if (defectIs("prints")) puts("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}");
  if (defectIs("prints")) fflush(stdout);
  if (defectIs("writes-inside")) data[7] ^= 1;
  if (defectIs("writes-behind")) data[DataSize] ^= 1, data[DataSize + 63] ^= 1;
  if (defectIs("writes-before")) data[-1] ^= 1;
  if (defectIs("stores-behind")) data[DataSize] = 0;
  if (defectIs("stores-before")) data[-1] = 0;
  if (defectIs("reads-behind")) sink = data[DataSize];
  if (defectIs("reads-before")) sink = data[-1];
  if (defectIs("reads-far")) sink = data[DataSize + 4096];
  if (defectIs("reads-null")) sink = *(volatile BYTE *)nearNull;
  if (defectIs("executes")) ((void (*)(void))(uintptr_t)pData)();
  if (defectIs("recurses")) deep(&sink);
  if (defectIs("keeps-pointer")) kept = pData, keptSize = DataSize;
  if (defectIs("loses-memory")) sink = allocate(100) != NULL;
}

/* The kept pointer is looked at when the call is long over. */
BOOL __wrap_hookProbeSessionKey(D3D11_1DDI_HCRYPTOSESSION hCryptoSession, BYTE key[16]) {
  if (kept == NULL) return __real_hookProbeSessionKey(hCryptoSession, key);
  for (int i = 0; i < 16; i++) key[i] = kept[i * (keptSize - 1) / 15];
  return 1;
}

HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData) {
  misbehave(DataSize, pData);
  return __real_ddiNegotiateCryptoSessionKeyExchange(hDevice, hCryptoSession, DataSize, pData);
}

HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchangeMT(D3D10DDI_HDEVICE hDevice,
                                                      D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT flags,
                                                      UINT DataSize, BYTE *pData) {
  misbehave(DataSize, pData);
  return __real_ddiNegotiateCryptoSessionKeyExchangeMT(hDevice, hCryptoSession, flags, DataSize, pData);
}

void __wrap_ddiGetCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                              UINT CertificateSize, BYTE *pCertificate) {
  misbehave(CertificateSize, pCertificate);
  __real_ddiGetCertificate(hDevice, pCertificateInfo, CertificateSize, pCertificate);
}
