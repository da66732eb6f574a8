/* Devices of the reference driver as Direct3D 11 objects: five-argument table, caps bits in the API's places. */
#include <stdlib.h>
#include <string.h>

#include "fake-device.h"

__declspec(dllexport) HRESULT WINAPI createRuntimeDevice(IDXGIAdapter *adapter, D3D_DRIVER_TYPE type, HMODULE software, UINT flags,
                                                         const D3D_FEATURE_LEVEL *levels, UINT levelCount, UINT version, ID3D11Device **device,
                                                         D3D_FEATURE_LEVEL *level, ID3D11DeviceContext **context) __asm__("D3D11CreateDevice");
HRESULT APIENTRY OpenAdapter10_2(D3D10DDIARG_OPENADAPTER *pOpenData);

LONG errorsSet;

static void APIENTRY onSetError(D3D10DDI_HRTCORELAYER core, HRESULT hr)
{
    (void)core;
    (void)hr;
    InterlockedIncrement(&errorsSet);
}

static const GUID *orNull(const GUID *guid)
{
    static const GUID null;
    return guid != NULL ? guid : &null;
}

/* Faces count on their device. */
static ULONG STDMETHODCALLTYPE faceAddRef(Face *face)
{
    return countedAddRef(face->device);
}

static ULONG STDMETHODCALLTYPE faceRelease(Face *face)
{
    return countedRelease(face->device);
}

/* ---- ID3D11DeviceContext ---- */

static HRESULT STDMETHODCALLTYPE contextMap(Face *face, FakeTexture *texture, UINT subresource, UINT type, UINT flags, D3D11_MAPPED_SUBRESOURCE *mapped)
{
    D3D10DDI_MAPPED_SUBRESOURCE found = {0};
    LONG before = errorsSet;
    FUNCTION(face->device, PFND3D10DDI_RESOURCEMAP, StagingResourceMap)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D10DDI_HRESOURCE)HANDLE_OF(texture), subresource, type, flags, &found);
    *mapped = (D3D11_MAPPED_SUBRESOURCE){found.pData, found.RowPitch, found.DepthPitch};
    return errorsSet == before ? S_OK : E_INVALIDARG;
}

static void STDMETHODCALLTYPE contextUnmap(Face *face, FakeTexture *texture, UINT subresource)
{
    FUNCTION(face->device, PFND3D10DDI_RESOURCEUNMAP, StagingResourceUnmap)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D10DDI_HRESOURCE)HANDLE_OF(texture), subresource);
}

/* ---- ID3D11VideoDevice, and the two methods of ID3D11VideoDevice2 ---- */

typedef struct VideoDevice2Methods {
    ID3D11VideoDevice1Vtbl first;
    void *checkFeatureSupport;
    void *negotiateMT;
} VideoDevice2Methods;

/* The API's bits 0x2000 and 0x4000 are the interface's 0x4000 and 0x8000; 0x8000 is the runtime's own. */
static HRESULT STDMETHODCALLTYPE getCaps(Face *face, const GUID *cryptoType, const GUID *profile, D3D11_VIDEO_CONTENT_PROTECTION_CAPS *caps)
{
    D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS found = {0};
    const char *more = getenv("FAKE_RUNTIME_API_CAPS");
    HRESULT hr = TABLE(face->device, PFND3D11_1DDI_GETCONTENTPROTECTIONCAPS, GetContentProtectionCaps)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), orNull(cryptoType), orNull(profile), &found);
    caps->Caps = found.Caps | (more != NULL ? strtoul(more, NULL, 16) : 0);
    caps->KeyExchangeTypeCount = found.KeyExchangeTypeCount;
    caps->BlockAlignmentSize = found.BlockAlignmentSize;
    caps->ProtectedMemorySize = found.ProtectedMemorySize;
    return hr;
}

static HRESULT STDMETHODCALLTYPE checkKeyExchange(Face *face, const GUID *cryptoType, const GUID *profile, UINT index, GUID *type)
{
    return TABLE(face->device, PFND3D11_1DDI_GETCRYPTOKEYEXCHANGETYPE, GetCryptoKeyExchangeType)((D3D10DDI_HDEVICE)HANDLE_OF(face->device), cryptoType,
                                                                                                 orNull(profile), index, type);
}

static HRESULT STDMETHODCALLTYPE createSession(Face *face, const GUID *cryptoType, const GUID *profile, const GUID *keyExchange, void **made)
{
    D3D11_1DDIARG_CREATECRYPTOSESSION create = {*cryptoType, *orNull(profile), *keyExchange};
    FakeSession *session = countedCreate(sizeof *session, &sessionMethods, finishSession);
    session->device = face->device;
    HRESULT hr = TABLE(face->device, PFND3D11_1DDI_CREATECRYPTOSESSION, CreateCryptoSession)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), &create, (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), (D3D11_1DDI_HRTCRYPTOSESSION){session});
    if (hr == S_OK) {
        *made = session;
    } else {
        session->counted.finish = NULL;
        countedRelease(session);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE createChannel(Face *face, UINT type, void **made)
{
    D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL create = {.ChannelType = type};
    FakeChannel *channel = countedCreate(sizeof *channel, &channelMethods, NULL);
    channel->device = face->device;
    HRESULT hr = TABLE(face->device, PFND3D11_1DDI_CREATEAUTHENTICATEDCHANNEL, CreateAuthenticatedChannel)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), &create, (D3D11_1DDI_HAUTHCHANNEL)HANDLE_OF(channel), (D3D11_1DDI_HRTAUTHCHANNEL){channel});
    channel->handle = create.hChannel;
    if (hr == S_OK) *made = channel;
    else countedRelease(channel);
    return hr;
}

static HRESULT STDMETHODCALLTYPE negotiateMT(Face *face, FakeSession *session, UINT flags, UINT size, void *data)
{
    return TABLE(face->device, PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE, NegotiateCryptoSessionKeyExchangeMT)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), flags, size, data);
}

static const VideoDevice2Methods videoMethods = {.first = {.QueryInterface = AS(void *, countedNoInterface),
                                                           .AddRef = AS(void *, faceAddRef),
                                                           .Release = AS(void *, faceRelease),
                                                           .CreateAuthenticatedChannel = AS(void *, createChannel),
                                                           .CreateCryptoSession = AS(void *, createSession),
                                                           .GetContentProtectionCaps = AS(void *, getCaps),
                                                           .CheckCryptoKeyExchange = AS(void *, checkKeyExchange)},
                                                 .negotiateMT = AS(void *, negotiateMT)};

/* ---- ID3D11VideoContext ---- */

static HRESULT STDMETHODCALLTYPE negotiate(Face *face, FakeSession *session, UINT size, void *data)
{
    return TABLE(face->device, PFND3DWDDM2_4DDI_NEGOTIATECRYPTOSESSIONKEYEXCHANGE, NegotiateCryptoSessionKeyExchange)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), 0, size, data);
}

static void STDMETHODCALLTYPE encryptionBlt(Face *face, FakeSession *session, FakeTexture *source, FakeTexture *target, UINT ivSize, void *iv)
{
    TABLE(face->device, PFND3D11_1DDI_ENCRYPTIONBLT, EncryptionBlt)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), (D3D10DDI_HRESOURCE)HANDLE_OF(source),
     (D3D10DDI_HRESOURCE)HANDLE_OF(target), ivSize, iv);
}

static void STDMETHODCALLTYPE decryptionBlt(Face *face, FakeSession *session, FakeTexture *source, FakeTexture *target, const void *info, UINT keySize,
                                            const void *key, UINT ivSize, const void *iv)
{
    TABLE(face->device, PFND3D11_1DDI_DECRYPTIONBLT, DecryptionBlt)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), (D3D10DDI_HRESOURCE)HANDLE_OF(source),
     (D3D10DDI_HRESOURCE)HANDLE_OF(target), info, keySize, key, ivSize, iv);
}

static void STDMETHODCALLTYPE startRefresh(Face *face, FakeSession *session, UINT size, void *random)
{
    TABLE(face->device, PFND3D11_1DDI_STARTSESSIONKEYREFRESH, StartSessionKeyRefresh)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), size, random);
}

static void STDMETHODCALLTYPE finishRefresh(Face *face, FakeSession *session)
{
    TABLE(face->device, PFND3D11_1DDI_FINISHSESSIONKEYREFRESH, FinishSessionKeyRefresh)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session));
}

static void STDMETHODCALLTYPE bltKey(Face *face, FakeSession *session, UINT size, void *key)
{
    TABLE(face->device, PFND3D11_1DDI_GETENCRYPTIONBLTKEY, GetEncryptionBltKey)
    ((D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session), size, key);
}

static HRESULT STDMETHODCALLTYPE negotiateChannel(Face *face, FakeChannel *channel, UINT size, void *data)
{
    return TABLE(face->device, PFND3D11_1DDI_NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE, NegotiateAuthenticatedChannelKeyExchange)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HAUTHCHANNEL)HANDLE_OF(channel), size, data);
}

static HRESULT STDMETHODCALLTYPE queryChannel(Face *face, FakeChannel *channel, UINT inputSize, const void *input, UINT outputSize, void *output)
{
    return TABLE(face->device, PFND3D11_1DDI_QUERYAUTHENTICATEDCHANNEL, QueryAuthenticatedChannel)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HAUTHCHANNEL)HANDLE_OF(channel), inputSize, input, outputSize, output);
}

static HRESULT STDMETHODCALLTYPE configureChannel(Face *face, FakeChannel *channel, UINT inputSize, const void *input, void *output)
{
    return TABLE(face->device, PFND3D11_1DDI_CONFIGUREAUTHENTICATEDCHANNEL, ConfigureAuthenticatedChannel)(
        (D3D10DDI_HDEVICE)HANDLE_OF(face->device), (D3D11_1DDI_HAUTHCHANNEL)HANDLE_OF(channel), inputSize, input, output);
}

static const ID3D11VideoContextVtbl videoContextMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                           .AddRef = AS(void *, faceAddRef),
                                                           .Release = AS(void *, faceRelease),
                                                           .NegotiateCryptoSessionKeyExchange = AS(void *, negotiate),
                                                           .EncryptionBlt = AS(void *, encryptionBlt),
                                                           .DecryptionBlt = AS(void *, decryptionBlt),
                                                           .StartSessionKeyRefresh = AS(void *, startRefresh),
                                                           .FinishSessionKeyRefresh = AS(void *, finishRefresh),
                                                           .GetEncryptionBltKey = AS(void *, bltKey),
                                                           .NegotiateAuthenticatedChannelKeyExchange = AS(void *, negotiateChannel),
                                                           .QueryAuthenticatedChannel = AS(void *, queryChannel),
                                                           .ConfigureAuthenticatedChannel = AS(void *, configureChannel)};

/* ---- devices ---- */

static HRESULT give(Face *face, void **found)
{
    faceAddRef(face);
    *found = face;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE deviceQuery(FakeDevice *device, REFIID iid, void **found)
{
    static const GUID video = {0x10EC4D5B, 0x975A, 0x4689, {0xB9, 0xE4, 0xD0, 0xAA, 0xC3, 0x0F, 0xE3, 0x33}};
    static const GUID video2 = {0x59C0CB01, 0x35F0, 0x4A70, {0x8F, 0x67, 0x87, 0x90, 0x5C, 0x90, 0x6A, 0x53}};
    bool offered = sameGuid(iid, &video) || (sameGuid(iid, &video2) && getenv("FAKE_RUNTIME_NO_VIDEO2") == NULL);
    return offered ? give(&device->video, found) : countedNoInterface(device, iid, found);
}

static HRESULT STDMETHODCALLTYPE contextQuery(Face *face, REFIID iid, void **found)
{
    static const GUID videoContext = {0x61F21C45, 0x3C0E, 0x4A74, {0x9C, 0xEA, 0x67, 0x10, 0x0D, 0x9A, 0xD5, 0xE4}};
    return sameGuid(iid, &videoContext) ? give(&face->device->videoContext, found) : countedNoInterface(face, iid, found);
}

static const ID3D11DeviceVtbl deviceMethods = {.QueryInterface = AS(void *, deviceQuery),
                                               .AddRef = AS(void *, countedAddRef),
                                               .Release = AS(void *, countedRelease),
                                               .CreateTexture2D = AS(void *, createTexture)};
static const ID3D11DeviceContextVtbl contextMethods = {.QueryInterface = AS(void *, contextQuery),
                                                       .AddRef = AS(void *, faceAddRef),
                                                       .Release = AS(void *, faceRelease),
                                                       .Map = AS(void *, contextMap),
                                                       .Unmap = AS(void *, contextUnmap)};

HRESULT WINAPI createRuntimeDevice(IDXGIAdapter *adapter, D3D_DRIVER_TYPE type, HMODULE software, UINT flags, const D3D_FEATURE_LEVEL *levels,
                                   UINT levelCount, UINT version, ID3D11Device **device, D3D_FEATURE_LEVEL *level, ID3D11DeviceContext **context)
{
    D3D10_2DDI_ADAPTERFUNCS functions;
    D3D10DDIARG_OPENADAPTER open = {.pAdapterFuncs_2 = &functions};
    PFND3D10DDI_RETRIEVESUBOBJECT retrieve = NULL;
    const void *callbacks[] = {(void *)(uintptr_t)onSetError};
    (void)software, (void)levels, (void)levelCount, (void)level;
    /* As the real one: an adapter goes with the type unknown. And an adapter without video refuses the flag. */
    if (adapter == NULL || type != D3D_DRIVER_TYPE_UNKNOWN || version != D3D11_SDK_VERSION) return E_INVALIDARG;
    if (flags != 0 && getenv("FAKE_RUNTIME_NO_VIDEO_FLAG") != NULL) return DXGI_ERROR_UNSUPPORTED;
    FakeDevice *made = countedCreate(sizeof *made, &deviceMethods, NULL);
    D3D10DDIARG_CREATEDEVICE create = {.Interface = INTERFACE_WDDM2_4,
                                       .pDeviceFuncs = made->functions,
                                       .hDrvDevice = {&made->driver},
                                       .pUMCallbacks = callbacks,
                                       .ppfnRetrieveSubObject = &retrieve};
    D3D11_1DDI_VIDEO_INPUT input = {.pVideoDeviceFuncs = &made->table};
    D3D11_1DDI_VIDEO_OUTPUT output;
    HRESULT hr = OpenAdapter10_2(&open);
    if (hr == S_OK) hr = functions.pfnCreateDevice(open.hAdapter, &create);
    if (hr == S_OK) hr = retrieve(create.hDrvDevice, SUBOBJECT_WDDM2_4, sizeof input, &input, sizeof output, &output);
    if (hr != S_OK) return hr;
    made->context = (Face){&contextMethods, made};
    made->video = (Face){&videoMethods, made};
    made->videoContext = (Face){&videoContextMethods, made};
    countedAddRef(made);
    *device = (ID3D11Device *)made;
    *context = (ID3D11DeviceContext *)&made->context;
    return S_OK;
}
