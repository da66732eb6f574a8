#include "calls.h"
#include "../guard/sent-buffer.h"

typedef struct NegotiateForm {
    VideoSlot slot;
    bool fiveArguments;
    const char *name;
} NegotiateForm;

static void negotiate(Call *call, const NegotiateForm *form)
{
    DriverCall driverCall;
    SentBuffer buffer;
    uint32_t dataSize, flags = 0, hr;
    if (!initialized(call) || answerFailedOpening(call)) return;
    const Device *device = (const Device *)paramObject(call, "hDevice", OBJECT_DEVICE);
    if (device == NULL) return;
    void *function = videoFunction(call, videoTableOfForm(device, form->fiveArguments), form->slot);
    const Object *session = function != NULL ? paramObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL || !paramUint32(call, "DataSize", &dataSize) || (callHas(call, "flags") && !paramUint32(call, "flags", &flags))) return;
    if (!sentBufferPlace(&buffer, call)) return;
    if (!driverCallBegin(&driverCall, call)) {
        guardedFree(&buffer.block);
        return;
    }
    void *data = sentBufferPointer(&buffer);
    driverCall.data = buffer.null ? NULL : &buffer.block;
    if (form->fiveArguments) {
        hr = (uint32_t)ENTER(&driverCall, form->name, function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data), flags, dataSize,
                             ARGUMENT(data));
    } else {
        hr = (uint32_t)ENTER(&driverCall, form->name, function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data), dataSize, ARGUMENT(data));
    }
    sentBufferFinish(&buffer, &driverCall);
    inspectPrivateMemory(&driverCall, session);
    driverCallEndWithHresult(&driverCall, hr);
    retireBlock(&buffer.block);
}

void serveNegotiateCryptoSessionKeyExchange(Call *call)
{
    static const NegotiateForm four = {SLOT_NegotiateCryptoSessionKeyExchange, false, "pfnNegotiateCryptoSessionKeyExchange (4 arguments)"};
    static const NegotiateForm five = {SLOT_NegotiateCryptoSessionKeyExchange, true, "pfnNegotiateCryptoSessionKeyExchange (5 arguments)"};
    negotiate(call, callHas(call, "flags") ? &five : &four);
}

void serveNegotiateCryptoSessionKeyExchangeMT(Call *call)
{
    static const NegotiateForm twin = {SLOT_NegotiateCryptoSessionKeyExchangeMT, true, "pfnNegotiateCryptoSessionKeyExchangeMT"};
    negotiate(call, &twin);
}
