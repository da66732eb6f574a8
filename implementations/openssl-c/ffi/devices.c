/* Devices: life, capabilities, certificates; and the memory of all objects. */
#include <stdlib.h>

#include "library.h"

/* Stands before an object's private memory, and keeps it 16-aligned. */
typedef union {
  void *hDevice;
  max_align_t alignment;
} Header;

void *objectCreate(void *hDevice, SIZE_T bytes) {
  Header *header = malloc(sizeof *header + bytes);
  if (header == NULL) return NULL;
  header->hDevice = hDevice;
  return header + 1;
}

void *objectDevice(const void *object) {
  return ((const Header *)object - 1)->hDevice;
}

void objectDestroy(void *object) {
  free((Header *)object - 1);
}

static void setError(D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hr) {
  (void)hRTCoreLayer;
  library.host->setError(hr);
}

static const DRIVER_CORE_CALLBACKS callbacks = {setError};

static kexcts_status createDevice(void **hDevice) {
  void *device = objectCreate(NULL, ddiCalcPrivateDeviceSize(library.adapter));
  if (device == NULL) return E_OUTOFMEMORY;
  HRESULT hr = ddiCreateDevice(library.adapter, (D3D10DDI_HDEVICE){device}, &callbacks, (D3D10DDI_HRTCORELAYER){0});
  if (FAILED(hr)) objectDestroy(device);
  else *hDevice = device;
  return hr;
}

static void destroyDevice(void *hDevice) {
  if (hDevice == NULL) return;
  ddiDestroyDevice((D3D10DDI_HDEVICE){hDevice});
  objectDestroy(hDevice);
}

static kexcts_status getCaps(void *hDevice, const struct kexcts_guid *CryptoType,
                             const struct kexcts_guid *DecodeProfile, struct kexcts_caps *Caps) {
  GUID type = guidOf(CryptoType), profile = guidOf(DecodeProfile);
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS caps = {0};
  HRESULT hr = ddiGetContentProtectionCaps((D3D10DDI_HDEVICE){hDevice}, &type, &profile, &caps);
  Caps->Caps = caps.Caps;
  Caps->KeyExchangeTypeCount = caps.KeyExchangeTypeCount;
  Caps->BlockAlignmentSize = caps.BlockAlignmentSize;
  Caps->ProtectedMemorySize = caps.ProtectedMemorySize;
  return hr;
}

static kexcts_status getKeyExchangeType(void *hDevice, const struct kexcts_guid *CryptoType,
                                        const struct kexcts_guid *DecodeProfile, uint32_t Index,
                                        struct kexcts_guid *KeyExchangeType) {
  GUID type = guidOf(CryptoType), profile = guidOf(DecodeProfile);
  return ddiGetCryptoKeyExchangeType((D3D10DDI_HDEVICE){hDevice}, &type, &profile, Index, (GUID *)KeyExchangeType);
}

static D3D11_1DDI_CERTIFICATE_INFO infoOf(const struct kexcts_certificate_info *given) {
  D3D11_1DDI_CERTIFICATE_INFO info = {.CertificateType = given->CertificateType};
  if (given->CertificateType == D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL) info.ChannelType = given->ChannelType;
  else info.CryptoSessionType = guidOf(&given->CryptoSessionType);
  return info;
}

static void getCertificateSize(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                               uint32_t *CertificateSize) {
  D3D11_1DDI_CERTIFICATE_INFO info = infoOf(CertificateInfo);
  ddiGetCertificateSize((D3D10DDI_HDEVICE){hDevice}, &info, CertificateSize);
}

static void getCertificate(void *hDevice, const struct kexcts_certificate_info *CertificateInfo,
                           uint32_t CertificateSize, uint8_t *Certificate) {
  D3D11_1DDI_CERTIFICATE_INFO info = infoOf(CertificateInfo);
  ddiGetCertificate((D3D10DDI_HDEVICE){hDevice}, &info, CertificateSize, Certificate);
}

void fillDevices(struct kexcts_driver *driver) {
  driver->CreateDevice = createDevice;
  driver->DestroyDevice = destroyDevice;
  driver->GetContentProtectionCaps = getCaps;
  driver->GetCryptoKeyExchangeType = getKeyExchangeType;
  driver->GetCertificateSize = getCertificateSize;
  driver->GetCertificate = getCertificate;
}
