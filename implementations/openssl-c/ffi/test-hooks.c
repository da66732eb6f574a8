/* Test hooks. */
#include "library.h"

static int32_t probeSessionKey(void *hCryptoSession, uint8_t key[16]) {
  return hookProbeSessionKey((D3D11_1DDI_HCRYPTOSESSION){hCryptoSession}, key);
}

static int32_t probeChannelKey(void *hAuthChannel, uint8_t key[16]) {
  return hookProbeChannelKey((D3D11_1DDI_HAUTHCHANNEL){hAuthChannel}, key);
}

static int32_t probeSigningKey(void *hProtectedOutput, uint8_t key[16], uint32_t *statusSequence,
                               uint32_t *commandSequence) {
  return hookProbeSigningKey(hProtectedOutput, key, statusSequence, commandSequence);
}

static kexcts_status provisionKey(const uint8_t *pkcs8, uint32_t size) {
  return hookProvisionKey(library.adapter, pkcs8, size);
}

static void armAllocation(uint32_t after) {
  allocationRecordBegin(after);
}

static void disarmAllocation(uint32_t *failed, uint64_t *attempted) {
  AllocationRecord record = allocationRecordEnd();
  *failed = record.failed != 0;
  *attempted = record.attempted;
}

void fillTestHooks(struct kexcts_driver *driver, BOOL allocationsHooked) {
  driver->probeSessionKey = probeSessionKey;
  driver->probeChannelKey = probeChannelKey;
  driver->probeSigningKey = probeSigningKey;
  driver->provisionKey = provisionKey;
  driver->memoryUse = allocationInUse;
  if (!allocationsHooked) return; /* libcrypto's allocations would neither fail nor count */
  driver->armAllocation = armAllocation;
  driver->disarmAllocation = disarmAllocation;
}
