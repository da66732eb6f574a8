/* Devices: what they support, and their certificates. */
#include <string.h>

#include "objects.h"

Device *deviceOf(D3D10DDI_HDEVICE hDevice) {
  return hDevice.pDrvPrivate;
}

void deviceSetError(const Device *device, HRESULT hr) {
  if (device != NULL && device->callbacks->pfnSetErrorCb != NULL)
    device->callbacks->pfnSetErrorCb(device->hRTCoreLayer, hr);
}

SIZE_T ddiCalcPrivateDeviceSize(const DriverAdapter *adapter) {
  (void)adapter;
  return sizeof(Device);
}

/* One key of its own for sessions and channels, with a certificate for each use. */
static HRESULT giveOwnKey(Device *device) {
  EVP_PKEY *key = adapterGenerateKey();
  if (key == NULL) return E_OUTOFMEMORY;
  EVP_PKEY_up_ref(key);
  device->identity = adapterGenerateIdentity(device->adapter, IDENTITY_SESSION, key);
  device->channelIdentity = adapterGenerateIdentity(device->adapter, IDENTITY_CHANNEL, key);
  if (device->identity != NULL && device->channelIdentity != NULL) return S_OK;
  identityRelease(device->identity);
  identityRelease(device->channelIdentity);
  return E_OUTOFMEMORY;
}

HRESULT ddiCreateDevice(DriverAdapter *adapter, D3D10DDI_HDEVICE hDevice, const DRIVER_CORE_CALLBACKS *callbacks,
                        D3D10DDI_HRTCORELAYER hRTCoreLayer) {
  Device *device = deviceOf(hDevice);
  if (device == NULL || callbacks == NULL) return E_INVALIDARG;
  *device = (Device){.adapter = adapter,
                     .callbacks = callbacks,
                     .hRTCoreLayer = hRTCoreLayer,
                     .handle = adapterNewHandle(adapter)};
  return adapter->options.keyForEachDevice ? giveOwnKey(device) : S_OK;
}

void ddiDestroyDevice(D3D10DDI_HDEVICE hDevice) {
  Device *device = deviceOf(hDevice);
  if (device == NULL) return;
  identityRelease(device->identity);
  identityRelease(device->channelIdentity);
  memset(device, 0, sizeof *device);
}

/* AES-128-CTR, for sessions that decode with no profile or with the one that is supported. */
static BOOL isSupported(const GUID *pCryptoType, const GUID *pDecodeProfile) {
  return guidEqual(pCryptoType, &D3D11_1DDI_CRYPTO_TYPE_AES128_CTR) &&
         (guidEqual(pDecodeProfile, &NULL_GUID) ||
          guidEqual(pDecodeProfile, &D3D11DDI_DECODER_PROFILE_H264_VLD_NOFGT));
}

/* The offered key-exchange types, best known first; returns how many. */
static UINT keyExchangeTypes(const Device *device, const GUID *types[2]) {
  UINT count = 0;
  if (device->adapter->options.keyExchange & KEY_EXCHANGE_RSAES_OAEP)
    types[count++] = &D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
  if (device->adapter->options.keyExchange & KEY_EXCHANGE_HW_PROTECTION)
    types[count++] = &D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION;
  return count;
}

BOOL deviceSupportsSession(const Device *device, const D3D11_1DDIARG_CREATECRYPTOSESSION *wanted) {
  if (!isSupported(&wanted->CryptoType, &wanted->DecodeProfile)) return 0;
  const GUID *types[2];
  UINT count = keyExchangeTypes(device, types);
  for (UINT i = 0; i < count; i++)
    if (guidEqual(&wanted->KeyExchangeType, types[i])) return 1;
  return 0;
}

HRESULT ddiGetContentProtectionCaps(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                    D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps) {
  const Device *device = deviceOf(hDevice);
  if (device == NULL || pCryptoType == NULL || pDecodeProfile == NULL || pCaps == NULL) return E_INVALIDARG;
  if (!isSupported(pCryptoType, pDecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  const GUID *types[2];
  *pCaps = (D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS){
      .Caps = D3D11_1DDI_CONTENT_PROTECTION_CAPS_SOFTWARE | D3D11_1DDI_CONTENT_PROTECTION_CAPS_CONTENT_KEY |
              D3D11_1DDI_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY |
              D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK |
              D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY |
              D3D11_1DDI_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT,
      .KeyExchangeTypeCount = keyExchangeTypes(device, types),
      .BlockAlignmentSize = 16,
      .ProtectedMemorySize = 0};
  return S_OK;
}

HRESULT ddiGetCryptoKeyExchangeType(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                    UINT Index, GUID *pKeyExchangeType) {
  const Device *device = deviceOf(hDevice);
  if (device == NULL || pCryptoType == NULL || pDecodeProfile == NULL || pKeyExchangeType == NULL)
    return E_INVALIDARG;
  if (!isSupported(pCryptoType, pDecodeProfile)) return D3DDDIERR_UNSUPPORTEDCRYPTO;
  const GUID *types[2];
  if (Index >= keyExchangeTypes(device, types)) return E_INVALIDARG;
  *pKeyExchangeType = *types[Index];
  return S_OK;
}

/* The identity whose certificate is asked for, as a reference; NULL where there is no such certificate. */
static Identity *identityFor(const Device *device, const D3D11_1DDI_CERTIFICATE_INFO *info) {
  if (info->CertificateType == D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION &&
      guidEqual(&info->CryptoSessionType, &D3D11_1DDI_CRYPTO_TYPE_AES128_CTR) &&
      device->adapter->options.keyExchange & KEY_EXCHANGE_RSAES_OAEP)
    return adapterIdentity(device->adapter, device, IDENTITY_SESSION);
  if (info->CertificateType == D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL &&
      info->ChannelType == D3D11_1DDI_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE)
    return adapterIdentity(device->adapter, device, IDENTITY_CHANNEL);
  return NULL;
}

void ddiGetCertificateSize(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                           UINT *pCertificateSize) {
  const Device *device = deviceOf(hDevice);
  if (pCertificateSize == NULL) return;
  *pCertificateSize = 0;
  if (device == NULL || pCertificateInfo == NULL) return;
  Identity *identity = identityFor(device, pCertificateInfo);
  if (identity == NULL) return;
  identityCertificate(identity, pCertificateSize);
  identityRelease(identity);
}

void ddiGetCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                       UINT CertificateSize, BYTE *pCertificate) {
  const Device *device = deviceOf(hDevice);
  Identity *identity = device == NULL || pCertificateInfo == NULL ? NULL : identityFor(device, pCertificateInfo);
  UINT size = 0;
  const BYTE *certificate = identity == NULL ? NULL : identityCertificate(identity, &size);
  if (certificate == NULL || pCertificate == NULL || CertificateSize < size) {
    deviceSetError(device, E_INVALIDARG);
  } else {
    memcpy(pCertificate, certificate, size);
  }
  identityRelease(identity);
}
