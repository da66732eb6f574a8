/* Options, the start, and the test hooks. */
#include "driver.h"

#include <stdlib.h>
#include <string.h>

#include "test-keys.h"

const GUID cryptoTypeAes128Ctr = {0x9B6BD711, 0x4F74, 0x41C9, {0x9E, 0x7B, 0x0B, 0xE2, 0xD7, 0xD9, 0x3B, 0x4F}};
const GUID keyExchangeRsaesOaep = {0xC1949895, 0xD72A, 0x4A1D, {0x8E, 0x5D, 0xED, 0x85, 0x7D, 0x17, 0x15, 0x20}};
/* DXVA H.264, variable-length decoding, without film grain. */
const GUID profileH264 = {0x1B81BE68, 0xA0C7, 0x11D3, {0xB9, 0x84, 0x00, 0xC0, 0x4F, 0x2E, 0x73, 0xC5}};

Options driverOptions = {.hash = HASH_SHA512, .container = CONTAINER_PKCS7, .readBackKey = true};

__declspec(dllexport) const KexctsTestHooks *APIENTRY KexctsTestHooksOf(uint32_t version) __asm__(KEXCTS_TEST_HOOKS_EXPORT);

bool sameGuid(const GUID *a, const GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool nullGuid(const GUID *guid)
{
    static const GUID null;
    return sameGuid(guid, &null);
}

void setError(const Device *device, HRESULT hr)
{
    device->setErrorCb(device->core, hr);
}

typedef struct Choice {
    const char *option, *value;
    void (*choose)(void);
} Choice;

static void profileSha512(void) { driverOptions.hash = HASH_SHA512; }
static void profileSha256(void) { driverOptions.hash = HASH_SHA256; }
static void profileSha1(void) { driverOptions.hash = HASH_SHA1; }
static void containerPkcs7(void) { driverOptions.container = CONTAINER_PKCS7; }
static void containerDer(void) { driverOptions.container = CONTAINER_DER; }
static void containerConcatenated(void) { driverOptions.container = CONTAINER_CONCATENATED; }
static void readBackWithKey(void) { driverOptions.readBackKey = true; }
static void readBackWithSession(void) { driverOptions.readBackKey = false; }
static void renegotiationReplaces(void) { driverOptions.refuseRenegotiation = false; }
static void renegotiationRefused(void) { driverOptions.refuseRenegotiation = true; }
static void cryptoCng(void) { driverOptions.crypto = cngLibrary.name; }
static void cryptoLibgcrypt(void) { driverOptions.crypto = libgcryptLibrary.name; }

static const Choice choices[] = {
    {"profile", "opm-sha512", profileSha512},         {"profile", "oaep-sha256", profileSha256},
    {"profile", "oaep-sha1", profileSha1},            {"container", "pkcs7", containerPkcs7},
    {"container", "der", containerDer},               {"container", "concatenated", containerConcatenated},
    {"readBack", "key", readBackWithKey},             {"readBack", "session", readBackWithSession},
    {"renegotiation", "replace", renegotiationReplaces}, {"renegotiation", "refuse", renegotiationRefused},
    {"crypto", "cng", cryptoCng},                     {"crypto", "libgcrypt", cryptoLibgcrypt},
};

HRESULT driverSetOption(const char *name, const char *value, const char **expected)
{
    *expected = "profile=opm-sha512|oaep-sha256|oaep-sha1, container=pkcs7|der|concatenated, readBack=key|session, "
                "renegotiation=replace|refuse, crypto=cng|libgcrypt";
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        if (strcmp(choices[i].option, name) != 0 || strcmp(choices[i].value, value) != 0) continue;
        choices[i].choose();
        return S_OK;
    }
    return E_INVALIDARG;
}

/* KEXCTS_UMD_OPTIONS="profile=oaep-sha1 container=der": for hosts that know nothing of the hooks. */
static void readEnvironment(void)
{
    char text[512];
    const char *expected;
    DWORD length = GetEnvironmentVariableA("KEXCTS_UMD_OPTIONS", text, sizeof text);
    if (length == 0 || length >= sizeof text) return;
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        char *equals = strchr(word, '=');
        if (equals == NULL) continue;
        *equals = 0;
        driverSetOption(word, equals + 1, &expected);
    }
}

bool driverStart(void)
{
    static bool started;
    if (started) return true;
    if (crypto() == NULL && !cryptoChoose(driverOptions.crypto)) return false;
    started = certificateIssue(testDeviceKey, testDeviceKeySize);
    return started;
}

static HRESULT APIENTRY probeSessionKey(void *pDrvPrivate, uint8_t key[16])
{
    return sessionKey(pDrvPrivate, key) ? S_OK : S_FALSE;
}

static HRESULT APIENTRY probeChannelKey(void *pDrvPrivate, uint8_t key[16])
{
    const Channel *channel = pDrvPrivate;
    if (!channel->key.set) return S_FALSE;
    memcpy(key, channel->key.key, 16);
    return S_OK;
}

static HRESULT APIENTRY provisionKey(const uint8_t *pkcs8, uint32_t size)
{
    return certificateIssue(pkcs8, size) ? S_OK : E_INVALIDARG;
}

static HRESULT APIENTRY setOptionHook(const char *name, const char *value, const char **expected)
{
    return driverSetOption(name, value, expected);
}

const KexctsTestHooks *APIENTRY KexctsTestHooksOf(uint32_t version)
{
    static const KexctsTestHooks hooks = {
        .version = KEXCTS_TEST_HOOKS_VERSION,
        .size = sizeof hooks,
        .name = driverName,
        .driverVersion = KEXCTS_VERSION,
        .vendor = "kexcts",
        .setOption = setOptionHook,
        .probeSessionKey = probeSessionKey,
        .probeChannelKey = probeChannelKey,
        .provisionKey = provisionKey,
        .armAllocation = armAllocation,
        .disarmAllocation = disarmAllocation,
        .memoryUse = memoryUse};
    return version == KEXCTS_TEST_HOOKS_VERSION ? &hooks : NULL;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) readEnvironment();
    return TRUE;
}
