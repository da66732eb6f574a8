#include "runtime.h"

#include <stdio.h>
#include <string.h>

#include "../guard/memory-use.h"
#include "../wire/handle-table.h"

const GUID iidVideoDevice2 = {0x59C0CB01, 0x35F0, 0x4A70, {0x8F, 0x67, 0x87, 0x90, 0x5C, 0x90, 0x6A, 0x53}};
static const GUID iidVideoDevice = {0x10EC4D5B, 0x975A, 0x4689, {0xB9, 0xE4, 0xD0, 0xAA, 0xC3, 0x0F, 0xE3, 0x33}};
static const GUID iidVideoContext = {0x61F21C45, 0x3C0E, 0x4A74, {0x9C, 0xEA, 0x67, 0x10, 0x0D, 0x9A, 0xD5, 0xE4}};

_Static_assert(sizeof(ID3D11VideoDevice1Vtbl) / sizeof(void *) == VIDEO_DEVICE2_NEGOTIATE_MT - 1, "ID3D11VideoDevice2 begins behind 24 methods");

#define CREATE_VIDEO_SUPPORT 0x800

static const char deviceKind[] = "device";
static const char *const kindNames[] = {"session", "channel", "surface"};
static RuntimeDevice *devices;

const GUID *optionalGuid(const GUID *guid)
{
    static const GUID null;
    return memcmp(guid, &null, sizeof null) == 0 ? NULL : guid;
}

static void release(DriverCall *driverCall, const char *name, void *com)
{
    if (com != NULL) ENTER(driverCall, name, comMethod(com, 2), ARGUMENT(com));
}

RuntimeDevice *runtimeDeviceCreate(DriverCall *driverCall, HRESULT *hr)
{
    HMODULE d3d11 = LoadLibraryW(L"d3d11.dll");
    PFN_D3D11_CREATE_DEVICE create = d3d11 != NULL ? (PFN_D3D11_CREATE_DEVICE)(void *)GetProcAddress(d3d11, "D3D11CreateDevice") : NULL;
    ID3D11Device *made = NULL;
    ID3D11DeviceContext *context = NULL;
    UINT flags[] = {CREATE_VIDEO_SUPPORT, 0};
    *hr = E_NOINTERFACE;
    if (create == NULL) return NULL;
    for (size_t i = 0; i < 2 && FAILED(*hr) && !driverCall->frame.faulted; i++) {
        *hr = (HRESULT)ENTER(driverCall, "D3D11CreateDevice", create, ARGUMENT(chosenAdapter.adapter), D3D_DRIVER_TYPE_UNKNOWN, 0, flags[i], 0, 0,
                             D3D11_SDK_VERSION, ARGUMENT(&made), 0, ARGUMENT(&context));
    }
    if (driverCall->frame.faulted || FAILED(*hr)) return NULL;
    RuntimeDevice *device = HeapAlloc(hostHeap(), HEAP_ZERO_MEMORY, sizeof *device);
    uint64_t serial = device != NULL ? handleAdd(deviceKind, device) : 0;
    if (serial == 0) {
        if (device != NULL) HeapFree(hostHeap(), 0, device);
        *hr = E_OUTOFMEMORY;
        release(driverCall, "ID3D11DeviceContext::Release", context);
        release(driverCall, "ID3D11Device::Release", made);
        return NULL;
    }
    device->serial = serial;
    device->device = made;
    device->context = context;
    device->videoHr = (HRESULT)ENTER(driverCall, "ID3D11Device::QueryInterface(ID3D11VideoDevice)", METHOD(made, QueryInterface), ARGUMENT(made),
                                     ARGUMENT(&iidVideoDevice), ARGUMENT(&device->video));
    device->videoContextHr = (HRESULT)ENTER(driverCall, "ID3D11DeviceContext::QueryInterface(ID3D11VideoContext)", METHOD(context, QueryInterface),
                                            ARGUMENT(context), ARGUMENT(&iidVideoContext), ARGUMENT(&device->videoContext));
    if (FAILED(device->videoHr)) device->video = NULL;
    if (FAILED(device->videoContextHr)) device->videoContext = NULL;
    HRESULT second = (HRESULT)ENTER(driverCall, "ID3D11Device::QueryInterface(ID3D11VideoDevice2)", METHOD(made, QueryInterface), ARGUMENT(made),
                                    ARGUMENT(&iidVideoDevice2), ARGUMENT(&device->video2));
    if (FAILED(second)) device->video2 = NULL;
    device->next = devices;
    devices = device;
    return driverCall->frame.faulted ? NULL : device;
}

void runtimeDeviceDestroy(DriverCall *driverCall, RuntimeDevice *device)
{
    while (device->children != NULL && !driverCall->frame.faulted) runtimeObjectDestroy(driverCall, device->children);
    release(driverCall, "ID3D11VideoDevice2::Release", device->video2);
    release(driverCall, "ID3D11VideoContext::Release", device->videoContext);
    release(driverCall, "ID3D11VideoDevice::Release", device->video);
    release(driverCall, "ID3D11DeviceContext::Release", device->context);
    release(driverCall, "ID3D11Device::Release", device->device);
    if (driverCall->frame.faulted) return;
    for (RuntimeDevice **link = &devices; *link != NULL; link = &(*link)->next) {
        if (*link != device) continue;
        *link = device->next;
        break;
    }
    handleRemove(device->serial);
    HeapFree(hostHeap(), 0, device);
}

void runtimeDeviceDestroyAll(DriverCall *driverCall)
{
    while (devices != NULL && !driverCall->frame.faulted) runtimeDeviceDestroy(driverCall, devices);
}

RuntimeObject *runtimeObjectCreate(RuntimeDevice *device, ObjectKind kind, void *com, bool onWire)
{
    RuntimeObject *object = HeapAlloc(hostHeap(), HEAP_ZERO_MEMORY, sizeof *object);
    uint64_t serial = object != NULL && onWire ? handleAdd(kindNames[kind], object) : 0;
    if (object == NULL || (onWire && serial == 0)) {
        if (object != NULL) HeapFree(hostHeap(), 0, object);
        comRelease(com);
        return NULL;
    }
    object->kind = kind;
    object->serial = serial;
    object->device = device;
    object->com = com;
    object->next = device->children;
    device->children = object;
    return object;
}

void runtimeObjectDestroy(DriverCall *driverCall, RuntimeObject *object)
{
    release(driverCall, "IUnknown::Release", object->com);
    if (driverCall->frame.faulted) return;
    for (RuntimeObject **link = &object->device->children; *link != NULL; link = &(*link)->next) {
        if (*link != object) continue;
        *link = object->next;
        break;
    }
    if (object->serial != 0) handleRemove(object->serial);
    HeapFree(hostHeap(), 0, object);
}

void resultRuntimeObject(Call *call, const char *name, const RuntimeObject *object)
{
    resultHandle(call, name, kindNames[object->kind], object->serial);
}

void resultRuntimeDevice(Call *call, const char *name, const RuntimeDevice *device)
{
    resultHandle(call, name, deviceKind, device->serial);
}

RuntimeDevice *paramRuntimeDevice(Call *call, const char *name)
{
    return paramHandle(call, name, deviceKind);
}

RuntimeObject *paramRuntimeObject(Call *call, const char *name, ObjectKind kind)
{
    return paramHandle(call, name, kindNames[kind]);
}

RuntimeDevice *beginVideoCall(DriverCall *driverCall, Call *call)
{
    if (!initialized(call)) return NULL;
    RuntimeDevice *device = paramRuntimeDevice(call, "hDevice");
    if (device == NULL) return NULL;
    if (device->video == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "ID3D11Device::QueryInterface(ID3D11VideoDevice) returned 0x%08lX", (unsigned long)device->videoHr);
    } else if (device->videoContext == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "ID3D11DeviceContext::QueryInterface(ID3D11VideoContext) returned 0x%08lX", (unsigned long)device->videoContextHr);
    }
    return call->errorCode == 0 && driverCallBegin(driverCall, call) ? device : NULL;
}
