/* Crypto sessions: life, key exchange, refresh. */
#include <string.h>

#include "objects.h"

Session *sessionOf(const Device *device, D3D11_1DDI_HCRYPTOSESSION hCryptoSession) {
  Session *session = hCryptoSession.pDrvPrivate;
  return device != NULL && session != NULL && session->device == device ? session : NULL;
}

SIZE_T ddiCalcPrivateCryptoSessionSize(D3D10DDI_HDEVICE hDevice,
                                       const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData) {
  (void)hDevice, (void)pCreateData;
  return sizeof(Session);
}

HRESULT ddiCreateCryptoSession(D3D10DDI_HDEVICE hDevice, const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData,
                               D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                               D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession) {
  (void)hRTCryptoSession;
  Device *device = deviceOf(hDevice);
  Session *session = hCryptoSession.pDrvPrivate;
  if (device == NULL || pCreateData == NULL || session == NULL) return E_INVALIDARG;
  if (!deviceSupportsSession(device, pCreateData)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  CRYPTO_RWLOCK *lock = CRYPTO_THREAD_lock_new();
  if (lock == NULL) return E_OUTOFMEMORY;
  *session = (Session){.device = device,
                       .next = device->sessions,
                       .keyExchangeType = pCreateData->KeyExchangeType,
                       .handle = adapterNewHandle(device->adapter),
                       .lock = lock};
  device->sessions = session;
  return S_OK;
}

void ddiDestroyCryptoSession(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  if (session == NULL) {
    deviceSetError(device, E_INVALIDARG);
    return;
  }
  Session **link = &device->sessions;
  while (*link != session) link = &(*link)->next;
  *link = session->next;
  CRYPTO_THREAD_lock_free(session->lock);
  OPENSSL_cleanse(session, sizeof *session);
}

HRESULT ddiCryptoSessionGetHandle(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                  HANDLE *pHandle) {
  const Session *session = sessionOf(deviceOf(hDevice), hCryptoSession);
  if (session == NULL || pHandle == NULL) return E_INVALIDARG;
  *pHandle = session->handle;
  return S_OK;
}

/*
 * HW_PROTECTION: the session carries commands to a secure environment. There is none behind this driver, and each
 * command is told so; the exchange itself succeeds.
 */
static HRESULT carryCommand(UINT DataSize, BYTE *pData) {
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA data;
  if (DataSize != sizeof data || pData == NULL) return E_INVALIDARG;
  memcpy(&data, pData, sizeof data);
  if (data.pInputData == NULL || data.pOutputData == NULL) return E_INVALIDARG;
  data.Status = E_NOTIMPL;
  data.pOutputData->HWProtectionDataSize = 0;
  data.pOutputData->TransportTime = 0;
  data.pOutputData->ExecutionTime = 0;
  memcpy(pData, &data, sizeof data);
  return S_OK;
}

static HRESULT negotiate(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT DataSize,
                         BYTE *pData) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  if (session == NULL) return E_INVALIDARG;
  if (guidEqual(&session->keyExchangeType, &D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION))
    return carryCommand(DataSize, pData);
  Identity *identity = adapterIdentity(device->adapter, device, IDENTITY_SESSION);
  HRESULT hr = exchangeKey(device->adapter, identity, session->lock, &session->key, DataSize, pData);
  identityRelease(identity);
  return hr;
}

HRESULT ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                             UINT DataSize, BYTE *pData) {
  return negotiate(hDevice, hCryptoSession, DataSize, pData);
}

HRESULT ddiNegotiateCryptoSessionKeyExchangeFlags(D3D10DDI_HDEVICE hDevice,
                                                  D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags,
                                                  UINT DataSize, BYTE *pData) {
  return flags == 0 ? negotiate(hDevice, hCryptoSession, DataSize, pData) : E_INVALIDARG;
}

HRESULT ddiNegotiateCryptoSessionKeyExchangeMT(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                               D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags,
                                               UINT DataSize, BYTE *pData) {
  return flags == 0 ? negotiate(hDevice, hCryptoSession, DataSize, pData) : E_INVALIDARG;
}

void ddiStartSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                               UINT RandomNumberSize, void *pRandomNumber) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  KeySlot fresh = {.set = 1};
  HRESULT hr = session != NULL && pRandomNumber != NULL && RandomNumberSize == sizeof fresh.bytes
                   ? randomBytes(fresh.bytes, sizeof fresh.bytes)
                   : E_INVALIDARG;
  if (FAILED(hr)) {
    deviceSetError(device, hr);
    return;
  }
  CRYPTO_THREAD_write_lock(session->lock);
  session->refresh = fresh;
  CRYPTO_THREAD_unlock(session->lock);
  memcpy(pRandomNumber, fresh.bytes, sizeof fresh.bytes);
}

/*
 * Whatever key is in force now is refreshed, also one that was negotiated since Start: the page says that the saved
 * random number is XORed with the session key, and nothing takes it back.
 */
void ddiFinishSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession) {
  Device *device = deviceOf(hDevice);
  Session *session = sessionOf(device, hCryptoSession);
  BOOL done = 0;
  if (session != NULL && CRYPTO_THREAD_write_lock(session->lock)) {
    done = session->refresh.set && session->key.set;
    for (SIZE_T i = 0; done && i < AES_KEY_BYTES; i++) session->key.bytes[i] ^= session->refresh.bytes[i];
    session->refresh = (KeySlot){0};
    CRYPTO_THREAD_unlock(session->lock);
  }
  if (!done) deviceSetError(device, E_INVALIDARG);
}

BOOL hookProbeSessionKey(D3D11_1DDI_HCRYPTOSESSION hCryptoSession, BYTE key[16]) {
  Session *session = hCryptoSession.pDrvPrivate;
  if (session == NULL || !CRYPTO_THREAD_read_lock(session->lock)) return 0;
  BOOL set = session->key.set;
  if (set) memcpy(key, session->key.bytes, AES_KEY_BYTES);
  CRYPTO_THREAD_unlock(session->lock);
  return set;
}
