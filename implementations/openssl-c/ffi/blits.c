/* Blits. The driver's resources and the interface's surfaces say the same in other words. */
#include "library.h"

static DRIVER_RESOURCE resourceOf(const struct kexcts_surface *surface) {
  if (surface == NULL) return (DRIVER_RESOURCE){0};
  return (DRIVER_RESOURCE){{surface->hDevice}, surface->pMemory, surface->Size, (BOOL)surface->Protected};
}

static D3D10DDI_HRESOURCE handleOf(DRIVER_RESOURCE *resource, const struct kexcts_surface *surface) {
  return (D3D10DDI_HRESOURCE){surface == NULL ? NULL : resource};
}

static void decryptionBlt(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                          const struct kexcts_surface *hDst, uint32_t ContentKeySize, const void *ContentKey,
                          uint32_t IVSize, const void *IV) {
  DRIVER_RESOURCE source = resourceOf(hSrc), destination = resourceOf(hDst);
  ddiDecryptionBlt((D3D10DDI_HDEVICE){hDevice}, (D3D11_1DDI_HCRYPTOSESSION){hCryptoSession}, handleOf(&source, hSrc),
                   handleOf(&destination, hDst), NULL, ContentKeySize, ContentKey, IVSize, IV);
}

static void encryptionBlt(void *hDevice, void *hCryptoSession, const struct kexcts_surface *hSrc,
                          const struct kexcts_surface *hDst, uint32_t IVSize, void *IV) {
  DRIVER_RESOURCE source = resourceOf(hSrc), destination = resourceOf(hDst);
  ddiEncryptionBlt((D3D10DDI_HDEVICE){hDevice}, (D3D11_1DDI_HCRYPTOSESSION){hCryptoSession}, handleOf(&source, hSrc),
                   handleOf(&destination, hDst), IVSize, IV);
}

void fillBlits(struct kexcts_driver *driver) {
  driver->DecryptionBlt = decryptionBlt;
  driver->EncryptionBlt = encryptionBlt;
}
