/* AES-128-CTR blits between resources, and the read-back key. */
#include <string.h>

#include "objects.h"

#define IV_BYTES ((UINT)sizeof(D3D11_1DDI_AES_CTR_IV))

static void writeBigEndian(BYTE out[8], UINT64 number) {
  for (int i = 7; i >= 0; i--, number >>= 8) out[i] = (BYTE)number;
}

static UINT64 readBigEndian(const BYTE in[8]) {
  UINT64 number = 0;
  for (int i = 0; i < 8; i++) number = number << 8 | in[i];
  return number;
}

/* A resource of this device and protection, or NULL. */
static const DRIVER_RESOURCE *resourceOf(const Device *device, D3D10DDI_HRESOURCE hResource, BOOL isProtected) {
  const DRIVER_RESOURCE *resource = hResource.pDrvPrivate;
  if (resource == NULL || resource->hDevice.pDrvPrivate != device || resource->Protected != isProtected) return NULL;
  return resource;
}

/* Whole blocks, the same number on both sides. */
static BOOL fits(const DRIVER_RESOURCE *source, const DRIVER_RESOURCE *destination) {
  return source != NULL && destination != NULL && source->Size == destination->Size && source->Size % 16 == 0;
}

/* A copy of a slot under the session's lock; unset where session is NULL. */
static KeySlot keyIn(const Session *session, const KeySlot *slot) {
  KeySlot copy = {0};
  if (session == NULL || !CRYPTO_THREAD_read_lock(session->lock)) return copy;
  copy = *slot;
  CRYPTO_THREAD_unlock(session->lock);
  return copy;
}

void ddiGetEncryptionBltKey(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT KeySize,
                            void *pReadbackKey) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  KeySlot key = session == NULL ? (KeySlot){0} : keyIn(session, &session->key);
  KeySlot fresh = {.set = 1};
  BYTE wrapped[AES_KEY_BYTES];
  HRESULT hr = key.set && KeySize == AES_KEY_BYTES && pReadbackKey != NULL
                   ? randomBytes(fresh.bytes, sizeof fresh.bytes)
                   : E_INVALIDARG;
  if (!FAILED(hr)) hr = aesEncryptBlock(&device->adapter->algorithms, key.bytes, fresh.bytes, wrapped);
  if (!FAILED(hr) && !CRYPTO_THREAD_write_lock(session->lock)) hr = E_FAIL;
  if (FAILED(hr)) {
    deviceSetError(device, hr);
  } else {
    session->readback = fresh;
    CRYPTO_THREAD_unlock(session->lock);
    memcpy(pReadbackKey, wrapped, sizeof wrapped);
  }
  OPENSSL_cleanse(&key, sizeof key);
  OPENSSL_cleanse(&fresh, sizeof fresh);
}

void ddiEncryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc,
                      D3D10DDI_HRESOURCE hDst, UINT IVSize, void *pIV) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  const DRIVER_RESOURCE *source = resourceOf(device, hSrc, 1);
  const DRIVER_RESOURCE *destination = resourceOf(device, hDst, 0);
  KeySlot key = session == NULL ? (KeySlot){0} : keyIn(session, &session->readback);
  if (session != NULL && !key.set) key = keyIn(session, &session->key);
  HRESULT hr = E_INVALIDARG;
  if (key.set && fits(source, destination) && IVSize == IV_BYTES && pIV != NULL) {
    BYTE iv[IV_BYTES];
    writeBigEndian(iv, atomic_fetch_add_explicit(&device->adapter->nextIv, 1, memory_order_relaxed));
    writeBigEndian(iv + 8, 0);
    hr = aesCtr(&device->adapter->algorithms, key.bytes, iv, source->pMemory, destination->pMemory, source->Size);
    if (!FAILED(hr)) memcpy(pIV, iv, sizeof iv);
  }
  OPENSSL_cleanse(&key, sizeof key);
  if (!FAILED(hr)) return;
  if (destination != NULL) memset(destination->pMemory, 0, destination->Size);
  deviceSetError(device, hr);
}

/* The key that the data is encrypted under: the session's, or a content key that came wrapped with it. */
static HRESULT unwrapContentKey(const Device *device, KeySlot *key, UINT ContentKeySize, const void *pContentKey) {
  if (pContentKey == NULL) return S_OK;
  if (ContentKeySize != AES_KEY_BYTES) return E_INVALIDARG;
  BYTE unwrapped[AES_KEY_BYTES];
  HRESULT hr = aesDecryptBlock(&device->adapter->algorithms, key->bytes, pContentKey, unwrapped);
  if (!FAILED(hr)) memcpy(key->bytes, unwrapped, sizeof unwrapped);
  OPENSSL_cleanse(unwrapped, sizeof unwrapped);
  return hr;
}

static HRESULT decrypt(const Device *device, KeySlot *key, const DRIVER_RESOURCE *source,
                       const DRIVER_RESOURCE *destination, UINT ContentKeySize, const void *pContentKey,
                       const BYTE *iv) {
  HRESULT hr = unwrapContentKey(device, key, ContentKeySize, pContentKey);
  if (FAILED(hr)) return hr;
  /* The 64-bit count must not run over: where it would carry into the IV is not said. */
  UINT64 last = source->Size / 16;
  if (last != 0 && readBigEndian(iv + 8) > UINT64_MAX - (last - 1)) return E_INVALIDARG;
  return aesCtr(&device->adapter->algorithms, key->bytes, iv, source->pMemory, destination->pMemory, source->Size);
}

void ddiDecryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc,
                      D3D10DDI_HRESOURCE hDst, const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
                      UINT ContentKeySize, const void *pContentKey, UINT IVSize, const void *pIV) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  const DRIVER_RESOURCE *source = resourceOf(device, hSrc, 0);
  const DRIVER_RESOURCE *destination = resourceOf(device, hDst, 1);
  KeySlot key = session == NULL ? (KeySlot){0} : keyIn(session, &session->key);
  HRESULT hr = E_INVALIDARG;
  if (key.set && fits(source, destination) && pEncryptedBlockInfo == NULL && IVSize == IV_BYTES && pIV != NULL)
    hr = decrypt(device, &key, source, destination, ContentKeySize, pContentKey, pIV);
  OPENSSL_cleanse(&key, sizeof key);
  if (!FAILED(hr)) return;
  if (destination != NULL) memset(destination->pMemory, 0, destination->Size);
  deviceSetError(device, hr);
}
