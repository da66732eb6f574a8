#include "kernel-adapter.h"

#include <stdbool.h>

#include "../wire/server.h"
#include "options.h"

typedef struct OpenAdapterFromGdiDisplayName {
    WCHAR deviceName[32];
    UINT hAdapter; /* out */
    LUID adapterLuid;
    UINT vidPnSourceId;
} OpenAdapterFromGdiDisplayName;

typedef struct QueryAdapterInfo {
    UINT hAdapter;
    UINT type;
    void *privateDriverData;
    UINT privateDriverDataSize;
} QueryAdapterInfo;

enum { QUERY_UMD_PRIVATE = 0 };

_Static_assert(sizeof(QueryAdapterInfo) == 24 && sizeof(OpenAdapterFromGdiDisplayName) == 80, "D3DKMT structures");

typedef LONG(APIENTRY *OpenAdapter)(OpenAdapterFromGdiDisplayName *);
typedef LONG(APIENTRY *Query)(QueryAdapterInfo *);

static Query query;
static UINT kernelAdapter;

static const WCHAR *firstDisplay(DISPLAY_DEVICEW *device)
{
    device->cb = sizeof *device;
    for (DWORD i = 0; EnumDisplayDevicesW(NULL, i, device, 0); i++) {
        if ((device->StateFlags & DISPLAY_DEVICE_PRIMARY_DEVICE) != 0) return device->DeviceName;
    }
    return NULL;
}

static BOOL CALLBACK openKernelAdapter(PINIT_ONCE once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    (void)context;
    HMODULE gdi = LoadLibraryW(L"gdi32.dll");
    OpenAdapter open = (OpenAdapter)(void *)GetProcAddress(gdi, "D3DKMTOpenAdapterFromGdiDisplayName");
    Query found = (Query)(void *)GetProcAddress(gdi, "D3DKMTQueryAdapterInfo");
    DISPLAY_DEVICEW device;
    const WCHAR *display = options.display != NULL ? options.display : firstDisplay(&device);
    if (open == NULL || found == NULL || display == NULL || wcslen(display) >= 32) {
        complain("pfnQueryAdapterInfoCb: no kernel adapter here; refused with E_NOTIMPL");
        return TRUE;
    }
    OpenAdapterFromGdiDisplayName data = {0};
    wcscpy(data.deviceName, display);
    LONG status = open(&data);
    if (status != 0) {
        complain("D3DKMTOpenAdapterFromGdiDisplayName(%ls): NTSTATUS 0x%08lX; pfnQueryAdapterInfoCb is refused", display, (unsigned long)status);
        return TRUE;
    }
    kernelAdapter = data.hAdapter;
    query = found;
    return TRUE;
}

HRESULT APIENTRY forwardQueryAdapterInfo(HANDLE hAdapter, const D3DDDICB_QUERYADAPTERINFO *pData)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
    (void)hAdapter;
    InitOnceExecuteOnce(&once, openKernelAdapter, NULL, NULL);
    if (query == NULL) return E_NOTIMPL;
    QueryAdapterInfo data = {kernelAdapter, QUERY_UMD_PRIVATE, pData->pPrivateDriverData, pData->PrivateDriverDataSize};
    LONG status = query(&data);
    return status == 0 ? S_OK : HRESULT_FROM_NT(status);
}
