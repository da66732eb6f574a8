/* ConfigureAuthenticatedChannel. An accepted command changes the channel last, when nothing can fail any more. */
#include <string.h>

#include "channel.h"

#define PROTECTION_FLAGS_DEFINED 0x3u /* ProtectionEnabled, OverlayOrFullscreenRequired */

typedef union {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT parameters;
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT initialize;
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT protection;
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT cryptoSession;
} ConfigureInput;

static SIZE_T inputSize(const GUID *type) {
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE))
    return sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_INPUT);
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION))
    return sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_INPUT);
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION))
    return sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_INPUT);
  return 0;
}

/* What a command would do to the channel. */
typedef struct {
  Channel after;
  Association *added; /* not yet part of the channel */
} Change;

static HRESULT associate(const Channel *channel, const ConfigureInput *input, Change *change) {
  if (input->cryptoSession.DeviceHandle != channel->device->handle ||
      channelFindSession(channel, input->cryptoSession.CryptoSessionHandle) == NULL)
    return E_INVALIDARG;
  change->added = allocate(sizeof *change->added);
  if (change->added == NULL) return E_OUTOFMEMORY;
  *change->added = (Association){.next = channel->associations,
                                 .decode = input->cryptoSession.DecodeHandle,
                                 .session = input->cryptoSession.CryptoSessionHandle};
  return S_OK;
}

/* E_FAIL: a command that this driver does not have. */
static HRESULT prepare(const Channel *channel, const ConfigureInput *input, Change *change) {
  const GUID *type = &input->parameters.ConfigureType;
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE)) {
    change->after.queries = (Sequence){1, input->initialize.StartSequenceQuery};
    change->after.configurations = (Sequence){1, input->initialize.StartSequenceConfigure};
    return S_OK;
  }
  change->after.configurations.minimum = (UINT64)input->parameters.SequenceNumber + 1;
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION)) {
    change->after.protections = input->protection.Protections;
    return input->protection.Protections & ~PROTECTION_FLAGS_DEFINED ? E_INVALIDARG : S_OK;
  }
  if (guidEqual(type, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION))
    return associate(channel, input, change);
  return E_FAIL;
}

static void commit(Channel *channel, Change *change) {
  if (change->added != NULL) {
    Association *earlier = channelFindAssociation(channel, change->added->decode);
    if (earlier != NULL) {
      earlier->session = change->added->session;
      release(change->added);
    } else {
      change->after.associations = change->added;
    }
    change->added = NULL;
  }
  *channel = change->after;
}

/* INITIALIZE begins the sequence numbers, so it has none to follow where they were not begun before. */
static BOOL inSequence(const Channel *channel, const D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT *parameters) {
  if (!channel->configurations.begun)
    return guidEqual(&parameters->ConfigureType, &D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE);
  return sequenceAllows(&channel->configurations, parameters->SequenceNumber);
}

/* Whether the OMAC over the structure is right: over its own size where the command is known, else over all of it. */
static HRESULT verify(const Channel *channel, const void *pInputData, SIZE_T size) {
  const D3D11_1DDI_OMAC *sent = pInputData;
  BYTE expected[sizeof sent->Omac];
  HRESULT hr = aesCmac(&channel->device->adapter->algorithms, channel->key.bytes, sent + 1, size - sizeof *sent,
                       expected);
  if (FAILED(hr)) return hr;
  return CRYPTO_memcmp(expected, sent->Omac, sizeof expected) == 0 ? S_OK : E_INVALIDARG;
}

static HRESULT check(const Channel *channel, const ConfigureInput *input, const void *pInputData,
                     UINT InputDataSize) {
  SIZE_T size = inputSize(&input->parameters.ConfigureType);
  if (InputDataSize < size || input->parameters.hChannel != channel->handle) return E_INVALIDARG;
  HRESULT hr = verify(channel, pInputData, size == 0 ? InputDataSize : size);
  if (FAILED(hr)) return hr;
  return inSequence(channel, &input->parameters) ? S_OK : E_INVALIDARG;
}

HRESULT ddiConfigureAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                         UINT InputDataSize, const void *pInputData,
                                         D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT *pOutputData) {
  Channel *channel = channelOf(deviceOf(hDevice), hAuthChannel);
  ConfigureInput input;
  if (channel == NULL || pInputData == NULL || pOutputData == NULL || InputDataSize < sizeof input.parameters ||
      !channel->key.set)
    return E_INVALIDARG;
  memset(&input, 0, sizeof input);
  memcpy(&input, pInputData, InputDataSize < sizeof input ? InputDataSize : sizeof input);
  HRESULT hr = check(channel, &input, pInputData, InputDataSize);
  if (FAILED(hr)) return hr;
  Change change = {.after = *channel};
  hr = prepare(channel, &input, &change);
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT output = {.ConfigureType = input.parameters.ConfigureType,
                                                      .hChannel = channel->handle,
                                                      .SequenceNumber = input.parameters.SequenceNumber,
                                                      .ReturnCode = hr};
  HRESULT signing = channelSign(channel, &output, sizeof output);
  if (FAILED(signing)) {
    hr = signing;
  } else {
    memcpy(pOutputData, &output, sizeof output);
  }
  if (!FAILED(hr)) {
    commit(channel, &change);
  } else if (hr != E_OUTOFMEMORY) {
    channel->configurations.minimum = change.after.configurations.minimum;
  }
  release(change.added);
  OPENSSL_cleanse(&change.after.key, sizeof change.after.key);
  return hr;
}
