#include "device.h"

#include <stdio.h>
#include <string.h>

#include "callbacks.h"
#include "driver.h"
#include "options.h"

#define LARGEST_PRIVATE_SIZE ((uint64_t)256 << 20)
#define E_OUTOFMEMORY_VALUE 0x8007000Eu

static const unsigned videoIds[VIDEO_TABLES] = {SUBOBJECT_WDDM2_4, SUBOBJECT_WDDM2_4_RS4_0, SUBOBJECT_WDDM2_1, SUBOBJECT_WDDM2_0, SUBOBJECT_D3D11_1};
static const unsigned videoSlots[VIDEO_TABLES] = {SLOTS_WDDM2_4, SLOTS_WDDM2_4_RS4_0, SLOTS_WDDM2_1, SLOTS_WDDM2_0, SLOTS_D3D11_1};

static const char *const videoSlotNames[] = {
#define SLOT(name) "pfn" #name,
    VIDEO_TABLE_SLOTS(SLOT)
#undef SLOT
};

static Object *devices;

/* Private memory as CalcPrivate asks for it. SIZE_T(-1) refuses the creation: an application would see E_OUTOFMEMORY. */
static bool allocatePrivate(DriverCall *driverCall, GuardedBlock *block, uint64_t size, uint32_t *hr)
{
    if (size == UINT64_MAX) {
        *hr = E_OUTOFMEMORY_VALUE;
        return false;
    }
    if (size > LARGEST_PRIVATE_SIZE || !guardedAllocate(block, size != 0 ? (size_t)size : 1, PLACE_PRIVATE)) {
        if (driverCall->call != NULL) callError(driverCall->call, ERROR_ADAPTER, "%s asks for %llu bytes", driverCall->function, (unsigned long long)size);
        *hr = E_OUTOFMEMORY_VALUE;
        return false;
    }
    return true;
}

static bool allocateTable(GuardedBlock *block, size_t slots)
{
    if (!guardedAllocate(block, slots * sizeof(void *), PLACE_PRIVATE)) return false;
    memset(block->data, 0, block->size); /* what the driver leaves alone is null: not offered */
    return true;
}

static void freeDevice(Device *device)
{
    guardedFree(&device->functions);
    guardedFree(&device->dxgiFunctions);
    for (int i = 0; i < VIDEO_TABLES; i++) guardedFree(&device->video[i].storage);
    objectDestroy(&device->object);
}

static void retrieveVideoTables(DriverCall *driverCall, Device *device)
{
    for (int i = 0; i < VIDEO_TABLES; i++) {
        SubObject *video = &device->video[i];
        video->id = videoIds[i];
        video->slots = videoSlots[i];
        if (device->retrieveSubObject == NULL || (options.subObject != 0 && options.subObject != video->id)) continue;
        if (!allocateTable(&video->storage, video->slots)) continue;
        D3D11_1DDI_VIDEO_INPUT input = {.Relocate = FALSE, .pVideoDeviceFuncs = video->storage.data};
        D3D11_1DDI_VIDEO_OUTPUT output = {0};
        video->asked = true;
        video->hr = (uint32_t)ENTER(driverCall, "RetrieveSubObject", device->retrieveSubObject, ARGUMENT(device->hDevice.pDrvPrivate), video->id,
                                    sizeof input, ARGUMENT(&input), sizeof output, ARGUMENT(&output));
        inspectBlock(driverCall, &video->storage);
        if (driverCall->frame.faulted) return;
        if ((HRESULT)video->hr < 0) guardedFree(&video->storage);
    }
}

Device *deviceCreate(DriverCall *driverCall, uint32_t *hr, const char **step)
{
    const Adapter *adapter = driverAdapter();
    D3D10DDIARG_CALCPRIVATEDEVICESIZE sizes = {adapter->interfaceVersion, adapter->version, adapter->flags};
    *step = "pfnCalcPrivateDeviceSize";
    uint64_t size = ENTER(driverCall, *step, adapter->functions.pfnCalcPrivateDeviceSize, ARGUMENT(adapter->hAdapter.pDrvPrivate), ARGUMENT(&sizes));
    if (driverCall->frame.faulted) return NULL;
    Device *device = (Device *)objectCreate(OBJECT_DEVICE, sizeof *device);
    if (device == NULL || !allocateTable(&device->functions, DEVICE_SLOTS) || !allocateTable(&device->dxgiFunctions, DEVICE_SLOTS) ||
        !allocatePrivate(driverCall, &device->object.block, size, hr)) {
        if (device != NULL) freeDevice(device);
        else *hr = E_OUTOFMEMORY_VALUE;
        return NULL;
    }
    device->hDevice.pDrvPrivate = device->object.block.data;
    D3D10DDIARG_CREATEDEVICE create = {
        .hRTDevice = {device},
        .Interface = adapter->interfaceVersion,
        .Version = adapter->version,
        .pKTCallbacks = kernelCallbacks(),
        .pDeviceFuncs = device->functions.data,
        .hDrvDevice = device->hDevice,
        .DXGIBaseDDI = {dxgiCallbacks(), device->dxgiFunctions.data},
        .hRTCoreLayer = {device},
        .pUMCallbacks = coreLayerCallbacks(),
        .Flags = adapter->flags,
        .ppfnRetrieveSubObject = &device->retrieveSubObject};
    *step = "pfnCreateDevice";
    *hr = (uint32_t)ENTER(driverCall, *step, adapter->functions.pfnCreateDevice, ARGUMENT(adapter->hAdapter.pDrvPrivate), ARGUMENT(&create));
    inspectBlock(driverCall, &device->functions);
    inspectBlock(driverCall, &device->dxgiFunctions);
    inspectBlock(driverCall, &device->object.block);
    if (driverCall->frame.faulted) return NULL; /* its memory stays: the driver's threads may live on */
    if ((HRESULT)*hr < 0) {
        freeDevice(device);
        return NULL;
    }
    *step = "RetrieveSubObject";
    device->object.next = devices;
    devices = &device->object;
    retrieveVideoTables(driverCall, device);
    return driverCall->frame.faulted ? NULL : device;
}

static void unlinkObject(Object **list, Object *object)
{
    for (; *list != NULL; list = &(*list)->next) {
        if (*list == object) {
            *list = object->next;
            return;
        }
    }
}

void deviceDestroy(DriverCall *driverCall, Device *device)
{
    while (device->children != NULL && !driverCall->frame.faulted) childDestroy(driverCall, device->children);
    if (driverCall->frame.faulted) return;
    void *destroy = deviceFunction(NULL, device, DEVICE_SLOT_DestroyDevice, "pfnDestroyDevice");
    if (destroy != NULL) ENTER(driverCall, "pfnDestroyDevice", destroy, ARGUMENT(device->hDevice.pDrvPrivate));
    if (driverCall->frame.faulted) return;
    inspectPrivateMemory(driverCall, &device->object);
    unlinkObject(&devices, &device->object);
    freeDevice(device);
}

void deviceDestroyAll(DriverCall *driverCall)
{
    while (devices != NULL && !driverCall->frame.faulted) deviceDestroy(driverCall, (Device *)devices);
}

Object *childCreate(DriverCall *driverCall, Device *device, ObjectKind kind, uint64_t size, uint32_t *hr)
{
    Object *child = objectCreate(kind, sizeof *child);
    if (child == NULL) {
        *hr = E_OUTOFMEMORY_VALUE;
        return NULL;
    }
    if (!allocatePrivate(driverCall, &child->block, size, hr)) {
        objectDestroy(child);
        return NULL;
    }
    child->device = device;
    child->next = device->children;
    device->children = child;
    return child;
}

void childForget(Object *child)
{
    unlinkObject(&child->device->children, child);
    objectDestroy(child);
}

void childDestroy(DriverCall *driverCall, Object *child)
{
    const Device *device = child->device;
    void *destroy = NULL;
    const char *name = NULL;
    switch (child->kind) {
    case OBJECT_SESSION:
        destroy = videoFunction(NULL, videoTable(device), SLOT_DestroyCryptoSession);
        name = "pfnDestroyCryptoSession";
        break;
    case OBJECT_CHANNEL:
        destroy = videoFunction(NULL, videoTable(device), SLOT_DestroyAuthenticatedChannel);
        name = "pfnDestroyAuthenticatedChannel";
        break;
    case OBJECT_SURFACE:
        destroy = deviceFunction(NULL, device, DEVICE_SLOT_DestroyResource, "pfnDestroyResource");
        name = "pfnDestroyResource";
        break;
    case OBJECT_DEVICE:
        return;
    }
    if (destroy != NULL) ENTER(driverCall, name, destroy, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(child->block.data));
    if (driverCall->frame.faulted) return;
    inspectPrivateMemory(driverCall, child);
    childForget(child);
}

const SubObject *videoTable(const Device *device)
{
    for (int i = 0; i < VIDEO_TABLES; i++) {
        if (device->video[i].storage.data != NULL) return &device->video[i];
    }
    return NULL;
}

const SubObject *videoTableOfForm(const Device *device, bool fiveArguments)
{
    const SubObject *found = NULL;
    for (int i = VIDEO_TABLES - 1; i >= 0; i--) {
        const SubObject *video = &device->video[i];
        if (video->storage.data == NULL || (video->id == SUBOBJECT_WDDM2_4) != fiveArguments) continue;
        /* A later table wins, but for one whose slot is null where another's is not. */
        if (found == NULL || videoFunction(NULL, video, SLOT_NegotiateCryptoSessionKeyExchange) != NULL) found = video;
    }
    return found;
}

void *videoFunction(Call *call, const SubObject *table, VideoSlot slot)
{
    void *function = NULL;
    if (table == NULL) {
        if (call != NULL) callError(call, ERROR_NO_SUCH_CALL, "%s: RetrieveSubObject gave no video table that has it", videoSlotNames[slot]);
        return NULL;
    }
    if (slot < table->slots) memcpy(&function, table->storage.data + slot * sizeof function, sizeof function);
    if (function == NULL && call != NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "%s: slot %u of the video table with sub-object id %u is %s", videoSlotNames[slot], (unsigned)slot, table->id,
                  slot < table->slots ? "null" : "none of its slots");
    }
    return function;
}

void *deviceFunction(Call *call, const Device *device, unsigned slot, const char *name)
{
    void *function;
    memcpy(&function, device->functions.data + slot * sizeof function, sizeof function);
    if (function == NULL && call != NULL) callError(call, ERROR_NO_SUCH_CALL, "%s: slot %u of the device's function table is null", name, slot);
    return function;
}

void inspectPrivateMemory(DriverCall *driverCall, const Object *object)
{
    inspectBlock(driverCall, &object->block);
}
