#include "calls.h"

void *beginVideoCall(DriverCall *driverCall, Call *call, VideoSlot slot, Device **device)
{
    if (!initialized(call) || answerFailedOpening(call)) return NULL;
    *device = (Device *)paramObject(call, "hDevice", OBJECT_DEVICE);
    if (*device == NULL) return NULL;
    void *function = videoFunction(call, videoTable(*device), slot);
    return function != NULL && driverCallBegin(driverCall, call) ? function : NULL;
}

void serveCreateDevice(Call *call)
{
    DriverCall driverCall;
    uint32_t hr = 0;
    const char *step = NULL;
    if (!initialized(call) || answerFailedOpening(call) || !driverCallBegin(&driverCall, call)) return;
    Device *device = deviceCreate(&driverCall, &hr, &step);
    if (device == NULL) resultString(call, "step", step);
    driverCallEndWithHresult(&driverCall, hr);
    if (device != NULL) resultObject(call, "hDevice", &device->object);
}

void serveDestroyDevice(Call *call)
{
    DriverCall driverCall;
    if (!initialized(call) || answerFailedOpening(call)) return;
    Device *device = (Device *)paramObject(call, "hDevice", OBJECT_DEVICE);
    if (device == NULL || !driverCallBegin(&driverCall, call)) return;
    deviceDestroy(&driverCall, device);
    driverCallEnd(&driverCall);
}
