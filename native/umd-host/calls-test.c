#include "calls.h"
#include "driver.h"
#include "../guard/memory-use.h"
#include "options.h"

/* The hook, or NULL with ERROR_NO_SUCH_CALL where the driver has none. */
#define REQUIRE_HOOK(call, member) (initialized(call) ? requireHook((call), #member, driverHooks() != NULL ? (void *)(uintptr_t)driverHooks()->member : NULL) : NULL)

static void *requireHook(Call *call, const char *name, void *hook)
{
    if (hook == NULL) callError(call, ERROR_NO_SUCH_CALL, "the driver has no test hook %s", name);
    return hook;
}

static void probeKey(Call *call, void *hook, const char *hookName, const char *handleName, ObjectKind kind)
{
    uint8_t key[16];
    uint64_t value;
    const Object *object = hook != NULL ? paramObject(call, handleName, kind) : NULL;
    if (object == NULL || !HOOK(call, hookName, hook, &value, ARGUMENT(object->block.data), ARGUMENT(key))) return;
    HRESULT hr = (HRESULT)value;
    if (hr == S_OK) {
        resultHex(call, "key", key, sizeof key);
    } else if (hr == S_FALSE) {
        jsonKey(&call->out, "key");
        jsonNull(&call->out);
    } else {
        callError(call, ERROR_ADAPTER, "the driver's hook %s returned 0x%08lX", hookName, (unsigned long)hr);
    }
}

void serve_test_probeSessionKey(Call *call)
{
    probeKey(call, REQUIRE_HOOK(call, probeSessionKey), "probeSessionKey", "hCryptoSession", OBJECT_SESSION);
}

void serve_test_probeChannelKey(Call *call)
{
    probeKey(call, REQUIRE_HOOK(call, probeChannelKey), "probeChannelKey", "hAuthChannel", OBJECT_CHANNEL);
}

void serve_test_provisionKey(Call *call)
{
    uint8_t *pkcs8;
    size_t size;
    uint64_t value;
    void *hook = REQUIRE_HOOK(call, provisionKey);
    if (hook == NULL || !paramBytes(call, "pkcs8", false, &pkcs8, &size) || !HOOK(call, "provisionKey", hook, &value, ARGUMENT(pkcs8), size)) return;
    if ((HRESULT)value < 0) callError(call, ERROR_PARAMS, "the driver's hook provisionKey refuses this key: 0x%08lX", (unsigned long)value);
}

void serve_test_failAllocation(Call *call)
{
    uint64_t after;
    if (REQUIRE_HOOK(call, armAllocation) == NULL || REQUIRE_HOOK(call, disarmAllocation) == NULL || !paramUint64(call, "after", &after)) return;
    armNextDriverCall(after);
}

void serve_test_memoryUse(Call *call)
{
    uint64_t bytes = 0, blocks = 0, value;
    if (!initialized(call)) return;
    if (options.heapUse) {
        heapUse(&bytes, &blocks);
    } else {
        void *hook = REQUIRE_HOOK(call, memoryUse);
        if (hook == NULL || !HOOK(call, "memoryUse", hook, &value, ARGUMENT(&bytes), ARGUMENT(&blocks))) return;
    }
    resultUint(call, "bytes", bytes);
    resultUint(call, "blocks", blocks);
    resultUint(call, "handles", handleCount());
}

void serve_test_reset(Call *call)
{
    DriverCall driverCall;
    if (!initialized(call) || !driverCallBegin(&driverCall, call)) return;
    deviceDestroyAll(&driverCall);
    driverCallEnd(&driverCall);
}
