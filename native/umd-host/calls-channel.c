#include <string.h>

#include "calls.h"
#include "../guard/sent-buffer.h"

void serveCreateAuthenticatedChannel(Call *call)
{
    DriverCall driverCall;
    Device *device;
    D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL create = {0};
    uint32_t type, hr = 0;
    void *function = beginVideoCall(&driverCall, call, SLOT_CreateAuthenticatedChannel, &device);
    void *calc = function != NULL ? videoFunction(call, videoTable(device), SLOT_CalcPrivateAuthenticatedChannelSize) : NULL;
    if (calc == NULL || !paramUint32(call, "ChannelType", &type)) return;
    create.ChannelType = type;
    uint64_t size = ENTER(&driverCall, "pfnCalcPrivateAuthenticatedChannelSize", calc, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create));
    Object *channel = driverCall.frame.faulted ? NULL : childCreate(&driverCall, device, OBJECT_CHANNEL, size, &hr);
    if (channel != NULL) {
        hr = (uint32_t)ENTER(&driverCall, "pfnCreateAuthenticatedChannel", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create),
                             ARGUMENT(channel->block.data), ARGUMENT(channel));
        inspectPrivateMemory(&driverCall, channel);
    }
    driverCallEndWithHresult(&driverCall, hr);
    if (channel == NULL || driverCall.frame.faulted) return;
    if ((HRESULT)hr < 0) {
        childForget(channel);
        return;
    }
    resultObject(call, "hAuthChannel", channel);
    resultHex(call, "hChannel", &create.hChannel, sizeof create.hChannel);
}

void serveDestroyAuthenticatedChannel(Call *call)
{
    DriverCall driverCall;
    Device *device;
    if (beginVideoCall(&driverCall, call, SLOT_DestroyAuthenticatedChannel, &device) == NULL) return;
    Object *channel = paramObject(call, "hAuthChannel", OBJECT_CHANNEL);
    if (channel == NULL) return;
    childDestroy(&driverCall, channel);
    driverCallEnd(&driverCall);
}

void serveNegotiateAuthenticatedChannelKeyExchange(Call *call)
{
    DriverCall driverCall;
    Device *device;
    SentBuffer buffer;
    uint32_t dataSize;
    void *function = beginVideoCall(&driverCall, call, SLOT_NegotiateAuthenticatedChannelKeyExchange, &device);
    const Object *channel = function != NULL ? paramObject(call, "hAuthChannel", OBJECT_CHANNEL) : NULL;
    if (channel == NULL || !paramUint32(call, "DataSize", &dataSize) || !sentBufferPlace(&buffer, call)) return;
    driverCall.data = buffer.null ? NULL : &buffer.block;
    uint32_t hr = (uint32_t)ENTER(&driverCall, "pfnNegotiateAuthenticatedChannelKeyExchange", function, ARGUMENT(device->hDevice.pDrvPrivate),
                                  ARGUMENT(channel->block.data), dataSize, ARGUMENT(sentBufferPointer(&buffer)));
    sentBufferFinish(&buffer, &driverCall);
    inspectPrivateMemory(&driverCall, channel);
    driverCallEndWithHresult(&driverCall, hr);
    retireBlock(&buffer.block);
}

/* Query and Configure: bytes in, bytes out, 16-byte aligned as the structures in them need. */
typedef struct Exchange {
    DriverCall driverCall;
    Device *device;
    const Object *channel;
    void *function;
    GuardedBlock input, output;
} Exchange;

static bool openExchange(Exchange *exchange, Call *call, VideoSlot slot, uint32_t outputSize)
{
    uint8_t *bytes;
    size_t size;
    memset(exchange, 0, sizeof *exchange);
    exchange->function = beginVideoCall(&exchange->driverCall, call, slot, &exchange->device);
    exchange->channel = exchange->function != NULL ? paramObject(call, "hAuthChannel", OBJECT_CHANNEL) : NULL;
    if (exchange->channel == NULL || !paramBytes(call, "InputData", false, &bytes, &size)) return false;
    if (outputSize > 65536 || !guardedAllocate(&exchange->input, size, PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "expected at most 65536 bytes of output");
        return false;
    }
    if (!guardedAllocate(&exchange->output, outputSize, PLACE_AMID)) {
        guardedFree(&exchange->input);
        callError(call, ERROR_ADAPTER, "out of memory");
        return false;
    }
    memcpy(exchange->input.data, bytes, size);
    memset(exchange->output.data, 0, outputSize);
    return true;
}

static void closeExchange(Exchange *exchange, uint32_t hr)
{
    DriverCall *driverCall = &exchange->driverCall;
    inspectBlock(driverCall, &exchange->input);
    inspectBlock(driverCall, &exchange->output);
    inspectPrivateMemory(driverCall, exchange->channel);
    driverCallEndWithHresult(driverCall, hr);
    if (!driverCall->frame.faulted) resultHex(driverCall->call, "OutputData", exchange->output.data, exchange->output.size);
    retireBlock(&exchange->input);
    retireBlock(&exchange->output);
}

void serveQueryAuthenticatedChannel(Call *call)
{
    Exchange exchange;
    uint32_t outputSize;
    if (!initialized(call) || !paramUint32(call, "OutputDataSize", &outputSize)) return;
    if (!openExchange(&exchange, call, SLOT_QueryAuthenticatedChannel, outputSize)) return;
    closeExchange(&exchange, (uint32_t)ENTER(&exchange.driverCall, "pfnQueryAuthenticatedChannel", exchange.function,
                                             ARGUMENT(exchange.device->hDevice.pDrvPrivate), ARGUMENT(exchange.channel->block.data), exchange.input.size,
                                             ARGUMENT(exchange.input.data), exchange.output.size, ARGUMENT(exchange.output.data)));
}

void serveConfigureAuthenticatedChannel(Call *call)
{
    Exchange exchange;
    if (!initialized(call) || !openExchange(&exchange, call, SLOT_ConfigureAuthenticatedChannel, sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT))) return;
    closeExchange(&exchange, (uint32_t)ENTER(&exchange.driverCall, "pfnConfigureAuthenticatedChannel", exchange.function,
                                             ARGUMENT(exchange.device->hDevice.pDrvPrivate), ARGUMENT(exchange.channel->block.data), exchange.input.size,
                                             ARGUMENT(exchange.input.data), ARGUMENT(exchange.output.data)));
}
