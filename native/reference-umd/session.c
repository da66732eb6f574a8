/* Crypto sessions: caps, creation, certificate, refresh. */
#include <string.h>

#include "driver.h"

#define MEMBER(function) ((void *)(uintptr_t)(function))

static bool supported(const GUID *cryptoType, const GUID *profile)
{
    return sameGuid(cryptoType, &cryptoTypeAes128Ctr) && (nullGuid(profile) || sameGuid(profile, &profileH264));
}

static HRESULT APIENTRY getContentProtectionCaps(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                                 D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps)
{
    (void)hDevice;
    if (!supported(pCryptoType, pDecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO_VALUE;
    *pCaps = (D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS){
        .Caps = CONTENT_PROTECTION_CAPS_SOFTWARE | CONTENT_PROTECTION_CAPS_CONTENT_KEY | CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY |
                CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK | CONTENT_PROTECTION_CAPS_DECRYPTION_BLT |
                (driverOptions.readBackKey ? CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY : 0),
        .KeyExchangeTypeCount = HAS_FAULT(FAULT_NO_OAEP) ? 0 : 1,
        .BlockAlignmentSize = AES_BLOCK};
    return S_OK;
}

static HRESULT APIENTRY getCryptoKeyExchangeType(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile, UINT Index,
                                                 GUID *pKeyExchangeType)
{
    (void)hDevice;
    if (!supported(pCryptoType, pDecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO_VALUE;
    if (Index != 0 || HAS_FAULT(FAULT_NO_OAEP)) return E_INVALIDARG;
    *pKeyExchangeType = keyExchangeRsaesOaep;
    return S_OK;
}

static SIZE_T APIENTRY calcPrivateCryptoSessionSize(D3D10DDI_HDEVICE hDevice, const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData)
{
    (void)hDevice;
    (void)pCreateData;
    return HAS_FAULT(FAULT_OVERFLOWS_PRIVATE) ? sizeof(Session) - 24 : sizeof(Session);
}

static HRESULT APIENTRY createCryptoSession(D3D10DDI_HDEVICE hDevice, const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData,
                                            D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession)
{
    Session *session = hCryptoSession.pDrvPrivate;
    (void)hRTCryptoSession;
    if (!supported(&pCreateData->CryptoType, &pCreateData->DecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO_VALUE;
    if (!sameGuid(&pCreateData->KeyExchangeType, &keyExchangeRsaesOaep)) return D3DDDIERR_UNSUPPORTEDCRYPTO_VALUE;
    SessionState *state = driverAllocate(sizeof *state);
    if (state == NULL) return E_OUTOFMEMORY;
    memset(session, 0, HAS_FAULT(FAULT_OVERFLOWS_PRIVATE) ? sizeof *session - 24 : sizeof *session);
    session->device = hDevice.pDrvPrivate;
    session->state = state;
    randomBytes(&state->nextIv, sizeof state->nextIv);
    return S_OK;
}

static void APIENTRY destroyCryptoSession(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession)
{
    Session *session = hCryptoSession.pDrvPrivate;
    (void)hDevice;
    SecureZeroMemory(session->state, sizeof *session->state);
    driverFree(session->state);
    session->state = NULL;
}

static bool hasCertificate(const D3D11_1DDI_CERTIFICATE_INFO *info)
{
    if (info->CertificateType == CERTIFICATE_TYPE_CRYPTO_SESSION) return sameGuid(&info->CryptoSessionType, &cryptoTypeAes128Ctr);
    return info->CertificateType == CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL &&
           (info->ChannelType == CHANNEL_TYPE_DRIVER_SOFTWARE || info->ChannelType == CHANNEL_TYPE_DRIVER_HARDWARE);
}

static void APIENTRY getCertificateSize(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo, UINT *pCertificateSize)
{
    *pCertificateSize = 0;
    if (hasCertificate(pCertificateInfo)) certificateBytes(pCertificateSize);
    else setError(hDevice.pDrvPrivate, E_INVALIDARG);
}

static void APIENTRY getCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo, UINT CertificateSize, BYTE *pCertificate)
{
    uint32_t size;
    const uint8_t *bytes = certificateBytes(&size);
    if (hasCertificate(pCertificateInfo) && CertificateSize == size) memcpy(pCertificate, bytes, size);
    else setError(hDevice.pDrvPrivate, E_INVALIDARG);
}

static void APIENTRY startSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT RandomNumberSize, void *pRandomNumber)
{
    Device *device = hDevice.pDrvPrivate;
    Session *session = hCryptoSession.pDrvPrivate;
    uint8_t key[16];
    if (session->device != device || RandomNumberSize != sizeof key || !sessionKey(session, key)) {
        setError(device, E_INVALIDARG);
        return;
    }
    AcquireSRWLockExclusive(&device->lock);
    randomBytes(session->state->refreshRandom, sizeof session->state->refreshRandom);
    session->state->refreshPending = true;
    memcpy(pRandomNumber, session->state->refreshRandom, sizeof session->state->refreshRandom);
    ReleaseSRWLockExclusive(&device->lock);
}

static void APIENTRY finishSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession)
{
    Device *device = hDevice.pDrvPrivate;
    Session *session = hCryptoSession.pDrvPrivate;
    SessionState *state = session->state;
    uint8_t key[16];
    if (session->device != device || !state->refreshPending || !sessionKey(session, key)) {
        setError(device, E_INVALIDARG);
        return;
    }
    AcquireSRWLockExclusive(&device->lock);
    for (int i = 0; i < 16; i++) state->session.key[i] = key[i] ^ state->refreshRandom[i];
    state->refreshPending = false;
    ReleaseSRWLockExclusive(&device->lock);
}

void fillSessionSlots(void **slots)
{
    slots[SLOT_GetContentProtectionCaps] = MEMBER(getContentProtectionCaps);
    slots[SLOT_GetCryptoKeyExchangeType] = MEMBER(getCryptoKeyExchangeType);
    slots[SLOT_CalcPrivateCryptoSessionSize] = MEMBER(calcPrivateCryptoSessionSize);
    slots[SLOT_CreateCryptoSession] = MEMBER(createCryptoSession);
    slots[SLOT_DestroyCryptoSession] = MEMBER(destroyCryptoSession);
    slots[SLOT_GetCertificateSize] = MEMBER(getCertificateSize);
    slots[SLOT_GetCertificate] = MEMBER(getCertificate);
    slots[SLOT_StartSessionKeyRefresh] = MEMBER(startSessionKeyRefresh);
    slots[SLOT_FinishSessionKeyRefresh] = MEMBER(finishSessionKeyRefresh);
}
