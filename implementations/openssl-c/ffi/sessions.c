/* Crypto sessions: life, key exchange, refresh, read-back key. */
#include "library.h"

#define DEVICE ((D3D10DDI_HDEVICE){hDevice})
#define SESSION ((D3D11_1DDI_HCRYPTOSESSION){hCryptoSession})

static kexcts_status createSession(void *hDevice, const struct kexcts_guid *CryptoType,
                                   const struct kexcts_guid *DecodeProfile,
                                   const struct kexcts_guid *KeyExchangeType, void **hCryptoSession) {
  D3D11_1DDIARG_CREATECRYPTOSESSION data = {guidOf(CryptoType), guidOf(DecodeProfile), guidOf(KeyExchangeType)};
  void *session = objectCreate(hDevice, ddiCalcPrivateCryptoSessionSize(DEVICE, &data));
  if (session == NULL) return E_OUTOFMEMORY;
  HRESULT hr = ddiCreateCryptoSession(DEVICE, &data, (D3D11_1DDI_HCRYPTOSESSION){session},
                                      (D3D11_1DDI_HRTCRYPTOSESSION){session});
  if (FAILED(hr)) objectDestroy(session);
  else *hCryptoSession = session;
  return hr;
}

/* With another device than its own the driver refuses, and the session lives on. */
static void destroySession(void *hDevice, void *hCryptoSession) {
  ddiDestroyCryptoSession(DEVICE, SESSION);
  if (hCryptoSession != NULL && objectDevice(hCryptoSession) == hDevice) objectDestroy(hCryptoSession);
}

static kexcts_status negotiate(void *hDevice, void *hCryptoSession, uint32_t DataSize, void *pData) {
  return ddiNegotiateCryptoSessionKeyExchange(DEVICE, SESSION, DataSize, pData);
}

static kexcts_status negotiateFlags(void *hDevice, void *hCryptoSession, uint32_t flags, uint32_t DataSize,
                                    void *pData) {
  return ddiNegotiateCryptoSessionKeyExchangeFlags(DEVICE, SESSION, flags, DataSize, pData);
}

static kexcts_status negotiateMT(void *hDevice, void *hCryptoSession, uint32_t flags, uint32_t DataSize, void *pData) {
  return ddiNegotiateCryptoSessionKeyExchangeMT(DEVICE, SESSION, flags, DataSize, pData);
}

static void startRefresh(void *hDevice, void *hCryptoSession, uint32_t RandomNumberSize, void *RandomNumber) {
  ddiStartSessionKeyRefresh(DEVICE, SESSION, RandomNumberSize, RandomNumber);
}

static void finishRefresh(void *hDevice, void *hCryptoSession) {
  ddiFinishSessionKeyRefresh(DEVICE, SESSION);
}

static void getBltKey(void *hDevice, void *hCryptoSession, uint32_t KeySize, void *ReadbackKey) {
  ddiGetEncryptionBltKey(DEVICE, SESSION, KeySize, ReadbackKey);
}

void fillSessions(struct kexcts_driver *driver) {
  driver->CreateCryptoSession = createSession;
  driver->DestroyCryptoSession = destroySession;
  driver->NegotiateCryptoSessionKeyExchange = negotiate;
  driver->NegotiateCryptoSessionKeyExchangeFlags = negotiateFlags;
  driver->NegotiateCryptoSessionKeyExchangeMT = negotiateMT;
  driver->StartSessionKeyRefresh = startRefresh;
  driver->FinishSessionKeyRefresh = finishRefresh;
  driver->GetEncryptionBltKey = getBltKey;
}
