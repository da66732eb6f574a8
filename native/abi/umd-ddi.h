/*
 * What of the user-mode display driver interface a host and a driver need to meet at content protection: structures,
 * function types and numbers, x64, under the names that the documentation uses. Written from facts; see README.md.
 */
#ifndef KEXCTS_ABI_UMD_DDI_H
#define KEXCTS_ABI_UMD_DDI_H

#include <windows.h>

#include <stdint.h>

#include "video-table.h"

/* Handles: structures of one pointer, passed by value in one integer register. */
#define DRIVER_HANDLE(name) typedef struct name { void *pDrvPrivate; } name
#define RUNTIME_HANDLE(name) typedef struct name { void *handle; } name
DRIVER_HANDLE(D3D10DDI_HADAPTER);
DRIVER_HANDLE(D3D10DDI_HDEVICE);
DRIVER_HANDLE(D3D10DDI_HRESOURCE);
DRIVER_HANDLE(D3D11_1DDI_HCRYPTOSESSION);
DRIVER_HANDLE(D3D11_1DDI_HAUTHCHANNEL);
RUNTIME_HANDLE(D3D10DDI_HRTADAPTER);
RUNTIME_HANDLE(D3D10DDI_HRTDEVICE);
RUNTIME_HANDLE(D3D10DDI_HRTCORELAYER);
RUNTIME_HANDLE(D3D10DDI_HRTRESOURCE);
RUNTIME_HANDLE(D3D11_1DDI_HRTCRYPTOSESSION);
RUNTIME_HANDLE(D3D11_1DDI_HRTAUTHCHANNEL);
#undef DRIVER_HANDLE
#undef RUNTIME_HANDLE

/* ---- adapter and device ---- */

typedef struct D3DDDICB_QUERYADAPTERINFO {
    void *pPrivateDriverData;
    UINT PrivateDriverDataSize;
} D3DDDICB_QUERYADAPTERINFO;

typedef struct D3DDDI_ADAPTERCALLBACKS {
    HRESULT(APIENTRY *pfnQueryAdapterInfoCb)(HANDLE hAdapter, const D3DDDICB_QUERYADAPTERINFO *pData);
    void *pfnGetMultisampleMethodListCb;
    void *pfnQueryAdapterInfoCb2;
} D3DDDI_ADAPTERCALLBACKS;

typedef struct D3D10DDIARG_CALCPRIVATEDEVICESIZE {
    UINT Interface;
    UINT Version;
    UINT Flags;
} D3D10DDIARG_CALCPRIVATEDEVICESIZE;

typedef HRESULT(APIENTRY *PFND3D10DDI_RETRIEVESUBOBJECT)(D3D10DDI_HDEVICE hDevice, UINT32 SubDeviceID, SIZE_T ParamSize,
                                                         void *pParams, SIZE_T OutputParamSize, void *pOutputParamsBuffer);

typedef void(APIENTRY *PFND3D10DDI_SETERROR_CB)(D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hr);

typedef struct D3D10DDIARG_CREATEDEVICE {
    D3D10DDI_HRTDEVICE hRTDevice;
    UINT Interface;
    UINT Version;
    const void *pKTCallbacks;
    void *pDeviceFuncs; /* the arm of the union that Interface chooses */
    D3D10DDI_HDEVICE hDrvDevice;
    struct {
        const void *pDXGIBaseCallbacks;
        void *pDXGIDDIBaseFunctions;
    } DXGIBaseDDI;
    D3D10DDI_HRTCORELAYER hRTCoreLayer;
    const void *pUMCallbacks; /* pfnSetErrorCb comes first in every version */
    UINT Flags;
    PFND3D10DDI_RETRIEVESUBOBJECT *ppfnRetrieveSubObject; /* interface 11.1 and later */
} D3D10DDIARG_CREATEDEVICE;

typedef struct D3D10_2DDIARG_GETCAPS {
    UINT Type;
    void *pInfo;
    void *pData;
    UINT DataSize;
} D3D10_2DDIARG_GETCAPS;

enum { D3D11DDICAPS_THREADING = 128, D3D11DDICAPS_3DPIPELINESUPPORT = 130 };
enum { D3D11DDICAPS_FREETHREADED = 1 };
enum { D3D11DDI_3DPIPELINELEVEL_11_0 = 2, D3D11_1DDI_3DPIPELINELEVEL_11_1 = 3 };

typedef struct D3D10_2DDI_ADAPTERFUNCS {
    SIZE_T(APIENTRY *pfnCalcPrivateDeviceSize)(D3D10DDI_HADAPTER hAdapter, const D3D10DDIARG_CALCPRIVATEDEVICESIZE *pData);
    HRESULT(APIENTRY *pfnCreateDevice)(D3D10DDI_HADAPTER hAdapter, D3D10DDIARG_CREATEDEVICE *pCreateData);
    HRESULT(APIENTRY *pfnCloseAdapter)(D3D10DDI_HADAPTER hAdapter);
    HRESULT(APIENTRY *pfnGetSupportedVersions)(D3D10DDI_HADAPTER hAdapter, UINT32 *puEntries, UINT64 *pSupportedDDIInterfaceVersions);
    HRESULT(APIENTRY *pfnGetCaps)(D3D10DDI_HADAPTER hAdapter, const D3D10_2DDIARG_GETCAPS *pData);
} D3D10_2DDI_ADAPTERFUNCS;

typedef struct D3D10DDIARG_OPENADAPTER {
    D3D10DDI_HRTADAPTER hRTAdapter;
    D3D10DDI_HADAPTER hAdapter; /* out */
    UINT Interface;
    UINT Version;
    const D3DDDI_ADAPTERCALLBACKS *pAdapterCallbacks;
    D3D10_2DDI_ADAPTERFUNCS *pAdapterFuncs_2; /* the caller's storage */
} D3D10DDIARG_OPENADAPTER;

typedef HRESULT(APIENTRY *PFND3D10DDI_OPENADAPTER)(D3D10DDIARG_OPENADAPTER *pOpenData);

/* InterfaceVersion << 32 | build << 16, as pfnGetSupportedVersions lists them. */
#define SUPPORTED_WORD(interface, build) ((UINT64)(interface) << 32 | (UINT64)(build) << 16)
enum { INTERFACE_D3D11_1 = 0x000B000F, INTERFACE_WDDM2_4 = 0x000B0025 };

enum { DXGI_STATUS_NO_REDIRECTION_VALUE = 0x087A0004 }; /* a success of CreateDevice */

/* ---- the device's function table: slots that are the same from 11.0 on ---- */

enum {
    DEVICE_SLOT_StagingResourceMap = 24,
    DEVICE_SLOT_StagingResourceUnmap = 25,
    DEVICE_SLOT_ResourceUpdateSubresourceUP = 39,
    DEVICE_SLOT_Flush = 48,
    DEVICE_SLOT_ResourceCopy = 50,
    DEVICE_SLOT_CalcPrivateResourceSize = 56,
    DEVICE_SLOT_CreateResource = 58,
    DEVICE_SLOT_DestroyResource = 60,
    DEVICE_SLOT_DestroyDevice = 99,
    DEVICE_SLOTS_D3D11_1 = 157
};

typedef struct D3D10DDI_MIPINFO {
    UINT TexelWidth, TexelHeight, TexelDepth;
    UINT PhysicalWidth, PhysicalHeight, PhysicalDepth;
} D3D10DDI_MIPINFO;

typedef struct D3D11DDIARG_CREATERESOURCE {
    const D3D10DDI_MIPINFO *pMipInfoList;
    const void *pInitialDataUP;
    UINT ResourceDimension;
    UINT Usage;
    UINT BindFlags;
    UINT MapFlags;
    UINT MiscFlags;
    UINT Format; /* DXGI_FORMAT */
    struct {
        UINT Count, Quality;
    } SampleDesc;
    UINT MipLevels;
    UINT ArraySize;
    void *pPrimaryDesc;
    UINT ByteStride;
    UINT DecoderBufferType;
    UINT TextureLayout; /* WDDM 2.0 and later */
} D3D11DDIARG_CREATERESOURCE;

enum { D3D10DDIRESOURCE_TEXTURE2D = 3 };
enum { D3D10_DDI_USAGE_DEFAULT = 0, D3D10_DDI_USAGE_STAGING = 3 };
enum { D3D10_DDI_BIND_RENDER_TARGET = 0x20 };
enum { D3D10_DDI_CPU_ACCESS_WRITE = 1, D3D10_DDI_CPU_ACCESS_READ = 2 };
enum { D3D10_DDI_MAP_READ = 1, D3D10_DDI_MAP_WRITE = 2 };
enum { FORMAT_B8G8R8A8_UNORM = 87 };

typedef struct D3D10DDI_MAPPED_SUBRESOURCE {
    void *pData;
    UINT RowPitch;
    UINT DepthPitch;
} D3D10DDI_MAPPED_SUBRESOURCE;

typedef SIZE_T(APIENTRY *PFND3D11DDI_CALCPRIVATERESOURCESIZE)(D3D10DDI_HDEVICE, const D3D11DDIARG_CREATERESOURCE *);
typedef void(APIENTRY *PFND3D11DDI_CREATERESOURCE)(D3D10DDI_HDEVICE, const D3D11DDIARG_CREATERESOURCE *, D3D10DDI_HRESOURCE, D3D10DDI_HRTRESOURCE);
typedef void(APIENTRY *PFND3D10DDI_DESTROYRESOURCE)(D3D10DDI_HDEVICE, D3D10DDI_HRESOURCE);
typedef void(APIENTRY *PFND3D10DDI_RESOURCEMAP)(D3D10DDI_HDEVICE, D3D10DDI_HRESOURCE, UINT Subresource, UINT DDIMap, UINT Flags, D3D10DDI_MAPPED_SUBRESOURCE *);
typedef void(APIENTRY *PFND3D10DDI_RESOURCEUNMAP)(D3D10DDI_HDEVICE, D3D10DDI_HRESOURCE, UINT Subresource);
typedef void(APIENTRY *PFND3D10DDI_RESOURCECOPY)(D3D10DDI_HDEVICE, D3D10DDI_HRESOURCE hDst, D3D10DDI_HRESOURCE hSrc);
typedef void(APIENTRY *PFND3D10DDI_FLUSH)(D3D10DDI_HDEVICE);
typedef void(APIENTRY *PFND3D10DDI_DESTROYDEVICE)(D3D10DDI_HDEVICE);

/* ---- RetrieveSubObject of the video tables ---- */

typedef struct D3D11_1DDI_VIDEO_INPUT {
    BOOL Relocate;
    void *pVideoDeviceFuncs;
} D3D11_1DDI_VIDEO_INPUT;

typedef struct D3D11_1DDI_VIDEO_OUTPUT {
    UINT8 Reserved;
} D3D11_1DDI_VIDEO_OUTPUT;

/* ---- content protection ---- */

typedef struct D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS {
    UINT Caps;
    UINT KeyExchangeTypeCount;
    UINT BlockAlignmentSize;
    UINT64 ProtectedMemorySize;
} D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;

typedef struct D3D11_1DDIARG_CREATECRYPTOSESSION {
    GUID CryptoType;
    GUID DecodeProfile;
    GUID KeyExchangeType;
} D3D11_1DDIARG_CREATECRYPTOSESSION;

typedef struct D3D11_1DDI_CERTIFICATE_INFO {
    UINT CertificateType;
    union {
        UINT ChannelType;
        GUID CryptoSessionType;
    };
} D3D11_1DDI_CERTIFICATE_INFO;

typedef struct D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL {
    UINT ChannelType;
    HANDLE hChannel; /* out */
} D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL;

typedef struct D3D11_1DDI_ENCRYPTED_BLOCK_INFO {
    UINT NumEncryptedBytesAtBeginning;
    UINT NumBytesInSkipPattern;
    UINT NumBytesInEncryptPattern;
} D3D11_1DDI_ENCRYPTED_BLOCK_INFO;

typedef struct D3D11_1DDI_AES_CTR_IV {
    UINT64 IV;    /* big-endian */
    UINT64 Count; /* blocks, big-endian */
} D3D11_1DDI_AES_CTR_IV;

typedef struct D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT {
    BYTE omac[16];
    GUID ConfigureType;
    HANDLE hChannel;
    UINT SequenceNumber;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT;

typedef struct D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT {
    BYTE omac[16];
    GUID ConfigureType;
    HANDLE hChannel;
    UINT SequenceNumber;
    HRESULT ReturnCode;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;

typedef struct D3D11_1DDI_AUTHENTICATED_QUERY_INPUT {
    GUID QueryType;
    HANDLE hChannel;
    UINT SequenceNumber;
} D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;

typedef struct D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT {
    BYTE omac[16];
    GUID QueryType;
    HANDLE hChannel;
    UINT SequenceNumber;
    HRESULT ReturnCode;
} D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT;

typedef struct D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT {
    D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT Parameters;
    UINT StartSequenceQuery;
    UINT StartSequenceConfigure;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT;

enum { CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL = 1, CERTIFICATE_TYPE_CRYPTO_SESSION = 2 };
enum { CHANNEL_TYPE_DRIVER_SOFTWARE = 2, CHANNEL_TYPE_DRIVER_HARDWARE = 3 };

enum {
    CONTENT_PROTECTION_CAPS_SOFTWARE = 0x0001,
    CONTENT_PROTECTION_CAPS_CONTENT_KEY = 0x0010,
    CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY = 0x0020,
    CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK = 0x0040,
    CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY = 0x0080,
    CONTENT_PROTECTION_CAPS_DECRYPTION_BLT = 0x0400
};

#define D3DDDIERR_UNSUPPORTEDCRYPTO_VALUE ((HRESULT)0x8876087E)

/* ---- functions of the video table ---- */

typedef void(APIENTRY *PFND3D11_1DDI_GETVIDEODECODERPROFILECOUNT)(D3D10DDI_HDEVICE, UINT *pProfileCount);
typedef void(APIENTRY *PFND3D11_1DDI_GETVIDEODECODERPROFILE)(D3D10DDI_HDEVICE, UINT Index, GUID *pProfile);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_GETCONTENTPROTECTIONCAPS)(D3D10DDI_HDEVICE, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                                                  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *pCaps);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_GETCRYPTOKEYEXCHANGETYPE)(D3D10DDI_HDEVICE, const GUID *pCryptoType, const GUID *pDecodeProfile,
                                                                  UINT Index, GUID *pKeyExchangeType);
typedef SIZE_T(APIENTRY *PFND3D11_1DDI_CALCPRIVATECRYPTOSESSIONSIZE)(D3D10DDI_HDEVICE, const D3D11_1DDIARG_CREATECRYPTOSESSION *);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_CREATECRYPTOSESSION)(D3D10DDI_HDEVICE, const D3D11_1DDIARG_CREATECRYPTOSESSION *,
                                                             D3D11_1DDI_HCRYPTOSESSION, D3D11_1DDI_HRTCRYPTOSESSION);
typedef void(APIENTRY *PFND3D11_1DDI_DESTROYCRYPTOSESSION)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION);
typedef void(APIENTRY *PFND3D11_1DDI_GETCERTIFICATESIZE)(D3D10DDI_HDEVICE, const D3D11_1DDI_CERTIFICATE_INFO *, UINT *pCertificateSize);
typedef void(APIENTRY *PFND3D11_1DDI_GETCERTIFICATE)(D3D10DDI_HDEVICE, const D3D11_1DDI_CERTIFICATE_INFO *, UINT CertificateSize, BYTE *pCertificate);
/* The header really spells this one so. */
typedef HRESULT(APIENTRY *PFND3D11_1DDI_NEGOTIATECRYPTOSESSIONKEYESCHANGE)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT DataSize, BYTE *pData);
typedef HRESULT(APIENTRY *PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT flags,
                                                                              UINT DataSize, BYTE *pData);
typedef void(APIENTRY *PFND3D11_1DDI_ENCRYPTIONBLT)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, D3D10DDI_HRESOURCE hSrc,
                                                    D3D10DDI_HRESOURCE hDst, UINT IVSize, const void *pIV);
typedef void(APIENTRY *PFND3D11_1DDI_DECRYPTIONBLT)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, D3D10DDI_HRESOURCE hSrc,
                                                    D3D10DDI_HRESOURCE hDst, const D3D11_1DDI_ENCRYPTED_BLOCK_INFO *,
                                                    UINT ContentKeySize, const void *pContentKey, UINT IVSize, const void *pIV);
typedef void(APIENTRY *PFND3D11_1DDI_STARTSESSIONKEYREFRESH)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT RandomNumberSize, void *pRandomNumber);
typedef void(APIENTRY *PFND3D11_1DDI_FINISHSESSIONKEYREFRESH)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION);
typedef void(APIENTRY *PFND3D11_1DDI_GETENCRYPTIONBLTKEY)(D3D10DDI_HDEVICE, D3D11_1DDI_HCRYPTOSESSION, UINT KeySize, void *pReadbackKey);
typedef SIZE_T(APIENTRY *PFND3D11_1DDI_CALCPRIVATEAUTHENTICATEDCHANNELSIZE)(D3D10DDI_HDEVICE, const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_CREATEAUTHENTICATEDCHANNEL)(D3D10DDI_HDEVICE, D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *,
                                                                    D3D11_1DDI_HAUTHCHANNEL, D3D11_1DDI_HRTAUTHCHANNEL);
typedef void(APIENTRY *PFND3D11_1DDI_DESTROYAUTHENTICATEDCHANNEL)(D3D10DDI_HDEVICE, D3D11_1DDI_HAUTHCHANNEL);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE)(D3D10DDI_HDEVICE, D3D11_1DDI_HAUTHCHANNEL, UINT DataSize, void *pData);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_QUERYAUTHENTICATEDCHANNEL)(D3D10DDI_HDEVICE, D3D11_1DDI_HAUTHCHANNEL, UINT InputDataSize,
                                                                   const void *pInputData, UINT OutputDataSize, void *pOutputData);
typedef HRESULT(APIENTRY *PFND3D11_1DDI_CONFIGUREAUTHENTICATEDCHANNEL)(D3D10DDI_HDEVICE, D3D11_1DDI_HAUTHCHANNEL, UINT InputDataSize,
                                                                       const void *pInputData, D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *);

#endif
