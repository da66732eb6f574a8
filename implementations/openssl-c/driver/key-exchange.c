/* RSAES_OAEP key exchange, as sessions and authenticated channels have it. */
#include <string.h>

#include "oaep.h"
#include "objects.h"

static HRESULT decryptKey(DriverAdapter *adapter, Identity *identity, const BYTE *pData, BYTE message[RSA_BYTES]) {
  SIZE_T size;
  switch (oaepDecrypt(identity, adapter->options.profile, pData, message, &size)) {
    case OAEP_NO_MEMORY:
      return E_OUTOFMEMORY;
    case OAEP_REFUSED:
      return E_INVALIDARG;
    case OAEP_DECRYPTED:
      break;
  }
  return size == AES_KEY_BYTES ? S_OK : E_INVALIDARG;
}

static HRESULT store(const DriverAdapter *adapter, CRYPTO_RWLOCK *lock, KeySlot *slot, const BYTE *key) {
  if (lock != NULL && !CRYPTO_THREAD_write_lock(lock)) return E_OUTOFMEMORY;
  HRESULT hr = slot->set && adapter->options.refuseRenegotiation ? E_INVALIDARG : S_OK;
  if (!FAILED(hr)) {
    memcpy(slot->bytes, key, AES_KEY_BYTES);
    slot->set = 1;
  }
  if (lock != NULL) CRYPTO_THREAD_unlock(lock);
  return hr;
}

HRESULT exchangeKey(DriverAdapter *adapter, Identity *identity, CRYPTO_RWLOCK *lock, KeySlot *slot, UINT DataSize,
                    const BYTE *pData) {
  if (DataSize != RSA_BYTES || pData == NULL) return E_INVALIDARG;
  BYTE message[RSA_BYTES];
  HRESULT hr = decryptKey(adapter, identity, pData, message);
  if (!FAILED(hr)) hr = store(adapter, lock, slot, message);
  OPENSSL_cleanse(message, sizeof message);
  return hr;
}
