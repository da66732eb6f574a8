/* The declarations of abi/ against the counted facts: sizes, offsets and slots on x64. Compiled into both sides. */
#include "test-hooks.h"
#include "umd-ddi.h"

#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")
#define OFFSET(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member " lies elsewhere")
#define SLOT_AT(name, number, offset) \
    _Static_assert(SLOT_##name == (number) && offsetof(VideoTable, slot[SLOT_##name]) == (offset), #name " has another slot")

SIZE(void *, 8);
SIZE(HRESULT, 4);
SIZE(BOOL, 4);
SIZE(GUID, 16);
SIZE(D3D10DDI_HDEVICE, 8);
SIZE(D3D11_1DDI_HCRYPTOSESSION, 8);

SIZE(D3D10DDIARG_OPENADAPTER, 40);
OFFSET(D3D10DDIARG_OPENADAPTER, hAdapter, 8);
OFFSET(D3D10DDIARG_OPENADAPTER, Interface, 16);
OFFSET(D3D10DDIARG_OPENADAPTER, Version, 20);
OFFSET(D3D10DDIARG_OPENADAPTER, pAdapterCallbacks, 24);
OFFSET(D3D10DDIARG_OPENADAPTER, pAdapterFuncs_2, 32);

SIZE(D3D10_2DDI_ADAPTERFUNCS, 40);
OFFSET(D3D10_2DDI_ADAPTERFUNCS, pfnCreateDevice, 8);
OFFSET(D3D10_2DDI_ADAPTERFUNCS, pfnCloseAdapter, 16);
OFFSET(D3D10_2DDI_ADAPTERFUNCS, pfnGetSupportedVersions, 24);
OFFSET(D3D10_2DDI_ADAPTERFUNCS, pfnGetCaps, 32);

SIZE(D3DDDI_ADAPTERCALLBACKS, 24);
SIZE(D3D10DDIARG_CALCPRIVATEDEVICESIZE, 12);

SIZE(D3D10DDIARG_CREATEDEVICE, 88);
OFFSET(D3D10DDIARG_CREATEDEVICE, Interface, 8);
OFFSET(D3D10DDIARG_CREATEDEVICE, pKTCallbacks, 16);
OFFSET(D3D10DDIARG_CREATEDEVICE, pDeviceFuncs, 24);
OFFSET(D3D10DDIARG_CREATEDEVICE, hDrvDevice, 32);
OFFSET(D3D10DDIARG_CREATEDEVICE, DXGIBaseDDI.pDXGIBaseCallbacks, 40);
OFFSET(D3D10DDIARG_CREATEDEVICE, DXGIBaseDDI.pDXGIDDIBaseFunctions, 48);
OFFSET(D3D10DDIARG_CREATEDEVICE, hRTCoreLayer, 56);
OFFSET(D3D10DDIARG_CREATEDEVICE, pUMCallbacks, 64);
OFFSET(D3D10DDIARG_CREATEDEVICE, Flags, 72);
OFFSET(D3D10DDIARG_CREATEDEVICE, ppfnRetrieveSubObject, 80);

SIZE(D3D11_1DDI_VIDEO_INPUT, 16);
OFFSET(D3D11_1DDI_VIDEO_INPUT, pVideoDeviceFuncs, 8);
SIZE(D3D11_1DDI_VIDEO_OUTPUT, 1);

SIZE(D3D10DDI_MIPINFO, 24);
SIZE(D3D10DDI_MAPPED_SUBRESOURCE, 16);
SIZE(D3D11DDIARG_CREATERESOURCE, 80);
OFFSET(D3D11DDIARG_CREATERESOURCE, ResourceDimension, 16);
OFFSET(D3D11DDIARG_CREATERESOURCE, Format, 36);
OFFSET(D3D11DDIARG_CREATERESOURCE, SampleDesc, 40);
OFFSET(D3D11DDIARG_CREATERESOURCE, pPrimaryDesc, 56);
OFFSET(D3D11DDIARG_CREATERESOURCE, TextureLayout, 72);

SIZE(D3D11_1DDIARG_CREATECRYPTOSESSION, 48);
OFFSET(D3D11_1DDIARG_CREATECRYPTOSESSION, DecodeProfile, 16);
OFFSET(D3D11_1DDIARG_CREATECRYPTOSESSION, KeyExchangeType, 32);
SIZE(D3D11_1DDI_CERTIFICATE_INFO, 20);
OFFSET(D3D11_1DDI_CERTIFICATE_INFO, ChannelType, 4);
OFFSET(D3D11_1DDI_CERTIFICATE_INFO, CryptoSessionType, 4);
SIZE(D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL, 16);
OFFSET(D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL, hChannel, 8);
SIZE(D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, 24);
OFFSET(D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, ProtectedMemorySize, 16);
SIZE(D3D11_1DDI_AES_CTR_IV, 16);
SIZE(D3D11_1DDI_ENCRYPTED_BLOCK_INFO, 12);
SIZE(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT, 48);
OFFSET(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT, ConfigureType, 16);
OFFSET(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT, hChannel, 32);
OFFSET(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT, SequenceNumber, 40);
SIZE(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT, 48);
OFFSET(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT, ReturnCode, 44);
SIZE(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT, 32);
OFFSET(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT, hChannel, 16);
OFFSET(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT, SequenceNumber, 24);
SIZE(D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT, 48);
OFFSET(D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT, ReturnCode, 44);
SIZE(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT, 56);
OFFSET(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT, StartSequenceQuery, 48);

_Static_assert((int)VIDEO_SLOT_COUNT == (int)SLOTS_WDDM2_4 && sizeof(VideoTable) == 776, "the longest table has 97 slots");
_Static_assert(SLOTS_D3D11_1 * sizeof(void *) == 648 && SLOTS_WDDM2_0 * sizeof(void *) == 752 && SLOTS_WDDM2_1 * sizeof(void *) == 768 &&
                   SLOTS_WDDM2_4_RS4_0 * sizeof(void *) == 768,
               "the shorter tables' sizes");
SLOT_AT(GetVideoDecoderProfileCount, 0, 0);
SLOT_AT(DestroyVideoDecoder, 9, 0x48);
SLOT_AT(VideoDecoderBeginFrame, 11, 0x58);
SLOT_AT(GetVideoProcessorRateConversionCaps, 19, 0x98);
SLOT_AT(DestroyVideoProcessor, 24, 0xC0);
SLOT_AT(VideoProcessorSetOutputConstriction, 29, 0xE8);
SLOT_AT(VideoProcessorGetOutputExtension, 32, 0x100);
SLOT_AT(VideoProcessorSetStreamPalette, 39, 0x138);
SLOT_AT(VideoProcessorSetStreamExtension, 45, 0x168);
SLOT_AT(VideoProcessorBlt, 47, 0x178);
SLOT_AT(DestroyVideoDecoderOutputView, 50, 0x190);
SLOT_AT(DestroyVideoProcessorInputView, 53, 0x1A8);
SLOT_AT(DestroyVideoProcessorOutputView, 56, 0x1C0);
SLOT_AT(GetContentProtectionCaps, 58, 0x1D0);
SLOT_AT(GetCryptoKeyExchangeType, 59, 0x1D8);
SLOT_AT(CalcPrivateCryptoSessionSize, 60, 0x1E0);
SLOT_AT(CreateCryptoSession, 61, 0x1E8);
SLOT_AT(DestroyCryptoSession, 62, 0x1F0);
SLOT_AT(GetCertificateSize, 63, 0x1F8);
SLOT_AT(GetCertificate, 64, 0x200);
SLOT_AT(NegotiateCryptoSessionKeyExchange, 65, 0x208);
SLOT_AT(EncryptionBlt, 66, 0x210);
SLOT_AT(DecryptionBlt, 67, 0x218);
SLOT_AT(StartSessionKeyRefresh, 68, 0x220);
SLOT_AT(FinishSessionKeyRefresh, 69, 0x228);
SLOT_AT(GetEncryptionBltKey, 70, 0x230);
SLOT_AT(CalcPrivateAuthenticatedChannelSize, 71, 0x238);
SLOT_AT(CreateAuthenticatedChannel, 72, 0x240);
SLOT_AT(DestroyAuthenticatedChannel, 73, 0x248);
SLOT_AT(NegotiateAuthenticatedChannelKeyExchange, 74, 0x250);
SLOT_AT(QueryAuthenticatedChannel, 75, 0x258);
SLOT_AT(ConfigureAuthenticatedChannel, 76, 0x260);
SLOT_AT(CryptoSessionGetHandle, 78, 0x270);
SLOT_AT(GetCaptureHandle, 80, 0x280);
SLOT_AT(GetDataForNewHardwareKey, 81, 0x288);
SLOT_AT(VideoDecoderSubmitBuffersLater, 83, 0x298);
SLOT_AT(VideoProcessorGetBehaviorHints, 92, 0x2E0);
SLOT_AT(GetCryptoSessionPrivateDataSize, 93, 0x2E8);
SLOT_AT(NegotiateCryptoSessionKeyExchangeMT, 96, 0x300);

/* The test hooks are an interface of our own: their layout must not move under drivers that were built with it. */
OFFSET(KexctsTestHooks, size, 4);
OFFSET(KexctsTestHooks, name, 8);
OFFSET(KexctsTestHooks, setOption, 32);
SIZE(KexctsTestHooks, 88);
