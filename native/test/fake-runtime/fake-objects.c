/* Sessions, channels and textures: the methods that they have themselves. */
#include "fake-device.h"

static D3D11_1DDI_CERTIFICATE_INFO sessionInfo(void)
{
    return (D3D11_1DDI_CERTIFICATE_INFO){.CertificateType = CERTIFICATE_TYPE_CRYPTO_SESSION, .CryptoSessionType = cryptoTypeAes128Ctr};
}

static D3D11_1DDI_CERTIFICATE_INFO channelInfo(const FakeChannel *channel)
{
    return (D3D11_1DDI_CERTIFICATE_INFO){.CertificateType = CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL, .ChannelType = channel->driver.type};
}

static HRESULT certificateSize(FakeDevice *device, const D3D11_1DDI_CERTIFICATE_INFO *info, UINT *size)
{
    TABLE(device, PFND3D11_1DDI_GETCERTIFICATESIZE, GetCertificateSize)((D3D10DDI_HDEVICE)HANDLE_OF(device), info, size);
    return *size != 0 ? S_OK : E_INVALIDARG;
}

static HRESULT certificate(FakeDevice *device, const D3D11_1DDI_CERTIFICATE_INFO *info, UINT size, BYTE *bytes)
{
    TABLE(device, PFND3D11_1DDI_GETCERTIFICATE, GetCertificate)((D3D10DDI_HDEVICE)HANDLE_OF(device), info, size, bytes);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE sessionCertificateSize(FakeSession *session, UINT *size)
{
    D3D11_1DDI_CERTIFICATE_INFO info = sessionInfo();
    return certificateSize(session->device, &info, size);
}

static HRESULT STDMETHODCALLTYPE sessionCertificate(FakeSession *session, UINT size, BYTE *bytes)
{
    D3D11_1DDI_CERTIFICATE_INFO info = sessionInfo();
    return certificate(session->device, &info, size, bytes);
}

void finishSession(void *object)
{
    FakeSession *session = object;
    TABLE(session->device, PFND3D11_1DDI_DESTROYCRYPTOSESSION, DestroyCryptoSession)
    ((D3D10DDI_HDEVICE)HANDLE_OF(session->device), (D3D11_1DDI_HCRYPTOSESSION)HANDLE_OF(session));
}

const ID3D11CryptoSessionVtbl sessionMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                       .AddRef = AS(void *, countedAddRef),
                                                       .Release = AS(void *, countedRelease),
                                                       .GetCertificateSize = AS(void *, sessionCertificateSize),
                                                       .GetCertificate = AS(void *, sessionCertificate)};

static HRESULT STDMETHODCALLTYPE channelCertificateSize(FakeChannel *channel, UINT *size)
{
    D3D11_1DDI_CERTIFICATE_INFO info = channelInfo(channel);
    return certificateSize(channel->device, &info, size);
}

static HRESULT STDMETHODCALLTYPE channelCertificate(FakeChannel *channel, UINT size, BYTE *bytes)
{
    D3D11_1DDI_CERTIFICATE_INFO info = channelInfo(channel);
    return certificate(channel->device, &info, size, bytes);
}

static void STDMETHODCALLTYPE channelHandle(FakeChannel *channel, HANDLE *handle)
{
    *handle = channel->handle;
}

const ID3D11AuthenticatedChannelVtbl channelMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                              .AddRef = AS(void *, countedAddRef),
                                                              .Release = AS(void *, countedRelease),
                                                              .GetCertificateSize = AS(void *, channelCertificateSize),
                                                              .GetCertificate = AS(void *, channelCertificate),
                                                              .GetChannelHandle = AS(void *, channelHandle)};

static void finishTexture(void *object)
{
    FakeTexture *texture = object;
    FUNCTION(texture->device, PFND3D10DDI_DESTROYRESOURCE, DestroyResource)
    ((D3D10DDI_HDEVICE)HANDLE_OF(texture->device), (D3D10DDI_HRESOURCE)HANDLE_OF(texture));
}

static const ID3D11Texture2DVtbl textureMethods = {.QueryInterface = AS(void *, countedNoInterface),
                                                   .AddRef = AS(void *, countedAddRef),
                                                   .Release = AS(void *, countedRelease)};

HRESULT STDMETHODCALLTYPE createTexture(FakeDevice *device, const D3D11_TEXTURE2D_DESC *description, const void *data, void **made)
{
    D3D10DDI_MIPINFO mip = {description->Width, description->Height, 1, description->Width, description->Height, 1};
    D3D11DDIARG_CREATERESOURCE create = {.pMipInfoList = &mip,
                                         .pInitialDataUP = data,
                                         .ResourceDimension = D3D10DDIRESOURCE_TEXTURE2D,
                                         .Usage = description->Usage,
                                         .BindFlags = description->BindFlags,
                                         .MapFlags = description->CPUAccessFlags,
                                         .Format = description->Format,
                                         .SampleDesc = {1, 0},
                                         .MipLevels = description->MipLevels,
                                         .ArraySize = description->ArraySize};
    FakeTexture *texture = countedCreate(sizeof *texture, &textureMethods, finishTexture);
    LONG before = errorsSet;
    texture->device = device;
    FUNCTION(device, PFND3D11DDI_CREATERESOURCE, CreateResource)
    ((D3D10DDI_HDEVICE)HANDLE_OF(device), &create, (D3D10DDI_HRESOURCE)HANDLE_OF(texture), (D3D10DDI_HRTRESOURCE){texture});
    if (errorsSet != before) {
        countedRelease(texture);
        return E_INVALIDARG;
    }
    *made = texture;
    return S_OK;
}
