/*
 * A display driver's content protection, in software, on OpenSSL's libcrypto: the entry points of ddi.h's interface
 * as C functions. No host, no transport, no JSON; programs that drive it include this header alone.
 *
 * Objects follow the interface's two passes: ddiCalcPrivate…Size says how many bytes the runtime is to allocate (16
 * aligned, contents of no matter), ddiCreate… makes the object there, at one address until ddiDestroy…. Calls on one
 * device must not run at the same time, but for ddiNegotiateCryptoSessionKeyExchangeMT.
 * Functions without a result report errors through pfnSetErrorCb.
 */
#ifndef OPENSSL_C_DRIVER_DRIVER_H
#define OPENSSL_C_DRIVER_DRIVER_H

#include "allocation.h"
#include "ddi.h"
#include "options.h"

#define DRIVER_NAME "openssl-c"
#define DRIVER_VERSION "1.0.0"

/* -- Adapter ------------------------------------------------------------------------------------------------- */

typedef struct DriverAdapter DriverAdapter;

/*
 * Makes the keys and certificates. E_OUTOFMEMORY; E_INVALIDARG where the options' key file cannot be used, or
 * E_FAIL where libcrypto lacks an algorithm: *problem (static) then says what was wrong.
 */
HRESULT ddiOpenAdapter(const DriverOptions *options, DriverAdapter **adapter, const char **problem);

/* All devices and protected outputs must be gone. */
void ddiCloseAdapter(DriverAdapter *adapter);

/* -- Device -------------------------------------------------------------------------------------------------- */

typedef struct {
  void (*pfnSetErrorCb)(D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hr);
} DRIVER_CORE_CALLBACKS;

SIZE_T ddiCalcPrivateDeviceSize(const DriverAdapter *adapter);
HRESULT ddiCreateDevice(DriverAdapter *adapter, D3D10DDI_HDEVICE hDevice, const DRIVER_CORE_CALLBACKS *callbacks,
                        D3D10DDI_HRTCORELAYER hRTCoreLayer);
void ddiDestroyDevice(D3D10DDI_HDEVICE hDevice);

HRESULT ddiGetContentProtectionCaps(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                    D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps);
HRESULT ddiGetCryptoKeyExchangeType(D3D10DDI_HDEVICE hDevice, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                    UINT Index, GUID *pKeyExchangeType);
/* 0 where the driver has no such certificate. */
void ddiGetCertificateSize(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                           UINT *pCertificateSize);
/* Too small a buffer stays as it is, and E_INVALIDARG is reported; of too large a one the front is written. */
void ddiGetCertificate(D3D10DDI_HDEVICE hDevice, const D3D11_1DDI_CERTIFICATE_INFO *pCertificateInfo,
                       UINT CertificateSize, BYTE *pCertificate);

/* -- Crypto session ------------------------------------------------------------------------------------------ */

SIZE_T ddiCalcPrivateCryptoSessionSize(D3D10DDI_HDEVICE hDevice,
                                       const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData);
HRESULT ddiCreateCryptoSession(D3D10DDI_HDEVICE hDevice, const D3D11_1DDIARG_CREATECRYPTOSESSION *pCreateData,
                               D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                               D3D11_1DDI_HRTCRYPTOSESSION hRTCryptoSession);
void ddiDestroyCryptoSession(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession);
HRESULT ddiCryptoSessionGetHandle(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                  HANDLE *pHandle);

/* D3D11.1: four arguments. */
HRESULT ddiNegotiateCryptoSessionKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                             UINT DataSize, BYTE *pData);
/* WDDM 2.4: five arguments; any flag is E_INVALIDARG. */
HRESULT ddiNegotiateCryptoSessionKeyExchangeFlags(D3D10DDI_HDEVICE hDevice,
                                                  D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                                  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags,
                                                  UINT DataSize, BYTE *pData);
/* The same; may be entered while other threads are in the device. */
HRESULT ddiNegotiateCryptoSessionKeyExchangeMT(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                                               D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS flags,
                                               UINT DataSize, BYTE *pData);

void ddiStartSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession,
                               UINT RandomNumberSize, void *pRandomNumber);
void ddiFinishSessionKeyRefresh(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession);
void ddiGetEncryptionBltKey(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, UINT KeySize,
                            void *pReadbackKey);

/* -- Blits --------------------------------------------------------------------------------------------------- */

/* What a D3D10DDI_HRESOURCE of this driver points to: plain memory of the host, which keeps and frees it. */
typedef struct {
  D3D10DDI_HDEVICE hDevice;
  void *pMemory;
  SIZE_T Size;    /* bytes */
  BOOL Protected; /* content in the clear may only lie in a protected resource */
} DRIVER_RESOURCE;

/* Encrypts protected hSrc into unprotected hDst of the same size; writes the IV it chose (IVSize 16). */
void ddiEncryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc,
                      D3D10DDI_HRESOURCE hDst, UINT IVSize, void *pIV);
/* Decrypts hSrc into protected hDst of the same size. On an error hDst is all zeros. */
void ddiDecryptionBlt(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HCRYPTOSESSION hCryptoSession, D3D10DDI_HRESOURCE hSrc,
                      D3D10DDI_HRESOURCE hDst, const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *pEncryptedBlockInfo,
                      UINT ContentKeySize, const void *pContentKey, UINT IVSize, const void *pIV);

/* -- Authenticated channel ----------------------------------------------------------------------------------- */

SIZE_T ddiCalcPrivateAuthenticatedChannelSize(D3D10DDI_HDEVICE hDevice,
                                              const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData);
HRESULT ddiCreateAuthenticatedChannel(D3D10DDI_HDEVICE hDevice,
                                      D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData,
                                      D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                      D3D11_1DDI_HRTAUTHCHANNEL hRTAuthChannel);
void ddiDestroyAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel);
HRESULT ddiNegotiateAuthenticatedChannelKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                                    UINT DataSize, void *pData);
HRESULT ddiQueryAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                     UINT InputDataSize, const void *pInputData, UINT OutputDataSize,
                                     void *pOutputData);
HRESULT ddiConfigureAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                         UINT InputDataSize, const void *pInputData,
                                         D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *pOutputData);

/* -- Output protection (DxgkDdiOPM…) ------------------------------------------------------------------------- */

NTSTATUS ddiOPMCreateProtectedOutput(DriverAdapter *adapter, HANDLE *phProtectedOutput);
NTSTATUS ddiOPMDestroyProtectedOutput(DriverAdapter *adapter, HANDLE hProtectedOutput);
NTSTATUS ddiOPMGetCertificateSize(DriverAdapter *adapter, UINT CertificateType, UINT *pCertificateSize);
/* On failure the buffer is unchanged. */
NTSTATUS ddiOPMGetCertificate(DriverAdapter *adapter, UINT CertificateType, UINT CertificateSize, void *pCertificate);
NTSTATUS ddiOPMGetRandomNumber(DriverAdapter *adapter, HANDLE hProtectedOutput,
                               DXGKMDT_OPM_RANDOM_NUMBER *pRandomNumber);
NTSTATUS ddiOPMSetSigningKeyAndSequenceNumbers(DriverAdapter *adapter, HANDLE hProtectedOutput,
                                               const DXGKMDT_OPM_ENCRYPTED_PARAMETERS *pEncryptedParameters);
/* On failure *pRequestedInformation is unchanged. */
NTSTATUS ddiOPMGetInformation(DriverAdapter *adapter, HANDLE hProtectedOutput,
                              const DXGKMDT_OPM_GET_INFO_PARAMETERS *pParameters,
                              DXGKMDT_OPM_REQUESTED_INFORMATION *pRequestedInformation);

/* -- Test hooks: no display driver has them ------------------------------------------------------------------ */

/* The session's or channel's key in force; 0 where there is none. */
BOOL hookProbeSessionKey(D3D11_1DDI_HCRYPTOSESSION hCryptoSession, BYTE key[16]);
BOOL hookProbeChannelKey(D3D11_1DDI_HAUTHCHANNEL hAuthChannel, BYTE key[16]);
/* The signing key and the sequence numbers expected next; 0 where none is set. */
BOOL hookProbeSigningKey(HANDLE hProtectedOutput, BYTE key[16], UINT *pStatusSequence, UINT *pCommandSequence);
/*
 * From now on every certificate, of this adapter and all its devices, is issued for this RSA-2048 private key (PKCS #8
 * DER). E_INVALIDARG where it is none.
 */
HRESULT hookProvisionKey(DriverAdapter *adapter, const BYTE *pkcs8, SIZE_T size);

#endif
