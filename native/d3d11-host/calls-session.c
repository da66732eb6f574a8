#include <string.h>

#include "../abi/umd-ddi.h"
#include "../guard/content-protection.h"
#include "../guard/sent-buffer.h"
#include "calls.h"
#include "runtime.h"

/* Bits of the API's Caps that the DDI has one place further up; see content protection in the README. */
#define API_SHIFTED 0x6000u
#define API_MULTI_THREADED 0x8000u
#define SHARED_BITS 0x1FFFu

void serveCreateDevice(Call *call)
{
    DriverCall driverCall;
    HRESULT hr;
    if (!initialized(call)) return;
    if (chosenAdapter.adapter == NULL) {
        callError(call, ERROR_NO_SUCH_CALL, "%s", chosenAdapter.reason);
        return;
    }
    if (!driverCallBegin(&driverCall, call)) return;
    RuntimeDevice *device = runtimeDeviceCreate(&driverCall, &hr);
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (device != NULL) resultRuntimeDevice(call, "hDevice", device);
}

void serveDestroyDevice(Call *call)
{
    DriverCall driverCall;
    RuntimeDevice *device = initialized(call) ? paramRuntimeDevice(call, "hDevice") : NULL;
    if (device == NULL || !driverCallBegin(&driverCall, call)) return;
    runtimeDeviceDestroy(&driverCall, device);
    driverCallEnd(&driverCall);
}

static uint32_t ddiCaps(uint32_t api)
{
    return (api & SHARED_BITS) | (api & API_SHIFTED) << 1;
}

void serveGetContentProtectionCaps(Call *call)
{
    DriverCall driverCall;
    GUID cryptoType, profile;
    D3D11_VIDEO_CONTENT_PROTECTION_CAPS caps = {0};
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    if (device == NULL || !paramGuidOf(call, "CryptoType", &cryptoType) || !paramGuidOf(call, "DecodeProfile", &profile)) return;
    HRESULT hr = (HRESULT)ENTER(&driverCall, "ID3D11VideoDevice::GetContentProtectionCaps", METHOD(device->video, GetContentProtectionCaps),
                                ARGUMENT(device->video), ARGUMENT(optionalGuid(&cryptoType)), ARGUMENT(optionalGuid(&profile)), ARGUMENT(&caps));
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (driverCall.frame.faulted || FAILED(hr)) return;
    resultUint(call, "Caps", ddiCaps(caps.Caps));
    resultUint(call, "apiCaps", caps.Caps);
    resultBool(call, "multiThreaded", (caps.Caps & API_MULTI_THREADED) != 0);
    resultUint(call, "KeyExchangeTypeCount", caps.KeyExchangeTypeCount);
    resultUint(call, "BlockAlignmentSize", caps.BlockAlignmentSize);
    resultUint(call, "ProtectedMemorySize", caps.ProtectedMemorySize);
}

void serveGetCryptoKeyExchangeType(Call *call)
{
    DriverCall driverCall;
    GUID cryptoType, profile, type = {0};
    uint32_t index;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    if (device == NULL || !paramGuidOf(call, "CryptoType", &cryptoType) || !paramGuidOf(call, "DecodeProfile", &profile) ||
        !paramUint32(call, "Index", &index)) {
        return;
    }
    HRESULT hr = (HRESULT)ENTER(&driverCall, "ID3D11VideoDevice::CheckCryptoKeyExchange", METHOD(device->video, CheckCryptoKeyExchange),
                                ARGUMENT(device->video), ARGUMENT(&cryptoType), ARGUMENT(optionalGuid(&profile)), index, ARGUMENT(&type));
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (driverCall.frame.faulted || FAILED(hr)) return;
    jsonKey(&call->out, "KeyExchangeType");
    writeGuid(call, &type);
}

static HRESULT createSession(DriverCall *driverCall, RuntimeDevice *device, const GUID *cryptoType, const GUID *profile, const GUID *keyExchange,
                             ID3D11CryptoSession **session)
{
    *session = NULL;
    return (HRESULT)ENTER(driverCall, "ID3D11VideoDevice::CreateCryptoSession", METHOD(device->video, CreateCryptoSession), ARGUMENT(device->video),
                          ARGUMENT(cryptoType), ARGUMENT(optionalGuid(profile)), ARGUMENT(keyExchange), ARGUMENT(session));
}

void serveCreateCryptoSession(Call *call)
{
    DriverCall driverCall;
    GUID cryptoType, profile, keyExchange;
    ID3D11CryptoSession *made;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    if (device == NULL || !paramGuidOf(call, "CryptoType", &cryptoType) || !paramGuidOf(call, "DecodeProfile", &profile) ||
        !paramGuidOf(call, "KeyExchangeType", &keyExchange)) {
        return;
    }
    HRESULT hr = createSession(&driverCall, device, &cryptoType, &profile, &keyExchange, &made);
    RuntimeObject *session = NULL;
    if (!driverCall.frame.faulted && SUCCEEDED(hr)) {
        session = runtimeObjectCreate(device, OBJECT_SESSION, made, true);
        if (session == NULL) hr = E_OUTOFMEMORY;
    }
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (session != NULL) resultRuntimeObject(call, "hCryptoSession", session);
}

static void destroyObject(Call *call, const char *name, ObjectKind kind)
{
    DriverCall driverCall;
    RuntimeObject *object = beginVideoCall(&driverCall, call) != NULL ? paramRuntimeObject(call, name, kind) : NULL;
    if (object == NULL) return;
    runtimeObjectDestroy(&driverCall, object);
    driverCallEnd(&driverCall);
}

void serveDestroyCryptoSession(Call *call)
{
    destroyObject(call, "hCryptoSession", OBJECT_SESSION);
}

void serveDestroyAuthenticatedChannel(Call *call)
{
    destroyObject(call, "hAuthChannel", OBJECT_CHANNEL);
}

void serveDestroySurface(Call *call)
{
    destroyObject(call, "hSurface", OBJECT_SURFACE);
}

/* The API reads certificates from a session or a channel; the wire, as the DDI, from the device. So the host has one of its own. */
static RuntimeObject *certificateSource(DriverCall *driverCall, RuntimeDevice *device)
{
    static const GUID noProfile;
    Call *call = driverCall->call;
    uint32_t type, channelType = 0;
    GUID cryptoType = {0};
    if (!paramUint32(call, "CertificateType", &type)) return NULL;
    bool ofChannel = type == CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL;
    if (ofChannel ? !paramUint32(call, "ChannelType", &channelType) : !paramGuidOf(call, "CryptoSessionType", &cryptoType)) return NULL;
    for (RuntimeObject *object = device->children; object != NULL; object = object->next) {
        if (object->serial != 0 || object->kind != (ofChannel ? OBJECT_CHANNEL : OBJECT_SESSION)) continue;
        if (object->channelType == channelType && memcmp(&object->cryptoType, &cryptoType, sizeof cryptoType) == 0) return object;
    }
    void *made = NULL;
    HRESULT hr;
    if (ofChannel) {
        hr = (HRESULT)ENTER(driverCall, "ID3D11VideoDevice::CreateAuthenticatedChannel", METHOD(device->video, CreateAuthenticatedChannel),
                            ARGUMENT(device->video), channelType, ARGUMENT(&made));
    } else {
        hr = createSession(driverCall, device, &cryptoType, &noProfile, &keyExchangeRsaesOaep, (ID3D11CryptoSession **)&made);
    }
    RuntimeObject *object = NULL;
    if (!driverCall->frame.faulted && SUCCEEDED(hr)) object = runtimeObjectCreate(device, ofChannel ? OBJECT_CHANNEL : OBJECT_SESSION, made, false);
    if (object == NULL) {
        callError(call, ERROR_ADAPTER, "%s, for its certificate, returned 0x%08lX", driverCall->function, (unsigned long)hr);
        return NULL;
    }
    object->cryptoType = cryptoType;
    object->channelType = channelType;
    return object;
}

void serveGetCertificateSize(Call *call)
{
    DriverCall driverCall;
    UINT size = 0;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *source = device != NULL ? certificateSource(&driverCall, device) : NULL;
    if (source == NULL) return;
    void *method = source->kind == OBJECT_SESSION ? METHOD(source->session, GetCertificateSize) : METHOD(source->channel, GetCertificateSize);
    HRESULT hr = (HRESULT)ENTER(&driverCall, "GetCertificateSize", method, ARGUMENT(source->com), ARGUMENT(&size));
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (!driverCall.frame.faulted) resultUint(call, "CertificateSize", SUCCEEDED(hr) ? size : 0);
}

void serveGetCertificate(Call *call)
{
    DriverCall driverCall;
    uint32_t size;
    GuardedBlock certificate = {0};
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *source = device != NULL ? certificateSource(&driverCall, device) : NULL;
    if (source == NULL || !paramUint32(call, "CertificateSize", &size) || !receivingBufferPlace(&certificate, call, size)) return;
    driverCall.data = &certificate;
    void *method = source->kind == OBJECT_SESSION ? METHOD(source->session, GetCertificate) : METHOD(source->channel, GetCertificate);
    HRESULT hr = (HRESULT)ENTER(&driverCall, "GetCertificate", method, ARGUMENT(source->com), size, ARGUMENT(certificate.data));
    inspectBlock(&driverCall, &certificate);
    driverCallEndWithHresult(&driverCall, (uint32_t)hr);
    if (!driverCall.frame.faulted) resultHex(call, "Certificate", certificate.data, size);
    retireBlock(&certificate);
}

void serveStartSessionKeyRefresh(Call *call)
{
    DriverCall driverCall;
    uint32_t size;
    GuardedBlock random = {0};
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *session = device != NULL ? paramRuntimeObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL || !paramUint32(call, "RandomNumberSize", &size) || !receivingBufferPlace(&random, call, size)) return;
    ENTER(&driverCall, "ID3D11VideoContext::StartSessionKeyRefresh", METHOD(device->videoContext, StartSessionKeyRefresh), ARGUMENT(device->videoContext),
          ARGUMENT(session->session), size, ARGUMENT(random.data));
    inspectBlock(&driverCall, &random);
    if (driverCallEnd(&driverCall)) resultHex(call, "RandomNumber", random.data, size);
    retireBlock(&random);
}

void serveFinishSessionKeyRefresh(Call *call)
{
    DriverCall driverCall;
    RuntimeDevice *device = beginVideoCall(&driverCall, call);
    const RuntimeObject *session = device != NULL ? paramRuntimeObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL) return;
    ENTER(&driverCall, "ID3D11VideoContext::FinishSessionKeyRefresh", METHOD(device->videoContext, FinishSessionKeyRefresh), ARGUMENT(device->videoContext),
          ARGUMENT(session->session));
    driverCallEnd(&driverCall);
}

void serveReset(Call *call)
{
    DriverCall driverCall;
    if (!initialized(call) || !driverCallBegin(&driverCall, call)) return;
    runtimeDeviceDestroyAll(&driverCall);
    driverCallEnd(&driverCall);
}
