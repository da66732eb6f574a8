/* Output protection. */
#include "library.h"

static kexcts_status createOutput(void **hProtectedOutput) {
  return ddiOPMCreateProtectedOutput(library.adapter, hProtectedOutput);
}

static kexcts_status destroyOutput(void *hProtectedOutput) {
  return ddiOPMDestroyProtectedOutput(library.adapter, hProtectedOutput);
}

static kexcts_status getCertificateSize(uint32_t CertificateType, uint32_t *CertificateSize) {
  return ddiOPMGetCertificateSize(library.adapter, CertificateType, CertificateSize);
}

static kexcts_status getCertificate(uint32_t CertificateType, uint32_t CertificateSize, void *Certificate) {
  return ddiOPMGetCertificate(library.adapter, CertificateType, CertificateSize, Certificate);
}

static kexcts_status getRandomNumber(void *hProtectedOutput, uint8_t RandomNumber[16]) {
  return ddiOPMGetRandomNumber(library.adapter, hProtectedOutput, (DXGKMDT_OPM_RANDOM_NUMBER *)RandomNumber);
}

static kexcts_status setSigningKey(void *hProtectedOutput, const uint8_t EncryptedParameters[256]) {
  return ddiOPMSetSigningKeyAndSequenceNumbers(library.adapter, hProtectedOutput,
                                               (const DXGKMDT_OPM_ENCRYPTED_PARAMETERS *)EncryptedParameters);
}

static kexcts_status getInformation(void *hProtectedOutput, const uint8_t Parameters[4112],
                                    uint8_t RequestedInformation[4096]) {
  _Static_assert(sizeof(DXGKMDT_OPM_GET_INFO_PARAMETERS) == 4112, "as the interface says");
  _Static_assert(sizeof(DXGKMDT_OPM_REQUESTED_INFORMATION) == 4096, "as the interface says");
  return ddiOPMGetInformation(library.adapter, hProtectedOutput, (const void *)Parameters,
                              (void *)RequestedInformation);
}

void fillOpm(struct kexcts_driver *driver) {
  driver->OPMCreateProtectedOutput = createOutput;
  driver->OPMDestroyProtectedOutput = destroyOutput;
  driver->OPMGetCertificateSize = getCertificateSize;
  driver->OPMGetCertificate = getCertificate;
  driver->OPMGetRandomNumber = getRandomNumber;
  driver->OPMSetSigningKeyAndSequenceNumbers = setSigningKey;
  driver->OPMGetInformation = getInformation;
}
