/* TEST keys, known to everybody: the one that certificates are issued for, and the one that signs them. */
#ifndef KEXCTS_REFERENCE_UMD_TEST_KEYS_H
#define KEXCTS_REFERENCE_UMD_TEST_KEYS_H

#include <stdint.h>

extern const uint8_t testDeviceKey[];
extern const uint32_t testDeviceKeySize;
extern const uint8_t testRootKey[];
extern const uint32_t testRootKeySize;

#endif
