#include "driver.h"

#include <stdio.h>
#include <string.h>

#include "callbacks.h"
#include "file-facts.h"
#include "options.h"

#define MAX_VERSIONS 64

static HMODULE module;
static wchar_t modulePath[MAX_PATH * 4];
static const KexctsTestHooks *hooks;
static Adapter adapter;

/* In order of preference: the first with the five-argument form, then later ones, then earlier ones. */
static const UINT knownInterfaces[] = {
    0x000B0025, /* WDDM 2.4 */
    0x000B0026, 0x000B0027, 0x000B0028, 0x000B0029, 0x000B002A, 0x000B002B, /* 2.5 to 3.0 */
    0x000B0024, 0x000B0023, 0x000B0022, 0x000B0020, 0x000B0011,             /* 2.3 to 2.0 */
    0x000B0010,                                                             /* WDDM 1.3 */
    0x000B000F};                                                            /* D3D11.1 */

const Adapter *driverAdapter(void)
{
    return &adapter;
}

const KexctsTestHooks *driverHooks(void)
{
    return hooks;
}

bool driverLoad(char *reason, size_t reasonSize)
{
    DWORD length = GetFullPathNameW(options.driverPath, sizeof modulePath / sizeof *modulePath, modulePath, NULL);
    if (length > 0 && length < sizeof modulePath / sizeof *modulePath) {
        module = LoadLibraryExW(modulePath, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    }
    if (module == NULL) {
        DWORD error = GetLastError();
        snprintf(reason, reasonSize, "LoadLibrary(%ls): error %lu%s", options.driverPath, error,
                 error == ERROR_BAD_EXE_FORMAT ? " (no 64-bit DLL)" : error == ERROR_MOD_NOT_FOUND ? " (not found, or a DLL that it needs is not)" : "");
        return false;
    }
    KexctsTestHooksExport export = (KexctsTestHooksExport)(void *)GetProcAddress(module, KEXCTS_TEST_HOOKS_EXPORT);
    if (export != NULL) hooks = export(KEXCTS_TEST_HOOKS_VERSION);
    if (hooks != NULL && (hooks->version != KEXCTS_TEST_HOOKS_VERSION || hooks->size < sizeof *hooks)) hooks = NULL;
    if (hooks != NULL) driverCallUse((AllocationHooks){hooks->armAllocation, hooks->disarmAllocation});
    return true;
}

static bool chooseInterface(Opening *opening)
{
    static UINT64 words[MAX_VERSIONS];
    UINT32 count = 0;
    DriverCall *call = &opening->call;
    opening->hr = (uint32_t)ENTER(call, "pfnGetSupportedVersions", adapter.functions.pfnGetSupportedVersions, ARGUMENT(adapter.hAdapter.pDrvPrivate),
                                  ARGUMENT(&count), 0);
    if (!call->frame.faulted && (HRESULT)opening->hr >= 0) {
        if (count > MAX_VERSIONS) count = MAX_VERSIONS;
        opening->hr = (uint32_t)ENTER(call, "pfnGetSupportedVersions", adapter.functions.pfnGetSupportedVersions,
                                      ARGUMENT(adapter.hAdapter.pDrvPrivate), ARGUMENT(&count), ARGUMENT(words));
    }
    if (call->frame.faulted || (HRESULT)opening->hr < 0) {
        snprintf(opening->reason, sizeof opening->reason, "pfnGetSupportedVersions failed");
        return false;
    }
    if (count > MAX_VERSIONS) count = MAX_VERSIONS;
    for (size_t i = 0; i < sizeof knownInterfaces / sizeof *knownInterfaces; i++) {
        UINT wanted = options.interfaceVersion != 0 ? options.interfaceVersion : knownInterfaces[i];
        for (UINT32 v = 0; v < count; v++) {
            if ((UINT)(words[v] >> 32) != wanted) continue;
            adapter.interfaceVersion = wanted;
            adapter.version = (UINT)words[v];
            return true;
        }
    }
    opening->notOffered = true;
    int at = snprintf(opening->reason, sizeof opening->reason, "pfnGetSupportedVersions lists no interface with video tables%s; it lists",
                      options.interfaceVersion != 0 ? " that was asked for" : "");
    for (UINT32 v = 0; v < count && at > 0 && (size_t)at < sizeof opening->reason - 24; v++) {
        at += snprintf(opening->reason + at, sizeof opening->reason - (size_t)at, " 0x%016llX", (unsigned long long)words[v]);
    }
    return false;
}

/* Asked as the runtime does; a driver that refuses is opened for pipeline level 11_0. */
static void readCaps(DriverCall *call)
{
    UINT threading = 0, levels = 0, level = D3D11DDI_3DPIPELINELEVEL_11_0;
    D3D10_2DDIARG_GETCAPS query = {.Type = D3D11DDICAPS_THREADING, .pData = &threading, .DataSize = sizeof threading};
    if (adapter.functions.pfnGetCaps == NULL) return;
    ENTER(call, "pfnGetCaps", adapter.functions.pfnGetCaps, ARGUMENT(adapter.hAdapter.pDrvPrivate), ARGUMENT(&query));
    query = (D3D10_2DDIARG_GETCAPS){.Type = D3D11DDICAPS_3DPIPELINESUPPORT, .pData = &levels, .DataSize = sizeof levels};
    HRESULT hr = (HRESULT)ENTER(call, "pfnGetCaps", adapter.functions.pfnGetCaps, ARGUMENT(adapter.hAdapter.pDrvPrivate), ARGUMENT(&query));
    if (hr >= 0 && levels != 0) {
        level = D3D11_1DDI_3DPIPELINELEVEL_11_1;
        while (level > 0 && (levels >> level & 1) == 0) level--;
    }
    adapter.flags = level << 1;
}

void driverOpen(Opening *opening)
{
    DriverCall *call = &opening->call;
    PFND3D10DDI_OPENADAPTER openAdapter = (PFND3D10DDI_OPENADAPTER)(void *)GetProcAddress(module, "OpenAdapter10_2");
    if (openAdapter == NULL) {
        opening->notOffered = true;
        snprintf(opening->reason, sizeof opening->reason, "the driver exports no OpenAdapter10_2");
        return;
    }
    static char runtimeAdapter; /* its address is the runtime's handle */
    D3D10DDIARG_OPENADAPTER open = {.hRTAdapter = {&runtimeAdapter}, .Interface = INTERFACE_D3D11_1, .pAdapterCallbacks = &adapterCallbacks,
                                    .pAdapterFuncs_2 = &adapter.functions};
    opening->hr = (uint32_t)ENTER(call, "OpenAdapter10_2", openAdapter, ARGUMENT(&open));
    if (call->frame.faulted || (HRESULT)opening->hr < 0) {
        snprintf(opening->reason, sizeof opening->reason, "OpenAdapter10_2 failed");
        return;
    }
    adapter.hAdapter = open.hAdapter;
    if (adapter.functions.pfnGetSupportedVersions == NULL || adapter.functions.pfnCalcPrivateDeviceSize == NULL || adapter.functions.pfnCreateDevice == NULL) {
        opening->notOffered = true;
        snprintf(opening->reason, sizeof opening->reason, "OpenAdapter10_2 left slots of its function table null");
        return;
    }
    if (!chooseInterface(opening)) return;
    readCaps(call);
    if (call->frame.faulted) {
        snprintf(opening->reason, sizeof opening->reason, "pfnGetCaps failed");
        return;
    }
    opening->done = true;
}

void driverClose(void)
{
    DriverCall call = {0};
    if (driverHasFaulted() || module == NULL) return;
    if (adapter.functions.pfnCloseAdapter != NULL) {
        ENTER(&call, "pfnCloseAdapter", adapter.functions.pfnCloseAdapter, ARGUMENT(adapter.hAdapter.pDrvPrivate));
    }
    if (!call.frame.faulted) FreeLibrary(module);
}

void writeDriverFacts(Call *call)
{
    FileFacts facts;
    readFileFacts(modulePath, &facts);
    resultString(call, "name", hooks != NULL && hooks->name != NULL ? hooks->name : facts.name);
    if (hooks != NULL && hooks->driverVersion != NULL) resultString(call, "version", hooks->driverVersion);
    else if (facts.version[0] != 0) resultString(call, "version", facts.version);
    if (hooks != NULL && hooks->vendor != NULL) resultString(call, "vendor", hooks->vendor);
    else if (facts.vendor[0] != 0) resultString(call, "vendor", facts.vendor);
    if (facts.sha256[0] != 0) resultString(call, "sha256", facts.sha256);
    if (adapter.interfaceVersion != 0) {
        char text[16];
        snprintf(text, sizeof text, "0x%08X", adapter.interfaceVersion);
        resultString(call, "interface", text);
    }
}
