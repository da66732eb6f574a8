/* Textures in system memory, and the blits that encrypt and decrypt them (AES-128-CTR). */
#include <string.h>

#include "driver.h"

#define MEMBER(function) ((void *)(uintptr_t)(function))
#define LARGEST_SIDE 16384u
#define LARGEST_TEXTURE (64u << 20)

static SIZE_T APIENTRY calcPrivateResourceSize(D3D10DDI_HDEVICE hDevice, const D3D11DDIARG_CREATERESOURCE *pCreateResource)
{
    (void)hDevice;
    (void)pCreateResource;
    return sizeof(Resource);
}

static void APIENTRY createResource(D3D10DDI_HDEVICE hDevice, const D3D11DDIARG_CREATERESOURCE *create, D3D10DDI_HRESOURCE hResource,
                                    D3D10DDI_HRTRESOURCE hRTResource)
{
    Resource *resource = hResource.pDrvPrivate;
    const D3D10DDI_MIPINFO *mip = create->pMipInfoList;
    (void)hRTResource;
    memset(resource, 0, sizeof *resource);
    resource->device = hDevice.pDrvPrivate;
    if (create->ResourceDimension != D3D10DDIRESOURCE_TEXTURE2D || create->Format != FORMAT_B8G8R8A8_UNORM || create->MipLevels != 1 ||
        create->ArraySize != 1 || create->SampleDesc.Count != 1 || mip->TexelWidth > LARGEST_SIDE || mip->TexelHeight > LARGEST_SIDE ||
        (uint64_t)mip->TexelWidth * 4 * mip->TexelHeight > LARGEST_TEXTURE) {
        setError(resource->device, E_INVALIDARG);
        return;
    }
    resource->staging = create->Usage == D3D10_DDI_USAGE_STAGING;
    resource->width = mip->TexelWidth;
    resource->height = mip->TexelHeight;
    resource->pitch = mip->TexelWidth * 4;
    resource->bytes = driverAllocate((size_t)resource->pitch * resource->height);
    if (resource->bytes == NULL) setError(resource->device, E_OUTOFMEMORY);
}

static void APIENTRY destroyResource(D3D10DDI_HDEVICE hDevice, D3D10DDI_HRESOURCE hResource)
{
    Resource *resource = hResource.pDrvPrivate;
    (void)hDevice;
    driverFree(resource->bytes);
    resource->bytes = NULL;
}

/* Only what is not protected can be looked at. */
static void APIENTRY stagingResourceMap(D3D10DDI_HDEVICE hDevice, D3D10DDI_HRESOURCE hResource, UINT Subresource, UINT DDIMap, UINT Flags,
                                        D3D10DDI_MAPPED_SUBRESOURCE *pMapped)
{
    const Resource *resource = hResource.pDrvPrivate;
    (void)DDIMap;
    (void)Flags;
    memset(pMapped, 0, sizeof *pMapped);
    if (!resource->staging || Subresource != 0) {
        setError(hDevice.pDrvPrivate, E_INVALIDARG);
        return;
    }
    *pMapped = (D3D10DDI_MAPPED_SUBRESOURCE){resource->bytes, resource->pitch, resource->pitch * resource->height};
}

static void APIENTRY stagingResourceUnmap(D3D10DDI_HDEVICE hDevice, D3D10DDI_HRESOURCE hResource, UINT Subresource)
{
    (void)hDevice;
    (void)hResource;
    (void)Subresource;
}

static void APIENTRY flush(D3D10DDI_HDEVICE hDevice)
{
    (void)hDevice; /* every call is done when it returns */
}

static void APIENTRY destroyDevice(D3D10DDI_HDEVICE hDevice)
{
    (void)hDevice; /* all that it has lies in its private memory */
}

void fillDeviceTable(void **slots)
{
    memset(slots, 0, DEVICE_SLOTS_D3D11_1 * sizeof *slots);
    slots[DEVICE_SLOT_StagingResourceMap] = MEMBER(stagingResourceMap);
    slots[DEVICE_SLOT_StagingResourceUnmap] = MEMBER(stagingResourceUnmap);
    slots[DEVICE_SLOT_Flush] = MEMBER(flush);
    slots[DEVICE_SLOT_CalcPrivateResourceSize] = MEMBER(calcPrivateResourceSize);
    slots[DEVICE_SLOT_CreateResource] = MEMBER(createResource);
    slots[DEVICE_SLOT_DestroyResource] = MEMBER(destroyResource);
    slots[DEVICE_SLOT_DestroyDevice] = MEMBER(destroyDevice);
}

static bool sameShape(const Resource *a, const Resource *b)
{
    return a->device == b->device && a->width == b->width && a->height == b->height && a->bytes != NULL && b->bytes != NULL;
}

static void APIENTRY getEncryptionBltKey(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT KeySize, void *pReadbackKey)
{
    Session *session = hCryptoSession.pDrvPrivate;
    KeySlot fresh = {.set = true};
    uint8_t key[16], wrapped[16];
    randomBytes(fresh.key, sizeof fresh.key);
    if (!driverOptions.readBackKey || session->device != hDevice.pDrvPrivate || KeySize != sizeof wrapped || !sessionKey(session, key) ||
        !crypto()->aesEcb(key, true, fresh.key, wrapped, 1)) {
        setError(hDevice.pDrvPrivate, E_INVALIDARG);
        return;
    }
    AcquireSRWLockExclusive(&session->device->lock);
    session->state->readBack = fresh;
    ReleaseSRWLockExclusive(&session->device->lock);
    memcpy(pReadbackKey, wrapped, sizeof wrapped);
}

/* The key for EncryptionBlt, and an IV that no blit of this session had before. */
static bool encryptionKey(Session *session, uint8_t key[16], uint64_t *iv)
{
    uint8_t own[16];
    if (!sessionKey(session, own)) return false;
    AcquireSRWLockExclusive(&session->device->lock);
    SessionState *state = session->state;
    bool set = !driverOptions.readBackKey || state->readBack.set;
    memcpy(key, driverOptions.readBackKey ? state->readBack.key : own, 16);
    *iv = state->nextIv++;
    ReleaseSRWLockExclusive(&session->device->lock);
    return set;
}

static void APIENTRY encryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc, D3D10DDI_HRESOURCE hDst,
                                   UINT IVSize, const void *pIV)
{
    Session *session = hCryptoSession.pDrvPrivate;
    const Resource *source = hSrc.pDrvPrivate, *target = hDst.pDrvPrivate;
    uint8_t key[16], counter[AES_BLOCK] = {0};
    uint64_t iv;
    if (session->device != hDevice.pDrvPrivate || IVSize != sizeof counter || pIV == NULL || !sameShape(source, target) || !target->staging ||
        !encryptionKey(session, key, &iv)) {
        setError(hDevice.pDrvPrivate, E_INVALIDARG);
        return;
    }
    for (int i = 0; i < 8; i++) counter[i] = (uint8_t)(iv >> (56 - 8 * i));
    if (!aesCtr(key, counter, source->bytes, target->bytes, (size_t)source->pitch * source->height)) {
        setError(hDevice.pDrvPrivate, E_OUTOFMEMORY);
        return;
    }
    memcpy((void *)(uintptr_t)pIV, counter, sizeof counter); /* the caller's structure receives the IV, whatever its type says */
}

static void APIENTRY decryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc, D3D10DDI_HRESOURCE hDst,
                                   const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pInfo, UINT ContentKeySize, const void *pContentKey, UINT IVSize, const void *pIV)
{
    Session *session = hCryptoSession.pDrvPrivate;
    const Resource *source = hSrc.pDrvPrivate, *target = hDst.pDrvPrivate;
    uint8_t key[16];
    bool usable = session->device == hDevice.pDrvPrivate && pInfo == NULL && pIV != NULL && IVSize == AES_BLOCK && sameShape(source, target) &&
                  sessionKey(session, key);
    if (usable && pContentKey != NULL) usable = ContentKeySize == sizeof key && crypto()->aesEcb(key, false, pContentKey, key, 1);
    if (usable) usable = aesCtr(key, pIV, source->bytes, target->bytes, (size_t)source->pitch * source->height);
    if (!usable) setError(hDevice.pDrvPrivate, E_INVALIDARG);
}

void fillBlitSlots(void **slots)
{
    slots[SLOT_EncryptionBlt] = MEMBER(encryptionBlt);
    slots[SLOT_DecryptionBlt] = MEMBER(decryptionBlt);
    slots[SLOT_GetEncryptionBltKey] = MEMBER(getEncryptionBltKey);
}
