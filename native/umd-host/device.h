/* Devices of the driver, with their function tables, video tables and children. */
#ifndef KEXCTS_UMD_HOST_DEVICE_H
#define KEXCTS_UMD_HOST_DEVICE_H

#include "../guard/driver-call.h"
#include "objects.h"

#define VIDEO_TABLES 5
#define DEVICE_SLOTS 512 /* more than any version has */

/* One answer of RetrieveSubObject. */
typedef struct SubObject {
    unsigned id;
    unsigned slots;
    uint32_t hr;
    bool asked;
    GuardedBlock storage; /* exactly as long as this table is */
} SubObject;

struct Device {
    Object object;
    D3D10DDI_HDEVICE hDevice;
    GuardedBlock functions, dxgiFunctions;
    PFND3D10DDI_RETRIEVESUBOBJECT retrieveSubObject;
    SubObject video[VIDEO_TABLES]; /* 7, 6, 5, 3, 2 */
    Object *children;
};

/* NULL where the driver refuses (`*hr`), faults, or there is no memory (an error of the call). `*step` is what was done last. */
Device *deviceCreate(DriverCall *driverCall, uint32_t *hr, const char **step);

/* Children first, then the device, as the runtime does it. */
void deviceDestroy(DriverCall *driverCall, Device *device);
void deviceDestroyAll(DriverCall *driverCall);

/* The child's block is allocated, and pDrvPrivate in it; NULL as above. `size` is the driver's answer of CalcPrivate. */
Object *childCreate(DriverCall *driverCall, Device *device, ObjectKind kind, uint64_t size, uint32_t *hr);
/* Without entering the driver. */
void childForget(Object *child);
/* Through the driver's Destroy function. */
void childDestroy(DriverCall *driverCall, Object *child);

/* The table that holds everything but the two forms of Negotiate; NULL where the driver has none. */
const SubObject *videoTable(const Device *device);
/* The best table whose slot 65 has four arguments, or five. */
const SubObject *videoTableOfForm(const Device *device, bool fiveArguments);

/* The function in a slot, or NULL: with ERROR_NO_SUCH_CALL and the slot's name, where `call` is not NULL. */
void *videoFunction(Call *call, const SubObject *table, VideoSlot slot);
void *deviceFunction(Call *call, const Device *device, unsigned slot, const char *name);

/* Overrun of the child's private memory is added to the call's. */
void inspectPrivateMemory(DriverCall *driverCall, const Object *object);

#endif
