/* Authenticated channels: life and key exchange. */
#include "channel.h"

#include <string.h>

Channel *channelOf(const Device *device, D3D11_1DDI_HAUTHCHANNEL hAuthChannel) {
  Channel *channel = hAuthChannel.pDrvPrivate;
  return device != NULL && channel != NULL && channel->device == device ? channel : NULL;
}

BOOL sequenceAllows(const Sequence *sequence, UINT number) {
  return sequence->begun && number >= sequence->minimum;
}

const Session *channelFindSession(const Channel *channel, HANDLE handle) {
  const Session *session = channel->device->sessions;
  while (session != NULL && session->handle != handle) session = session->next;
  return session;
}

Association *channelFindAssociation(const Channel *channel, HANDLE decode) {
  Association *association = channel->associations;
  while (association != NULL && association->decode != decode) association = association->next;
  return association;
}

HRESULT channelSign(const Channel *channel, void *message, SIZE_T size) {
  D3D11_1DDI_OMAC *omac = message;
  return aesCmac(&channel->device->adapter->algorithms, channel->key.bytes, omac + 1, size - sizeof *omac,
                 omac->Omac);
}

SIZE_T ddiCalcPrivateAuthenticatedChannelSize(D3D10DDI_HDEVICE hDevice,
                                              const D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData) {
  (void)hDevice, (void)pCreateData;
  return sizeof(Channel);
}

HRESULT ddiCreateAuthenticatedChannel(D3D10DDI_HDEVICE hDevice,
                                      D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL *pCreateData,
                                      D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                      D3D11_1DDI_HRTAUTHCHANNEL hRTAuthChannel) {
  (void)hRTAuthChannel;
  Device *device = deviceOf(hDevice);
  Channel *channel = hAuthChannel.pDrvPrivate;
  if (device == NULL || pCreateData == NULL || channel == NULL) return E_INVALIDARG;
  if (pCreateData->ChannelType != D3D11_1DDI_AUTHENTICATED_CHANNEL_DRIVER_SOFTWARE) return E_INVALIDARG;
  *channel = (Channel){.device = device,
                       .channelType = pCreateData->ChannelType,
                       .handle = adapterNewHandle(device->adapter)};
  pCreateData->hChannel = channel->handle;
  return S_OK;
}

void ddiDestroyAuthenticatedChannel(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel) {
  Device *device = deviceOf(hDevice);
  Channel *channel = channelOf(device, hAuthChannel);
  if (channel == NULL) {
    deviceSetError(device, E_INVALIDARG);
    return;
  }
  for (Association *association = channel->associations; association != NULL;) {
    Association *next = association->next;
    release(association);
    association = next;
  }
  OPENSSL_cleanse(channel, sizeof *channel);
}

HRESULT ddiNegotiateAuthenticatedChannelKeyExchange(D3D10DDI_HDEVICE hDevice, D3D11_1DDI_HAUTHCHANNEL hAuthChannel,
                                                    UINT DataSize, void *pData) {
  Device *device = deviceOf(hDevice);
  Channel *channel = channelOf(device, hAuthChannel);
  if (channel == NULL) return E_INVALIDARG;
  Identity *identity = adapterIdentity(device->adapter, device, IDENTITY_CHANNEL);
  HRESULT hr = exchangeKey(device->adapter, identity, NULL, &channel->key, DataSize, pData);
  identityRelease(identity);
  /* Sequence numbers belong to a key: INITIALIZE has to begin them anew. */
  if (!FAILED(hr)) channel->queries = channel->configurations = (Sequence){0};
  return hr;
}

BOOL hookProbeChannelKey(D3D11_1DDI_HAUTHCHANNEL hAuthChannel, BYTE key[16]) {
  const Channel *channel = hAuthChannel.pDrvPrivate;
  if (channel == NULL || !channel->key.set) return 0;
  memcpy(key, channel->key.bytes, AES_KEY_BYTES);
  return 1;
}
