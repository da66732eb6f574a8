/*
 * Blits on textures of one row: 32-bit texels, so that any pitch leaves the bytes in one piece. The encrypted side is a
 * staging texture, the protected side a default one that can be a render target.
 */
#include <string.h>

#include "calls.h"

#define LARGEST_DATA 65536u /* 16384 texels, the widest texture of feature level 11 */

typedef struct ResourceFunctions {
    void *calc, *create, *destroy, *map, *unmap;
} ResourceFunctions;

static bool resourceFunctions(Call *call, const Device *device, ResourceFunctions *functions)
{
    functions->calc = deviceFunction(call, device, DEVICE_SLOT_CalcPrivateResourceSize, "pfnCalcPrivateResourceSize");
    functions->create = deviceFunction(call, device, DEVICE_SLOT_CreateResource, "pfnCreateResource");
    functions->destroy = deviceFunction(call, device, DEVICE_SLOT_DestroyResource, "pfnDestroyResource");
    functions->map = deviceFunction(call, device, DEVICE_SLOT_StagingResourceMap, "pfnStagingResourceMap");
    functions->unmap = deviceFunction(call, device, DEVICE_SLOT_StagingResourceUnmap, "pfnStagingResourceUnmap");
    return functions->calc != NULL && functions->create != NULL && functions->destroy != NULL && functions->map != NULL && functions->unmap != NULL;
}

bool deviceCanBlit(const Device *device, BlitCall blit)
{
    ResourceFunctions functions;
    (void)blit;
    return resourceFunctions(NULL, device, &functions);
}

/* CreateResource has no return value: a failure is what reached pfnSetErrorCb. NULL then, and where there is no memory. */
static Object *createTexture(DriverCall *driverCall, Device *device, const ResourceFunctions *functions, uint32_t size, bool staging, UINT mapFlags)
{
    D3D10DDI_MIPINFO mip = {size / 4, 1, 1, size / 4, 1, 1};
    D3D11DDIARG_CREATERESOURCE create = {.pMipInfoList = &mip,
                                         .ResourceDimension = D3D10DDIRESOURCE_TEXTURE2D,
                                         .Usage = staging ? D3D10_DDI_USAGE_STAGING : D3D10_DDI_USAGE_DEFAULT,
                                         .BindFlags = staging ? 0 : D3D10_DDI_BIND_RENDER_TARGET,
                                         .MapFlags = mapFlags,
                                         .Format = FORMAT_B8G8R8A8_UNORM,
                                         .SampleDesc = {1, 0},
                                         .MipLevels = 1,
                                         .ArraySize = 1};
    uint32_t hr = 0;
    unsigned errorsBefore = driverCall->setErrorCount;
    uint64_t privateSize = ENTER(driverCall, "pfnCalcPrivateResourceSize", functions->calc, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create));
    if (driverCall->frame.faulted) return NULL;
    Object *texture = childCreate(driverCall, device, OBJECT_SURFACE, privateSize, &hr);
    if (texture == NULL) return NULL;
    texture->size = size;
    ENTER(driverCall, "pfnCreateResource", functions->create, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create), ARGUMENT(texture->block.data),
          ARGUMENT(texture));
    if (driverCall->frame.faulted) return NULL;
    inspectPrivateMemory(driverCall, texture);
    if (driverCall->setErrorCount == errorsBefore) return texture;
    childForget(texture);
    return NULL;
}

/* Copies between `bytes` and the staging texture; a pointer that leads nowhere is the driver's fault, and caught as one. */
static bool transfer(DriverCall *driverCall, const Device *device, const ResourceFunctions *functions, const Object *texture, void *bytes, bool toTexture)
{
    D3D10DDI_MAPPED_SUBRESOURCE mapped = {0};
    unsigned errorsBefore = driverCall->setErrorCount;
    ENTER(driverCall, "pfnStagingResourceMap", functions->map, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(texture->block.data), 0,
          toTexture ? D3D10_DDI_MAP_WRITE : D3D10_DDI_MAP_READ, 0, ARGUMENT(&mapped));
    if (driverCall->frame.faulted || driverCall->setErrorCount != errorsBefore) return false;
    ENTER(driverCall, "use of the memory that pfnStagingResourceMap returned", memcpy, ARGUMENT(toTexture ? mapped.pData : bytes),
          ARGUMENT(toTexture ? bytes : mapped.pData), texture->size);
    ENTER(driverCall, "pfnStagingResourceUnmap", functions->unmap, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(texture->block.data), 0);
    return !driverCall->frame.faulted;
}

typedef struct Keys {
    uint8_t *contentKey, *iv;
    size_t contentKeySize, ivSize;
} Keys;

static Object *decrypt(DriverCall *driverCall, Device *device, const Object *session, void *blit, const ResourceFunctions *functions, uint8_t *data,
                       uint32_t size, const Keys *keys)
{
    Object *source = createTexture(driverCall, device, functions, size, true, D3D10_DDI_CPU_ACCESS_WRITE | D3D10_DDI_CPU_ACCESS_READ);
    Object *target = source != NULL ? createTexture(driverCall, device, functions, size, false, 0) : NULL;
    if (target != NULL && transfer(driverCall, device, functions, source, data, true)) {
        ENTER(driverCall, "pfnDecryptionBlt", blit, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data), ARGUMENT(source->block.data),
              ARGUMENT(target->block.data), 0, keys->contentKeySize, ARGUMENT(keys->contentKey), keys->ivSize, ARGUMENT(keys->iv));
    }
    if (source != NULL && !driverCall->frame.faulted) childDestroy(driverCall, source);
    return target;
}

static bool readSize(Call *call, size_t size)
{
    if (size != 0 && size % 4 == 0 && size <= LARGEST_DATA) return true;
    callError(call, ERROR_ADAPTER, "this host blits 4 to %u bytes, in fours; got %u", LARGEST_DATA, (unsigned)size);
    return false;
}

void serveDecryptionBlt(Call *call)
{
    DriverCall driverCall;
    Device *device;
    ResourceFunctions functions;
    uint8_t *data;
    size_t size;
    Keys keys;
    void *blit = beginVideoCall(&driverCall, call, SLOT_DecryptionBlt, &device);
    const Object *session = blit != NULL ? paramObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL || !resourceFunctions(call, device, &functions) || !paramBytes(call, "Data", false, &data, &size) ||
        !paramBytes(call, "ContentKey", true, &keys.contentKey, &keys.contentKeySize) || !paramBytes(call, "IV", true, &keys.iv, &keys.ivSize) ||
        !readSize(call, size)) {
        return;
    }
    /* The IV is a structure of two 64-bit integers to the driver: aligned, wherever it stood in the line. */
    D3D11_1DDI_AES_CTR_IV iv;
    if (keys.iv != NULL) {
        if (keys.ivSize != sizeof iv) {
            callError(call, ERROR_PARAMS, "expected IV, 16 bytes or null");
            return;
        }
        memcpy(&iv, keys.iv, sizeof iv);
        keys.iv = (uint8_t *)&iv;
    }
    Object *target = decrypt(&driverCall, device, session, blit, &functions, data, (uint32_t)size, &keys);
    if (!driverCallEnd(&driverCall)) return;
    if (target != NULL) {
        resultObject(call, "hSurface", target);
    } else {
        jsonKey(&call->out, "hSurface");
        jsonNull(&call->out);
    }
}

void serveEncryptionBlt(Call *call)
{
    static uint8_t data[LARGEST_DATA]; /* this call is never parallel to itself */
    DriverCall driverCall;
    Device *device;
    ResourceFunctions functions;
    GuardedBlock iv = {0};
    bool whole = false;
    void *blit = beginVideoCall(&driverCall, call, SLOT_EncryptionBlt, &device);
    const Object *session = blit != NULL ? paramObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    const Object *source = session != NULL ? paramObject(call, "hSurface", OBJECT_SURFACE) : NULL;
    if (source == NULL || !resourceFunctions(call, device, &functions)) return;
    if (!guardedAllocate(&iv, sizeof(D3D11_1DDI_AES_CTR_IV), PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        return;
    }
    Object *target = createTexture(&driverCall, device, &functions, source->size, true, D3D10_DDI_CPU_ACCESS_READ);
    if (target != NULL) {
        ENTER(&driverCall, "pfnEncryptionBlt", blit, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data), ARGUMENT(source->block.data),
              ARGUMENT(target->block.data), iv.size, ARGUMENT(iv.data));
        if (!driverCall.frame.faulted) {
            inspectBlock(&driverCall, &iv);
            whole = transfer(&driverCall, device, &functions, target, data, false);
        }
        if (!driverCall.frame.faulted) childDestroy(&driverCall, target);
    }
    if (driverCallEnd(&driverCall)) {
        resultHex(call, "Data", data, whole ? source->size : 0); /* none where the driver has no room for a texture */
        resultHex(call, "IV", iv.data, iv.size);
    }
    retireBlock(&iv);
}

void serveDestroySurface(Call *call)
{
    DriverCall driverCall;
    if (!initialized(call) || answerFailedOpening(call)) return;
    const Device *device = (const Device *)paramObject(call, "hDevice", OBJECT_DEVICE);
    Object *surface = device != NULL ? paramObject(call, "hSurface", OBJECT_SURFACE) : NULL;
    if (surface == NULL || !driverCallBegin(&driverCall, call)) return;
    childDestroy(&driverCall, surface);
    driverCallEnd(&driverCall);
}
