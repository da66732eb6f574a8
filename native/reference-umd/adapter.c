/* The export OpenAdapter10_2, and the device behind it. */
#include <string.h>

#include "driver.h"

static const UINT64 versions[] = {SUPPORTED_WORD(INTERFACE_D3D11_1, 0), SUPPORTED_WORD(INTERFACE_WDDM2_4, 1)};
#define VERSION_COUNT (sizeof versions / sizeof *versions)

__declspec(dllexport) HRESULT APIENTRY OpenAdapter10_2(D3D10DDIARG_OPENADAPTER *pOpenData);

static SIZE_T APIENTRY calcPrivateDeviceSize(D3D10DDI_HADAPTER hAdapter, const D3D10DDIARG_CALCPRIVATEDEVICESIZE *pData)
{
    (void)hAdapter;
    (void)pData;
    return sizeof(Device);
}

static HRESULT APIENTRY retrieveSubObject(D3D10DDI_HDEVICE hDevice, UINT32 id, SIZE_T inputSize, void *input, SIZE_T outputSize, void *output)
{
    const D3D11_1DDI_VIDEO_INPUT *video = input;
    (void)hDevice;
    if (HAS_FAULT(FAULT_NO_VIDEO)) return E_INVALIDARG;
    if (id != SUBOBJECT_D3D11_1 && id != SUBOBJECT_WDDM2_4) return E_INVALIDARG;
    if (inputSize != sizeof *video || outputSize != sizeof(D3D11_1DDI_VIDEO_OUTPUT)) return E_INVALIDARG;
    if (video == NULL || output == NULL || video->pVideoDeviceFuncs == NULL) return E_INVALIDARG;
    fillVideoTable(video->pVideoDeviceFuncs, id == SUBOBJECT_D3D11_1 ? SLOTS_D3D11_1 : SLOTS_WDDM2_4, id);
    return S_OK;
}

static HRESULT APIENTRY createDevice(D3D10DDI_HADAPTER hAdapter, D3D10DDIARG_CREATEDEVICE *pCreateData)
{
    Device *device = pCreateData->hDrvDevice.pDrvPrivate;
    bool known = false;
    (void)hAdapter;
    if (HAS_FAULT(FAULT_FAILS_DEVICE)) return E_FAIL;
    for (size_t i = 0; i < VERSION_COUNT; i++) known = known || (UINT)(versions[i] >> 32) == pCreateData->Interface;
    if (!known || pCreateData->pDeviceFuncs == NULL || pCreateData->pUMCallbacks == NULL) return E_INVALIDARG;
    memset(device, 0, sizeof *device);
    device->core = pCreateData->hRTCoreLayer;
    memcpy(&device->setErrorCb, pCreateData->pUMCallbacks, sizeof device->setErrorCb);
    InitializeSRWLock(&device->lock);
    fillDeviceTable(pCreateData->pDeviceFuncs);
    if (pCreateData->ppfnRetrieveSubObject != NULL) *pCreateData->ppfnRetrieveSubObject = retrieveSubObject;
    return S_OK;
}

static HRESULT APIENTRY closeAdapter(D3D10DDI_HADAPTER hAdapter)
{
    (void)hAdapter;
    return S_OK;
}

static HRESULT APIENTRY getSupportedVersions(D3D10DDI_HADAPTER hAdapter, UINT32 *puEntries, UINT64 *pVersions)
{
    (void)hAdapter;
    if (pVersions != NULL) {
        if (*puEntries < VERSION_COUNT) return E_INVALIDARG;
        memcpy(pVersions, versions, sizeof versions);
    }
    *puEntries = VERSION_COUNT;
    return S_OK;
}

static HRESULT APIENTRY getCaps(D3D10DDI_HADAPTER hAdapter, const D3D10_2DDIARG_GETCAPS *pData)
{
    (void)hAdapter;
    if (pData->DataSize < sizeof(UINT) || pData->pData == NULL) return E_INVALIDARG;
    UINT value;
    if (pData->Type == D3D11DDICAPS_THREADING) value = D3D11DDICAPS_FREETHREADED;
    else if (pData->Type == D3D11DDICAPS_3DPIPELINESUPPORT) value = 1u << D3D11DDI_3DPIPELINELEVEL_11_0 | 1u << D3D11_1DDI_3DPIPELINELEVEL_11_1;
    else return E_NOTIMPL;
    memcpy(pData->pData, &value, sizeof value);
    return S_OK;
}

HRESULT APIENTRY OpenAdapter10_2(D3D10DDIARG_OPENADAPTER *pOpenData)
{
    static char adapter; /* nothing to remember: its address is the handle */
    if (!driverStart()) return E_FAIL;
    pOpenData->hAdapter.pDrvPrivate = &adapter;
    *pOpenData->pAdapterFuncs_2 = (D3D10_2DDI_ADAPTERFUNCS){calcPrivateDeviceSize, createDevice, closeAdapter, getSupportedVersions, getCaps};
    return S_OK;
}
