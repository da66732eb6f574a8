/*
 * The entry point through the API. The context's method reaches slot 65 in whichever form the runtime uses; flags are
 * carried by the device's twin alone (ID3D11VideoDevice2), which reaches slot 96.
 */
#include "../guard/sent-buffer.h"
#include "calls.h"
#include "runtime.h"

typedef struct Sent {
    DriverCall driverCall;
    RuntimeDevice *device;
    RuntimeObject *target;
    SentBuffer buffer;
    uint32_t dataSize, flags;
} Sent;

static bool open(Sent *sent, Call *call, const char *handle, ObjectKind kind)
{
    sent->flags = 0;
    sent->device = beginVideoCall(&sent->driverCall, call);
    sent->target = sent->device != NULL ? paramRuntimeObject(call, handle, kind) : NULL;
    if (sent->target == NULL || !paramUint32(call, "DataSize", &sent->dataSize)) return false;
    if (callHas(call, "flags") && !paramUint32(call, "flags", &sent->flags)) return false;
    if (!sentBufferPlace(&sent->buffer, call)) return false;
    sent->driverCall.data = sent->buffer.null ? NULL : &sent->buffer.block;
    return true;
}

static void finish(Sent *sent, HRESULT hr)
{
    sentBufferFinish(&sent->buffer, &sent->driverCall);
    driverCallEndWithHresult(&sent->driverCall, (uint32_t)hr);
    retireBlock(&sent->buffer.block);
}

void serveNegotiateCryptoSessionKeyExchange(Call *call)
{
    Sent sent;
    uint32_t flags = 0;
    if (callHas(call, "flags") && !paramUint32(call, "flags", &flags)) return;
    if (flags != 0) {
        callError(call, ERROR_NO_SUCH_CALL, "ID3D11VideoContext::NegotiateCryptoSessionKeyExchange carries no flags; the MT twin does");
        return;
    }
    if (!open(&sent, call, "hCryptoSession", OBJECT_SESSION)) return;
    ID3D11VideoContext *context = sent.device->videoContext;
    finish(&sent, (HRESULT)ENTER(&sent.driverCall, "ID3D11VideoContext::NegotiateCryptoSessionKeyExchange",
                                 METHOD(context, NegotiateCryptoSessionKeyExchange), ARGUMENT(context), ARGUMENT(sent.target->session), sent.dataSize,
                                 ARGUMENT(sentBufferPointer(&sent.buffer))));
}

void serveNegotiateCryptoSessionKeyExchangeMT(Call *call)
{
    Sent sent;
    if (!open(&sent, call, "hCryptoSession", OBJECT_SESSION)) return;
    if (sent.device->video2 == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "the runtime or the driver has no ID3D11VideoDevice2");
        guardedFree(&sent.buffer.block);
        return;
    }
    finish(&sent, (HRESULT)ENTER(&sent.driverCall, "ID3D11VideoDevice2::NegotiateCryptoSessionKeyExchangeMT",
                                 comMethod(sent.device->video2, VIDEO_DEVICE2_NEGOTIATE_MT), ARGUMENT(sent.device->video2), ARGUMENT(sent.target->session),
                                 sent.flags, sent.dataSize, ARGUMENT(sentBufferPointer(&sent.buffer))));
}

void serveNegotiateAuthenticatedChannelKeyExchange(Call *call)
{
    Sent sent;
    if (!open(&sent, call, "hAuthChannel", OBJECT_CHANNEL)) return;
    ID3D11VideoContext *context = sent.device->videoContext;
    finish(&sent, (HRESULT)ENTER(&sent.driverCall, "ID3D11VideoContext::NegotiateAuthenticatedChannelKeyExchange",
                                 METHOD(context, NegotiateAuthenticatedChannelKeyExchange), ARGUMENT(context), ARGUMENT(sent.target->channel), sent.dataSize,
                                 ARGUMENT(sentBufferPointer(&sent.buffer))));
}
