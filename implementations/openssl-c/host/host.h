/* What the conversation is about: one adapter of the driver, opened by initialize. */
#ifndef OPENSSL_C_HOST_HOST_H
#define OPENSSL_C_HOST_HOST_H

#include <stdatomic.h>

#include "call.h"

typedef struct {
  DriverAdapter *adapter; /* NULL before initialize */
  bool failsAllocation;   /* test/failAllocation stands for the next call of the driver */
  int64_t failAfter;
  bool allocationsHooked; /* libcrypto allocates through the driver, and can be made to fail */
  atomic_bool damaged; /* a fault came up: the driver's objects may be in any state */
} Host;

extern Host host;

/* Destroys all devices with what was created on them, and all protected outputs. */
void hostDestroyObjects(void);

/* Destroys a device's sessions and channels in the driver, then the device; the objects are left. */
void hostDestroyDeviceInDriver(Object *device);

/* Forgets a device and all objects on it, when the driver has destroyed them. */
void hostForgetDevice(Object *device);

/* The method of that name, or NULL. */
const Method *methodFind(const char *name, size_t length);

/* Methods by subject, each ended by a row without a name. */
extern const Method initializeMethods[];
extern const Method deviceMethods[];
extern const Method sessionMethods[];
extern const Method blitMethods[];
extern const Method channelMethods[];
extern const Method opmMethods[];
extern const Method testMethods[];

#endif
