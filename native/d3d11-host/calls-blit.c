/* Blits on textures of one row of 32-bit texels, so that any pitch leaves the bytes in one piece. */
#include <string.h>

#include "../guard/sent-buffer.h"
#include "calls.h"
#include "runtime.h"

#define LARGEST_DATA 65536u /* 16384 texels, the widest texture of feature level 11 */

static RuntimeObject *createTexture(DriverCall *driverCall, RuntimeDevice *device, uint32_t size, UINT cpuAccess, bool onWire)
{
    D3D11_TEXTURE2D_DESC description = {.Width = size / 4,
                                        .Height = 1,
                                        .MipLevels = 1,
                                        .ArraySize = 1,
                                        .Format = DXGI_FORMAT_B8G8R8A8_UNORM,
                                        .SampleDesc = {1, 0},
                                        .Usage = cpuAccess != 0 ? D3D11_USAGE_STAGING : D3D11_USAGE_DEFAULT,
                                        .BindFlags = cpuAccess != 0 ? 0 : D3D11_BIND_RENDER_TARGET,
                                        .CPUAccessFlags = cpuAccess};
    ID3D11Texture2D *made = NULL;
    HRESULT hr = (HRESULT)ENTER(driverCall, "ID3D11Device::CreateTexture2D", METHOD(device->device, CreateTexture2D), ARGUMENT(device->device),
                                ARGUMENT(&description), 0, ARGUMENT(&made));
    if (driverCall->frame.faulted) return NULL;
    RuntimeObject *texture = SUCCEEDED(hr) ? runtimeObjectCreate(device, OBJECT_SURFACE, made, onWire) : NULL;
    if (texture == NULL) callError(driverCall->call, ERROR_ADAPTER, "ID3D11Device::CreateTexture2D returned 0x%08lX", (unsigned long)hr);
    else texture->size = size;
    return texture;
}

static bool transfer(DriverCall *driverCall, const RuntimeObject *texture, void *bytes, bool toTexture)
{
    D3D11_MAPPED_SUBRESOURCE mapped = {0};
    ID3D11DeviceContext *context = texture->device->context;
    HRESULT hr = (HRESULT)ENTER(driverCall, "ID3D11DeviceContext::Map", METHOD(context, Map), ARGUMENT(context), ARGUMENT(texture->texture), 0,
                                toTexture ? D3D11_MAP_WRITE : D3D11_MAP_READ, 0, ARGUMENT(&mapped));
    if (driverCall->frame.faulted) return false;
    if (FAILED(hr)) {
        callError(driverCall->call, ERROR_ADAPTER, "ID3D11DeviceContext::Map returned 0x%08lX", (unsigned long)hr);
        return false;
    }
    ENTER(driverCall, "use of the memory that Map returned", memcpy, ARGUMENT(toTexture ? mapped.pData : bytes), ARGUMENT(toTexture ? bytes : mapped.pData),
          texture->size);
    ENTER(driverCall, "ID3D11DeviceContext::Unmap", METHOD(context, Unmap), ARGUMENT(context), ARGUMENT(texture->texture), 0);
    return !driverCall->frame.faulted;
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
    uint8_t *data, *contentKey, *iv;
    size_t size, contentKeySize, ivSize;
    uint64_t alignedIv[2];
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *session = device != NULL ? paramRuntimeObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL || !paramBytes(call, "Data", false, &data, &size) || !paramBytes(call, "ContentKey", true, &contentKey, &contentKeySize) ||
        !paramBytes(call, "IV", true, &iv, &ivSize) || !readSize(call, size)) {
        return;
    }
    if (iv != NULL && ivSize != sizeof alignedIv) {
        callError(call, ERROR_PARAMS, "expected IV, 16 bytes or null");
        return;
    }
    if (iv != NULL) memcpy(alignedIv, iv, sizeof alignedIv);
    RuntimeObject *source = createTexture(&driverCall, device, (uint32_t)size, D3D11_CPU_ACCESS_WRITE | D3D11_CPU_ACCESS_READ, false);
    RuntimeObject *target = source != NULL ? createTexture(&driverCall, device, (uint32_t)size, 0, true) : NULL;
    if (target != NULL && transfer(&driverCall, source, data, true)) {
        ENTER(&driverCall, "ID3D11VideoContext::DecryptionBlt", METHOD(device->videoContext, DecryptionBlt), ARGUMENT(device->videoContext),
              ARGUMENT(session->session), ARGUMENT(source->texture), ARGUMENT(target->texture), 0, contentKeySize, ARGUMENT(contentKey), ivSize,
              ARGUMENT(iv != NULL ? alignedIv : NULL));
    }
    if (source != NULL) runtimeObjectDestroy(&driverCall, source);
    if (driverCallEnd(&driverCall) && target != NULL) resultRuntimeObject(call, "hSurface", target);
}

void serveEncryptionBlt(Call *call)
{
    static uint8_t data[LARGEST_DATA]; /* this call is never parallel to itself */
    DriverCall driverCall;
    GuardedBlock iv = {0};
    bool whole = false;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *session = device != NULL ? paramRuntimeObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    const RuntimeObject *source = session != NULL ? paramRuntimeObject(call, "hSurface", OBJECT_SURFACE) : NULL;
    if (source == NULL) return;
    if (!guardedAllocate(&iv, 16, PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        return;
    }
    RuntimeObject *target = createTexture(&driverCall, device, source->size, D3D11_CPU_ACCESS_READ, false);
    if (target != NULL) {
        ENTER(&driverCall, "ID3D11VideoContext::EncryptionBlt", METHOD(device->videoContext, EncryptionBlt), ARGUMENT(device->videoContext),
              ARGUMENT(session->session), ARGUMENT(source->texture), ARGUMENT(target->texture), iv.size, ARGUMENT(iv.data));
        if (!driverCall.frame.faulted) {
            inspectBlock(&driverCall, &iv);
            whole = transfer(&driverCall, target, data, false);
        }
        runtimeObjectDestroy(&driverCall, target);
    }
    if (driverCallEnd(&driverCall) && whole) {
        resultHex(call, "Data", data, source->size);
        resultHex(call, "IV", iv.data, iv.size);
    }
    retireBlock(&iv);
}

void serveGetEncryptionBltKey(Call *call)
{
    DriverCall driverCall;
    uint32_t size;
    GuardedBlock key = {0};
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *session = device != NULL ? paramRuntimeObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL || !paramUint32(call, "KeySize", &size) || !receivingBufferPlace(&key, call, size)) return;
    ENTER(&driverCall, "ID3D11VideoContext::GetEncryptionBltKey", METHOD(device->videoContext, GetEncryptionBltKey), ARGUMENT(device->videoContext),
          ARGUMENT(session->session), size, ARGUMENT(key.data));
    inspectBlock(&driverCall, &key);
    if (driverCallEnd(&driverCall)) resultHex(call, "ReadbackKey", key.data, size);
    retireBlock(&key);
}
