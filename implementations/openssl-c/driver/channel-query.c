/* QueryAuthenticatedChannel. */
#include <string.h>

#include "channel.h"

typedef union {
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT input;
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT cryptoSession;
} QueryInput;

typedef union {
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT output;
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT protection;
  D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT channelType;
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT deviceHandle;
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT cryptoSession;
} QueryOutput;

typedef struct {
  const GUID *type;
  SIZE_T inputSize;
  SIZE_T outputSize;
  HRESULT (*answer)(const Channel *channel, const QueryInput *input, QueryOutput *output);
} Query;

static HRESULT answerProtection(const Channel *channel, const QueryInput *input, QueryOutput *output) {
  (void)input;
  output->protection.ProtectionFlags = channel->protections;
  return S_OK;
}

static HRESULT answerChannelType(const Channel *channel, const QueryInput *input, QueryOutput *output) {
  (void)input;
  output->channelType.ChannelType = channel->channelType;
  return S_OK;
}

static HRESULT answerDeviceHandle(const Channel *channel, const QueryInput *input, QueryOutput *output) {
  (void)input;
  output->deviceHandle.DeviceHandle = channel->device->handle;
  return S_OK;
}

static HRESULT answerCryptoSession(const Channel *channel, const QueryInput *input, QueryOutput *output) {
  const Association *association = channelFindAssociation(channel, input->cryptoSession.DecodeHandle);
  if (association == NULL || channelFindSession(channel, association->session) == NULL) return E_INVALIDARG;
  output->cryptoSession.DecodeHandle = association->decode;
  output->cryptoSession.CryptoSessionHandle = association->session;
  output->cryptoSession.DeviceHandle = channel->device->handle;
  return S_OK;
}

static const Query queries[] = {
    {&D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION, sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT),
     sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT), answerProtection},
    {&D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE, sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT),
     sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT), answerChannelType},
    {&D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE, sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_INPUT),
     sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT), answerDeviceHandle},
    {&D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION, sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT),
     sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT), answerCryptoSession},
};

static const Query *findQuery(const GUID *type) {
  for (SIZE_T i = 0; i < sizeof queries / sizeof queries[0]; i++)
    if (guidEqual(queries[i].type, type)) return &queries[i];
  return NULL;
}

HRESULT ddiQueryAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                     UINT InputDataSize, const void *pInputData, UINT OutputDataSize,
                                     void *pOutputData) {
  Channel *channel = channelOf(deviceOf(hDevice), hAuthChannel);
  QueryInput in;
  if (channel == NULL || pInputData == NULL || pOutputData == NULL || InputDataSize < sizeof in.input ||
      OutputDataSize < sizeof(D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT) || !channel->key.set)
    return E_INVALIDARG;
  memset(&in, 0, sizeof in);
  memcpy(&in, pInputData, InputDataSize < sizeof in ? InputDataSize : sizeof in);
  if (in.input.hChannel != channel->handle || !sequenceAllows(&channel->queries, in.input.SequenceNumber))
    return E_INVALIDARG;
  const Query *query = findQuery(&in.input.QueryType);
  if (query == NULL) {
    channel->queries.minimum = (UINT64)in.input.SequenceNumber + 1;
    return E_FAIL;
  }
  if (InputDataSize < query->inputSize || OutputDataSize < query->outputSize) return E_INVALIDARG;
  QueryOutput out;
  memset(&out, 0, sizeof out);
  out.output = (D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT){.QueryType = in.input.QueryType,
                                                       .hChannel = channel->handle,
                                                       .SequenceNumber = in.input.SequenceNumber,
                                                       .ReturnCode = S_OK};
  HRESULT hr = query->answer(channel, &in, &out);
  if (!FAILED(hr)) hr = channelSign(channel, &out, query->outputSize);
  if (FAILED(hr)) return hr;
  memcpy(pOutputData, &out, query->outputSize);
  channel->queries.minimum = (UINT64)in.input.SequenceNumber + 1;
  return S_OK;
}
