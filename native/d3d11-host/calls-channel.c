#include <string.h>

#include "calls.h"
#include "runtime.h"

void serveCreateAuthenticatedChannel(Call *call)
{
    DriverCall driverCall;
    uint32_t type;
    ID3D11AuthenticatedChannel *made = NULL;
    HANDLE handle = NULL;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    if (device == NULL || !paramUint32(call, "ChannelType", &type)) return;
    HRESULT hr = (HRESULT)ENTER(&driverCall, "ID3D11VideoDevice::CreateAuthenticatedChannel", METHOD(device->video, CreateAuthenticatedChannel),
                                ARGUMENT(device->video), type, ARGUMENT(&made));
    RuntimeObject *channel = NULL;
    if (!driverCall.frame.faulted && SUCCEEDED(hr)) {
        ENTER(&driverCall, "ID3D11AuthenticatedChannel::GetChannelHandle", METHOD(made, GetChannelHandle), ARGUMENT(made), ARGUMENT(&handle));
        channel = runtimeObjectCreate(device, OBJECT_CHANNEL, made, true);
        if (channel == NULL) hr = E_OUTOFMEMORY;
    }
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (channel == NULL || driverCall.frame.faulted) return;
    resultRuntimeObject(call, "hAuthChannel", channel);
    resultHex(call, "hChannel", &handle, sizeof handle);
}

typedef struct Exchange {
    DriverCall driverCall;
    RuntimeDevice *device;
    RuntimeObject *channel;
    GuardedBlock input, output;
} Exchange;

static bool openExchange(Exchange *exchange, Call *call, uint32_t outputSize)
{
    uint8_t *bytes;
    size_t size;
    memset(&exchange->input, 0, sizeof exchange->input);
    memset(&exchange->output, 0, sizeof exchange->output);
    exchange->device = beginVideoCall(&exchange->driverCall, call);
    exchange->channel = exchange->device != NULL ? paramRuntimeObject(call, "hAuthChannel", OBJECT_CHANNEL) : NULL;
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

static void closeExchange(Exchange *exchange, HRESULT hr)
{
    DriverCall *driverCall = &exchange->driverCall;
    inspectBlock(driverCall, &exchange->input);
    inspectBlock(driverCall, &exchange->output);
    driverCallEndWithHresult(driverCall, (uint32_t)hr);
    if (!driverCall->frame.faulted) resultHex(driverCall->call, "OutputData", exchange->output.data, exchange->output.size);
    retireBlock(&exchange->input);
    retireBlock(&exchange->output);
}

void serveQueryAuthenticatedChannel(Call *call)
{
    Exchange exchange;
    uint32_t outputSize;
    if (!initialized(call) || !paramUint32(call, "OutputDataSize", &outputSize) || !openExchange(&exchange, call, outputSize)) return;
    ID3D11VideoContext *context = exchange.device->videoContext;
    closeExchange(&exchange, (HRESULT)ENTER(&exchange.driverCall, "ID3D11VideoContext::QueryAuthenticatedChannel", METHOD(context, QueryAuthenticatedChannel),
                                            ARGUMENT(context), ARGUMENT(exchange.channel->channel), exchange.input.size, ARGUMENT(exchange.input.data),
                                            exchange.output.size, ARGUMENT(exchange.output.data)));
}

void serveConfigureAuthenticatedChannel(Call *call)
{
    Exchange exchange;
    if (!initialized(call) || !openExchange(&exchange, call, sizeof(D3D11_AUTHENTICATED_CONFIGURE_OUTPUT))) return;
    ID3D11VideoContext *context = exchange.device->videoContext;
    closeExchange(&exchange, (HRESULT)ENTER(&exchange.driverCall, "ID3D11VideoContext::ConfigureAuthenticatedChannel",
                                            METHOD(context, ConfigureAuthenticatedChannel), ARGUMENT(context), ARGUMENT(exchange.channel->channel),
                                            exchange.input.size, ARGUMENT(exchange.input.data), ARGUMENT(exchange.output.data)));
}
