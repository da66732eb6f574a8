/*
 * The driver as a shared library with the suite's C interface (native/include/kexcts_driver.h): the functions of its
 * table, by subject.
 */
#ifndef OPENSSL_C_FFI_LIBRARY_H
#define OPENSSL_C_FFI_LIBRARY_H

#include "../../../native/include/kexcts_driver.h"
#include "../driver/driver.h"

typedef struct {
  DriverAdapter *adapter; /* NULL before OpenAdapter */
  const struct kexcts_host *host;
} Library;

extern Library library;

/* An object of the driver, on a device or NULL, with private memory of so many bytes; NULL: none is left. */
void *objectCreate(void *hDevice, SIZE_T bytes);
void *objectDevice(const void *object);
void objectDestroy(void *object);

GUID guidOf(const struct kexcts_guid *guid);

/* Put their functions into the table. */
void fillDevices(struct kexcts_driver *driver);
void fillSessions(struct kexcts_driver *driver);
void fillBlits(struct kexcts_driver *driver);
void fillChannels(struct kexcts_driver *driver);
void fillOpm(struct kexcts_driver *driver);
void fillTestHooks(struct kexcts_driver *driver, BOOL allocationsHooked);

#endif
