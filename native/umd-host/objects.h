/* The driver's objects, as the wire's handles name them. */
#ifndef KEXCTS_UMD_HOST_OBJECTS_H
#define KEXCTS_UMD_HOST_OBJECTS_H

#include "../abi/umd-ddi.h"
#include "../guard/guarded-memory.h"
#include "../wire/request.h"

typedef enum ObjectKind { OBJECT_DEVICE, OBJECT_SESSION, OBJECT_CHANNEL, OBJECT_SURFACE } ObjectKind;

typedef struct Device Device;

typedef struct Object {
    ObjectKind kind;
    uint64_t serial;
    Device *device;      /* the creating one; NULL for a device */
    GuardedBlock block;  /* the driver's private memory; pDrvPrivate is block.data */
    struct Object *next; /* a device's children; the devices */
    uint32_t size;       /* of a surface's data, in bytes */
} Object;

/* Zeroed, in the host's own heap; NULL where there is no memory. `objectSize` is at least sizeof(Object). */
Object *objectCreate(ObjectKind kind, size_t objectSize);
void objectDestroy(Object *object);

/* Writes the handle as a member of the result. */
void resultObject(Call *call, const char *name, const Object *object);

/* The live object that the parameter names; answers ERROR_PARAMS otherwise. */
Object *paramObject(Call *call, const char *name, ObjectKind kind);

#endif
