#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "runtime.h"

const char *adapterWanted;

static bool served;
static bool hasVideo, hasVideo2;

bool initialized(Call *call)
{
    if (!served) callError(call, ERROR_ADAPTER, "expected initialize first");
    return served;
}

static bool readOptions(Call *call, char *adapter, size_t size)
{
    const JsonNode *given = callParam(call, "options");
    if (given == NULL || given->type == JSON_NULL) return true;
    for (const JsonNode *option = jsonFirstChild(&call->document, given); option != NULL; option = jsonNext(&call->document, option)) {
        if (option->type != JSON_STRING || option->keyLength != 7 || memcmp(option->key, "adapter", 7) != 0 || option->length >= size) {
            callError(call, ERROR_PARAMS, "option %.*s: expected adapter, an index, a LUID or part of a name", option->keyLength > 60 ? 60 : (int)option->keyLength,
                      option->key);
            return false;
        }
        snprintf(adapter, size, "%.*s", (int)option->length, option->text);
        adapterWanted = adapter;
    }
    return true;
}

static void writeCapabilities(Call *call)
{
    static const char *const placements[] = {"guard-after", "guard-before", "unaligned", "read-only"};
    static const char *const ofVideo[] = {"authenticatedChannel", "refresh", "encryptionBltKey", "encryptionBlt", "decryptionBlt"};
    jsonKey(&call->out, "capabilities");
    jsonBeginObject(&call->out);
    for (size_t i = 0; i < sizeof ofVideo / sizeof *ofVideo; i++) resultBool(call, ofVideo[i], hasVideo);
    resultBool(call, "opm", opmOffered());
    resultBool(call, "concurrent", true);
    resultBool(call, "timing", true);
    jsonKey(&call->out, "buffers");
    jsonBeginArray(&call->out);
    for (size_t i = 0; i < sizeof placements / sizeof *placements; i++) jsonString(&call->out, placements[i]);
    jsonEndArray(&call->out);
    jsonEndObject(&call->out);
}

/* A first device shows what the runtime offers on this adapter; what goes wrong with it is said again by CreateDevice. */
static void probe(void)
{
    DriverCall driverCall = {0};
    HRESULT hr;
    RuntimeDevice *device = runtimeDeviceCreate(&driverCall, &hr);
    if (device == NULL) return;
    hasVideo = device->video != NULL && device->videoContext != NULL;
    hasVideo2 = hasVideo && device->video2 != NULL;
    runtimeDeviceDestroy(&driverCall, device);
}

void serveInitialize(Call *call)
{
    static char adapter[256];
    uint32_t protocol;
    if (!paramUint32(call, "protocol", &protocol)) return;
    if (protocol != 1) {
        callError(call, ERROR_PARAMS, "expected protocol 1, got %u", protocol);
        return;
    }
    if (served) {
        callError(call, ERROR_REQUEST, "initialize comes once");
        return;
    }
    if (!readOptions(call, adapter, sizeof adapter)) return;
    if (chooseAdapter(adapterWanted)) probe();
    served = true;

    resultUint(call, "protocol", 1);
    jsonKey(&call->out, "adapter");
    jsonBeginObject(&call->out);
    resultString(call, "name", "d3d11-host");
    resultString(call, "version", KEXCTS_VERSION);
    jsonEndObject(&call->out);
    jsonKey(&call->out, "driver");
    jsonBeginObject(&call->out);
    resultString(call, "name", chosenAdapter.adapter != NULL ? chosenAdapter.name : "no Direct3D 11 adapter");
    resultString(call, "version", chosenAdapter.version[0] != 0 ? chosenAdapter.version : "unknown");
    if (chosenAdapter.vendor[0] != 0) resultString(call, "vendor", chosenAdapter.vendor);
    resultString(call, "via", "Direct3D 11 runtime");
    resultUint(call, "index", chosenAdapter.index);
    jsonEndObject(&call->out);
    jsonKey(&call->out, "dialects");
    jsonBeginArray(&call->out);
    jsonString(&call->out, "d3d11.1");
    if (hasVideo2) jsonString(&call->out, "wddm2.4");
    jsonEndArray(&call->out);
    writeCapabilities(call);
}
