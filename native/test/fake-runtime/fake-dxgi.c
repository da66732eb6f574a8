/* Two adapters, so that choosing one can be seen. */
#include <stdio.h>
#include <string.h>

#include "fake-runtime.h"

__declspec(dllexport) HRESULT WINAPI CreateDXGIFactory1(REFIID iid, void **factory);

typedef struct Adapter {
    Counted counted;
    unsigned index;
} Adapter;

static HRESULT STDMETHODCALLTYPE getDesc1(Adapter *adapter, DXGI_ADAPTER_DESC1 *description)
{
    memset(description, 0, sizeof *description);
    _snwprintf(description->Description, 128, L"Fake adapter %u \x00B5", adapter->index);
    description->VendorId = 0x1234;
    description->AdapterLuid = (LUID){.LowPart = 0xA0 + adapter->index, .HighPart = 5};
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE checkInterfaceSupport(Adapter *adapter, REFGUID iid, LARGE_INTEGER *version)
{
    (void)adapter;
    (void)iid;
    version->HighPart = 31 << 16;
    version->LowPart = 15 << 16 | 1640;
    return S_OK;
}

static const IDXGIAdapter1Vtbl adapterMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                 .AddRef = AS(void *, countedAddRef),
                                                 .Release = AS(void *, countedRelease),
                                                 .CheckInterfaceSupport = AS(void *, checkInterfaceSupport),
                                                 .GetDesc1 = AS(void *, getDesc1)};

static HRESULT STDMETHODCALLTYPE enumAdapters1(void *factory, UINT index, IDXGIAdapter1 **found)
{
    (void)factory;
    if (index >= 2) return DXGI_ERROR_NOT_FOUND;
    Adapter *adapter = countedCreate(sizeof *adapter, &adapterMethods, NULL);
    adapter->index = index;
    *found = (IDXGIAdapter1 *)adapter;
    return S_OK;
}

static const IDXGIFactory1Vtbl factoryMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                 .AddRef = AS(void *, countedAddRef),
                                                 .Release = AS(void *, countedRelease),
                                                 .EnumAdapters1 = AS(void *, enumAdapters1)};

HRESULT WINAPI CreateDXGIFactory1(REFIID iid, void **factory)
{
    (void)iid;
    *factory = countedCreate(sizeof(Counted), &factoryMethods, NULL);
    return S_OK;
}
