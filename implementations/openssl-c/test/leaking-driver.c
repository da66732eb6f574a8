/* Linked in front of the driver: every refused key exchange loses 64 bytes. For the clause on memory that grows. */
#include "../driver/driver.h"

HRESULT __real_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData);
HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData);

static void *lost;

HRESULT __wrap_ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                    UINT DataSize, BYTE *pData) {
  HRESULT hr = __real_ddiNegotiateCryptoSessionKeyExchange(hDevice, hCryptoSession, DataSize, pData);
  if (FAILED(hr)) lost = allocate(64);
  return hr;
}
