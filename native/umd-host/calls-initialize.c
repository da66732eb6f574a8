#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "../guard/content-protection.h"
#include "driver.h"
#include "options.h"

#define MAX_PROFILES 16

static Opening opening;
static bool served;

/* What a first device of the driver showed; it is destroyed before initialize is answered. */
typedef struct Probe {
    SubObject video[VIDEO_TABLES]; /* without storage */
    bool negotiates[VIDEO_TABLES], negotiatesMT;
    bool fourArguments, fiveArguments;
    bool refresh, encryptionBltKey, encryptionBlt, decryptionBlt, authenticatedChannel;
    GUID profiles[MAX_PROFILES];
    unsigned profileCount;
} Probe;

static Probe probe;

bool initialized(Call *call)
{
    if (!served) callError(call, ERROR_ADAPTER, "expected initialize first");
    return served;
}

bool answerFailedOpening(Call *call)
{
    if (opening.done) return false;
    if (opening.notOffered) {
        callError(call, ERROR_NO_SUCH_CALL, "%s", opening.reason);
        return true;
    }
    resultString(call, "step", opening.reason);
    opening.call.call = call;
    driverCallEndWithHresult(&opening.call, opening.hr);
    return true;
}

static bool offersRsaesOaep(DriverCall *call, const Device *device, const GUID *profile)
{
    const SubObject *table = videoTable(device);
    void *caps = videoFunction(NULL, table, SLOT_GetContentProtectionCaps), *types = videoFunction(NULL, table, SLOT_GetCryptoKeyExchangeType);
    D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS answer = {0};
    if (caps == NULL || types == NULL) return false;
    HRESULT hr = (HRESULT)ENTER(call, "pfnGetContentProtectionCaps", caps, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&cryptoTypeAes128Ctr),
                                ARGUMENT(profile), ARGUMENT(&answer));
    for (UINT i = 0; hr >= 0 && i < answer.KeyExchangeTypeCount && i < 16 && !call->frame.faulted; i++) {
        GUID type = {0};
        hr = (HRESULT)ENTER(call, "pfnGetCryptoKeyExchangeType", types, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&cryptoTypeAes128Ctr),
                            ARGUMENT(profile), i, ARGUMENT(&type));
        if (hr >= 0 && memcmp(&type, &keyExchangeRsaesOaep, sizeof type) == 0) return true;
    }
    return false;
}

static void probeProfiles(DriverCall *call, const Device *device)
{
    const SubObject *table = videoTable(device);
    void *count = videoFunction(NULL, table, SLOT_GetVideoDecoderProfileCount), *get = videoFunction(NULL, table, SLOT_GetVideoDecoderProfile);
    UINT profiles = 0;
    if (count == NULL || get == NULL) return;
    ENTER(call, "pfnGetVideoDecoderProfileCount", count, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&profiles));
    for (UINT i = 0; i < profiles && i < 256 && probe.profileCount < MAX_PROFILES && !call->frame.faulted; i++) {
        GUID profile = {0};
        ENTER(call, "pfnGetVideoDecoderProfile", get, ARGUMENT(device->hDevice.pDrvPrivate), i, ARGUMENT(&profile));
        if (!call->frame.faulted && offersRsaesOaep(call, device, &profile)) probe.profiles[probe.profileCount++] = profile;
    }
}

static bool has(const SubObject *table, VideoSlot slot)
{
    return videoFunction(NULL, table, slot) != NULL;
}

static void probeTables(const Device *device)
{
    const SubObject *table = videoTable(device), *four = videoTableOfForm(device, false), *five = videoTableOfForm(device, true);
    for (int i = 0; i < VIDEO_TABLES; i++) {
        const SubObject *video = &device->video[i];
        probe.video[i] = (SubObject){.id = video->id, .hr = video->hr, .asked = video->asked};
        probe.negotiates[i] = video->storage.data != NULL && has(video, SLOT_NegotiateCryptoSessionKeyExchange);
    }
    probe.negotiatesMT = five != NULL && has(five, SLOT_NegotiateCryptoSessionKeyExchangeMT);
    probe.fourArguments = four != NULL;
    probe.fiveArguments = five != NULL;
    if (four != NULL && five != NULL) { /* a form whose slot is null is left out, unless both are */
        bool fourThere = has(four, SLOT_NegotiateCryptoSessionKeyExchange), fiveThere = has(five, SLOT_NegotiateCryptoSessionKeyExchange);
        probe.fourArguments = fourThere || !fiveThere;
        probe.fiveArguments = fiveThere || !fourThere;
    }
    probe.refresh = has(table, SLOT_StartSessionKeyRefresh) && has(table, SLOT_FinishSessionKeyRefresh);
    probe.encryptionBltKey = has(table, SLOT_GetEncryptionBltKey);
    probe.encryptionBlt = has(table, SLOT_EncryptionBlt) && deviceCanBlit(device, BLIT_ENCRYPTION);
    probe.decryptionBlt = has(table, SLOT_DecryptionBlt) && deviceCanBlit(device, BLIT_DECRYPTION);
    probe.authenticatedChannel = has(table, SLOT_CalcPrivateAuthenticatedChannelSize) && has(table, SLOT_CreateAuthenticatedChannel) &&
                                 has(table, SLOT_NegotiateAuthenticatedChannelKeyExchange);
}

static void probeDevice(void)
{
    const char *step = NULL;
    Device *device = deviceCreate(&opening.call, &opening.hr, &step);
    if (device != NULL) {
        probeTables(device);
        probeProfiles(&opening.call, device);
        if (!opening.call.frame.faulted) deviceDestroy(&opening.call, device);
    }
    if (device == NULL || opening.call.frame.faulted) {
        opening.done = false;
        snprintf(opening.reason, sizeof opening.reason, "%s failed", opening.call.frame.faulted ? opening.call.function : step);
    }
    /* What the probe recorded belongs to no call of the wire. */
    opening.call.setErrorCount = 0;
    opening.call.overrun = 0;
    opening.call.inspected = false;
    opening.call.nanoseconds = 0;
}

static bool applyOptions(Call *call)
{
    const JsonNode *given = callParam(call, "options");
    if (given == NULL || given->type == JSON_NULL) return true;
    if (given->type != JSON_OBJECT) {
        callError(call, ERROR_PARAMS, "expected options to be an object");
        return false;
    }
    for (const JsonNode *option = jsonFirstChild(&call->document, given); option != NULL; option = jsonNext(&call->document, option)) {
        char name[64], value[256];
        const char *hostExpects = "", *driverExpects = "";
        if (option->type != JSON_STRING || option->keyLength >= sizeof name || option->length >= sizeof value ||
            memchr(option->key, 0, option->keyLength) != NULL || memchr(option->text, 0, option->length) != NULL) {
            callError(call, ERROR_PARAMS, "expected every option to be a short string");
            return false;
        }
        snprintf(name, sizeof name, "%.*s", (int)option->keyLength, option->key);
        snprintf(value, sizeof value, "%.*s", (int)option->length, option->text);
        if (readInitializeOption(name, value, &hostExpects)) continue;
        const KexctsTestHooks *hooks = driverHooks();
        if (hooks != NULL && hooks->setOption != NULL && hooks->setOption(name, value, &driverExpects) == S_OK) continue;
        callError(call, ERROR_PARAMS, "option %s=%s: the host expects %s%s%s", name, value, hostExpects, *driverExpects != 0 ? "; the driver " : "", driverExpects);
        return false;
    }
    return true;
}

static void writeSubObjects(Call *call)
{
    jsonKey(&call->out, "subObjects");
    jsonBeginArray(&call->out);
    for (int i = 0; i < VIDEO_TABLES; i++) {
        const SubObject *video = &probe.video[i];
        if (!video->asked) continue;
        jsonBeginObject(&call->out);
        resultUint(call, "id", video->id);
        resultHresult(call, "hr", video->hr);
        resultBool(call, "negotiate", probe.negotiates[i]);
        if (video->id == SUBOBJECT_WDDM2_4) resultBool(call, "negotiateMT", probe.negotiatesMT);
        jsonEndObject(&call->out);
    }
    jsonEndArray(&call->out);
}

static void writeCapabilities(Call *call)
{
    const KexctsTestHooks *hooks = driverHooks();
    static const char *const placements[] = {"guard-after", "guard-before", "unaligned", "read-only"};
    jsonKey(&call->out, "capabilities");
    jsonBeginObject(&call->out);
    resultBool(call, "authenticatedChannel", probe.authenticatedChannel);
    resultBool(call, "refresh", probe.refresh);
    resultBool(call, "encryptionBltKey", probe.encryptionBltKey);
    resultBool(call, "encryptionBlt", probe.encryptionBlt);
    resultBool(call, "decryptionBlt", probe.decryptionBlt);
    resultBool(call, "probeSessionKey", hooks != NULL && hooks->probeSessionKey != NULL);
    resultBool(call, "probeChannelKey", hooks != NULL && hooks->probeChannelKey != NULL);
    resultBool(call, "provisionKey", hooks != NULL && hooks->provisionKey != NULL);
    resultBool(call, "failAllocation", hooks != NULL && hooks->armAllocation != NULL && hooks->disarmAllocation != NULL);
    resultBool(call, "memoryUse", (hooks != NULL && hooks->memoryUse != NULL) || options.heapUse);
    resultBool(call, "concurrent", true);
    resultBool(call, "timing", true);
    jsonKey(&call->out, "buffers");
    jsonBeginArray(&call->out);
    for (size_t i = 0; i < sizeof placements / sizeof *placements; i++) jsonString(&call->out, placements[i]);
    jsonEndArray(&call->out);
    jsonEndObject(&call->out);
}

void serveInitialize(Call *call)
{
    uint32_t protocol;
    char reason[512];
    if (!paramUint32(call, "protocol", &protocol)) return;
    if (protocol != 1) {
        callError(call, ERROR_PARAMS, "expected protocol 1, got %u", protocol);
        return;
    }
    if (served) {
        callError(call, ERROR_REQUEST, "initialize comes once");
        return;
    }
    if (!driverLoad(reason, sizeof reason)) {
        callError(call, ERROR_ADAPTER, "%s", reason);
        return;
    }
    if (!applyOptions(call)) return;
    driverOpen(&opening);
    if (opening.done) probeDevice();
    served = true;

    resultUint(call, "protocol", 1);
    jsonKey(&call->out, "adapter");
    jsonBeginObject(&call->out);
    resultString(call, "name", "umd-host");
    resultString(call, "version", KEXCTS_VERSION);
    jsonEndObject(&call->out);
    jsonKey(&call->out, "driver");
    jsonBeginObject(&call->out);
    writeDriverFacts(call);
    writeSubObjects(call);
    if (!opening.done) resultString(call, "opening", opening.reason);
    jsonEndObject(&call->out);
    jsonKey(&call->out, "dialects");
    jsonBeginArray(&call->out);
    if (probe.fourArguments || !probe.fiveArguments) jsonString(&call->out, "d3d11.1");
    if (probe.fiveArguments) jsonString(&call->out, "wddm2.4");
    jsonEndArray(&call->out);
    jsonKey(&call->out, "decodeProfiles");
    jsonBeginArray(&call->out);
    for (unsigned i = 0; i < probe.profileCount; i++) writeGuid(call, &probe.profiles[i]);
    jsonEndArray(&call->out);
    writeCapabilities(call);
}
