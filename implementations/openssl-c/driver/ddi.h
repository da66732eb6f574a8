/*
 * The part of the Direct3D 11.1 / WDDM 2.4 display-driver interface that this driver has: types, numbers and
 * structure layouts, under the names of the Windows headers. Written from their published values; x64 layouts
 * (the static assertions in ddi.c hold them to it). Integers are little-endian in memory, GUIDs as on Windows.
 */
#ifndef OPENSSL_C_DRIVER_DDI_H
#define OPENSSL_C_DRIVER_DDI_H

#include <stddef.h>
#include <stdint.h>

typedef int32_t HRESULT;
typedef int32_t NTSTATUS;
typedef int32_t BOOL;
typedef uint32_t UINT;
typedef uint64_t UINT64;
typedef uint8_t BYTE;
typedef size_t SIZE_T;
typedef void *HANDLE;

typedef struct GUID {
  uint32_t Data1;
  uint16_t Data2;
  uint16_t Data3;
  uint8_t Data4[8];
} GUID;

/* Results. An HRESULT or NTSTATUS with the top bit set is a failure. */
#define S_OK ((HRESULT)0)
#define E_NOTIMPL ((HRESULT)0x80004001)
#define E_FAIL ((HRESULT)0x80004005)
#define E_OUTOFMEMORY ((HRESULT)0x8007000E)
#define E_INVALIDARG ((HRESULT)0x80070057)
#define D3DDDIERR_UNSUPPORTEDCRYPTO ((HRESULT)0x8876087E)

#define STATUS_SUCCESS ((NTSTATUS)0)
#define STATUS_UNSUCCESSFUL ((NTSTATUS)0xC0000001)
#define STATUS_INVALID_HANDLE ((NTSTATUS)0xC0000008)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_NO_MEMORY ((NTSTATUS)0xC0000017)
#define STATUS_INVALID_DEVICE_STATE ((NTSTATUS)0xC0000184)
#define STATUS_GRAPHICS_OPM_NOT_SUPPORTED ((NTSTATUS)0xC01E0500)
#define STATUS_GRAPHICS_COPP_NOT_SUPPORTED ((NTSTATUS)0xC01E0501)
#define STATUS_GRAPHICS_UAB_NOT_SUPPORTED ((NTSTATUS)0xC01E0502)
#define STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS ((NTSTATUS)0xC01E0503)
#define STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH ((NTSTATUS)0xC01E050E)
#define STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET ((NTSTATUS)0xC01E0516)
#define STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS ((NTSTATUS)0xC01E051C)
#define STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST ((NTSTATUS)0xC01E051D)

#define FAILED(code) ((code) < 0)

/* Handles: the driver's point to the private area that the runtime allocated, the runtime's are opaque. */
typedef struct { void *pDrvPrivate; } D3D10DDI_HDEVICE;
typedef struct { void *pDrvPrivate; } D3D10DDI_HRESOURCE;
typedef struct { void *pDrvPrivate; } D3D11_1DDI_HCRYPTOSESSION;
typedef struct { void *pDrvPrivate; } D3D11_1DDI_HAUTHCHANNEL;
typedef struct { void *handle; } D3D10DDI_HRTCORELAYER;
typedef struct { void *handle; } D3D11_1DDI_HRTCRYPTOSESSION;
typedef struct { void *handle; } D3D11_1DDI_HRTAUTHCHANNEL;

extern const GUID NULL_GUID;
extern const GUID D3D11_1DDI_CRYPTO_TYPE_AES128_CTR;
extern const GUID D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;
extern const GUID D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION;
extern const GUID D3D11DDI_DECODER_PROFILE_H264_VLD_NOFGT;
extern const GUID D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION;
extern const GUID D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
extern const GUID D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE;
extern const GUID D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION;
extern const GUID D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE;
extern const GUID D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION;
extern const GUID D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION;
extern const GUID DXGKMDT_OPM_GET_CONNECTOR_TYPE;
extern const GUID DXGKMDT_OPM_GET_SUPPORTED_PROTECTION_TYPES;
extern const GUID DXGKMDT_OPM_GET_VIRTUAL_PROTECTION_LEVEL;
extern const GUID DXGKMDT_OPM_GET_ACTUAL_PROTECTION_LEVEL;
extern const GUID DXGKMDT_OPM_GET_ADAPTER_BUS_TYPE;
extern const GUID DXGKMDT_OPM_GET_ACTUAL_OUTPUT_FORMAT;
extern const GUID DXGKMDT_OPM_GET_CURRENT_HDCP_SRM_VERSION;
extern const GUID DXGKMDT_OPM_GET_ACP_AND_CGMSA_SIGNALING;
extern const GUID DXGKMDT_OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION;

/* Whether two GUIDs are the same. */
BOOL guidEqual(const GUID *a, const GUID *b);

/* Content protection capabilities, DDI numbering (the API's differs from 0x2000 on). */
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_SOFTWARE 0x1u
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_CONTENT_KEY 0x10u
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_FRESHEN_SESSION_KEY 0x20u
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK 0x40u
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_ENCRYPTED_READ_BACK_KEY 0x80u
#define D3D11_1DDI_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT 0x400u

typedef struct {
  UINT Caps;
  UINT KeyExchangeTypeCount;
  UINT BlockAlignmentSize;
  UINT64 ProtectedMemorySize;
} D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;

typedef struct {
  GUID CryptoType;
  GUID DecodeProfile;
  GUID KeyExchangeType;
} D3D11_1DDIARG_CREATECRYPTOSESSION;

#define D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL 1u
#define D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION 2u

typedef struct {
  UINT CertificateType;
  union {
    UINT ChannelType;
    GUID CryptoSessionType;
  };
} D3D11_1DDI_CERTIFICATE_INFO;

#define D3D11_1DDI_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE 2u

typedef struct {
  UINT ChannelType;
  HANDLE hChannel; /* out */
} D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL;

/* Only the value 0 (NONE) is defined. */
typedef UINT D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS;

typedef struct {
  UINT PrivateDataSize;
  UINT HWProtectionDataSize;
  BYTE pbInput[4];
} D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA;

typedef struct {
  UINT PrivateDataSize;
  UINT MaxHWProtectionDataSize;
  UINT HWProtectionDataSize; /* out */
  UINT64 TransportTime;      /* out, 100 ns units */
  UINT64 ExecutionTime;      /* out, 100 ns units */
  BYTE pbOutput[4];
} D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA;

typedef struct {
  UINT HWProtectionFunctionID;
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA *pInputData;
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA *pOutputData;
  HRESULT Status; /* out */
} D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA;

/* Both members are stored big-endian: the 16 bytes are AES-CTR's first counter block. */
typedef struct {
  UINT64 IV;
  UINT64 Count;
} D3D11_1DDI_AES_CTR_IV;

typedef struct {
  UINT NumEncryptedBytesAtBeginning;
  UINT NumBytesInSkipPattern;
  UINT NumBytesInEncryptPattern;
} D3D11_1DDI_ENCRYPTED_BLOCK_INFO;

typedef struct { BYTE Omac[16]; } D3D11_1DDI_OMAC;

typedef struct {
  D3D11_1DDI_OMAC omac;
  GUID ConfigureType;
  HANDLE hChannel;
  UINT SequenceNumber;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT;

typedef struct {
  D3D11_1DDI_OMAC omac;
  GUID ConfigureType;
  HANDLE hChannel;
  UINT SequenceNumber;
  HRESULT ReturnCode;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT Parameters;
  UINT StartSequenceQuery;
  UINT StartSequenceConfigure;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT;

/* Bit 0 ProtectionEnabled, bit 1 OverlayOrFullscreenRequired; the rest is reserved. */
typedef struct {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT Parameters;
  UINT Protections;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT Parameters;
  HANDLE DecodeHandle;
  HANDLE CryptoSessionHandle;
  HANDLE DeviceHandle;
} D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT;

typedef struct {
  GUID QueryType;
  HANDLE hChannel;
  UINT SequenceNumber;
} D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT Input;
  HANDLE DecodeHandle;
} D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT;

typedef struct {
  D3D11_1DDI_OMAC omac;
  GUID QueryType;
  HANDLE hChannel;
  UINT SequenceNumber;
  HRESULT ReturnCode;
} D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT Output;
  UINT ProtectionFlags;
} D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT Output;
  UINT ChannelType;
} D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT Output;
  HANDLE DeviceHandle;
} D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT;

typedef struct {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT Output;
  HANDLE DecodeHandle;
  HANDLE CryptoSessionHandle;
  HANDLE DeviceHandle;
} D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT;

#define DXGKMDT_CERTIFICATE_TYPE_OPM 0u
#define DXGKMDT_CERTIFICATE_TYPE_COPP 1u
#define DXGKMDT_CERTIFICATE_TYPE_UAB 2u

typedef struct { BYTE abRandomNumber[16]; } DXGKMDT_OPM_RANDOM_NUMBER;
typedef struct { BYTE abOMAC[16]; } DXGKMDT_OPM_OMAC;
typedef struct { BYTE abEncryptedParameters[256]; } DXGKMDT_OPM_ENCRYPTED_PARAMETERS;

/* The first 40 bytes of what DXGKMDT_OPM_ENCRYPTED_PARAMETERS decrypts to. */
typedef struct {
  DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
  BYTE SigningKey[16];
  UINT StatusSequence;
  UINT CommandSequence;
} OPM_INITIALIZATION_PARAMETERS;

typedef struct {
  DXGKMDT_OPM_OMAC omac;
  DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
  GUID guidInformation;
  UINT ulSequenceNumber;
  UINT cbParametersSize;
  BYTE abParameters[4056];
} DXGKMDT_OPM_GET_INFO_PARAMETERS;

typedef struct {
  DXGKMDT_OPM_OMAC omac;
  UINT cbRequestedInformationSize;
  BYTE abRequestedInformation[4076];
} DXGKMDT_OPM_REQUESTED_INFORMATION;

typedef struct {
  DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
  UINT ulStatusFlags;
  UINT ulInformation;
  UINT ulReserved;
  UINT ulReserved2;
} DXGKMDT_OPM_STANDARD_INFORMATION;

typedef struct {
  DXGKMDT_OPM_RANDOM_NUMBER rnRandomNumber;
  UINT ulStatusFlags;
  UINT ulDisplayWidth;
  UINT ulDisplayHeight;
  UINT dsfSampleInterleaveFormat;
  UINT d3dFormat;
  UINT ulFrequencyNumerator;
  UINT ulFrequencyDenominator;
} DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT;

#endif
