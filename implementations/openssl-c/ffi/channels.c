/* Authenticated channels. */
#include "library.h"

#define DEVICE ((D3D10DDI_HDEVICE){hDevice})
#define CHANNEL ((D3D11_1DDI_HAUTHCHANNEL){hAuthChannel})

static kexcts_status createChannel(void *hDevice, uint32_t ChannelType, void **hAuthChannel, uint64_t *hChannel) {
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL data = {ChannelType, NULL};
  void *channel = objectCreate(hDevice, ddiCalcPrivateAuthenticatedChannelSize(DEVICE, &data));
  if (channel == NULL) return E_OUTOFMEMORY;
  HRESULT hr = ddiCreateAuthenticatedChannel(DEVICE, &data, (D3D11_1DDI_HAUTHCHANNEL){channel},
                                             (D3D11_1DDI_HRTAUTHCHANNEL){channel});
  *hChannel = (uint64_t)(uintptr_t)data.hChannel;
  if (FAILED(hr)) objectDestroy(channel);
  else *hAuthChannel = channel;
  return hr;
}

/* With another device than its own the driver refuses, and the channel lives on. */
static void destroyChannel(void *hDevice, void *hAuthChannel) {
  ddiDestroyAuthenticatedChannel(DEVICE, CHANNEL);
  if (hAuthChannel != NULL && objectDevice(hAuthChannel) == hDevice) objectDestroy(hAuthChannel);
}

static kexcts_status negotiate(void *hDevice, void *hAuthChannel, uint32_t DataSize, void *pData) {
  return ddiNegotiateAuthenticatedChannelKeyExchange(DEVICE, CHANNEL, DataSize, pData);
}

static kexcts_status query(void *hDevice, void *hAuthChannel, uint32_t InputDataSize, const void *InputData,
                           uint32_t OutputDataSize, void *OutputData) {
  return ddiQueryAuthenticatedChannel(DEVICE, CHANNEL, InputDataSize, InputData, OutputDataSize, OutputData);
}

static kexcts_status configure(void *hDevice, void *hAuthChannel, uint32_t InputDataSize, const void *InputData,
                               uint32_t OutputDataSize, void *OutputData) {
  if (OutputDataSize != sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT)) return E_INVALIDARG;
  return ddiConfigureAuthenticatedChannel(DEVICE, CHANNEL, InputDataSize, InputData, OutputData);
}

void fillChannels(struct kexcts_driver *driver) {
  driver->CreateAuthenticatedChannel = createChannel;
  driver->DestroyAuthenticatedChannel = destroyChannel;
  driver->NegotiateAuthenticatedChannelKeyExchange = negotiate;
  driver->QueryAuthenticatedChannel = query;
  driver->ConfigureAuthenticatedChannel = configure;
}
