/* Authenticated channels. */
#include "host.h"
#include "parameters.h"

/* -- CreateAuthenticatedChannel */

static bool readCreateChannel(Call *call) {
  if (!readDevice(call) || !readUint(call, "ChannelType", &call->in.ChannelType)) return false;
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL data = {call->in.ChannelType, NULL};
  SIZE_T size = ddiCalcPrivateAuthenticatedChannelSize(deviceHandle(call), &data);
  call->result.created = objectCreate(KIND_CHANNEL, call->in.hDevice, size);
  return call->result.created != NULL ||
         callFail(call, ERROR_ADAPTER, "CreateAuthenticatedChannel: no memory for the channel");
}

static void invokeCreateChannel(Call *call) {
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL data = {call->in.ChannelType, NULL};
  D3D11_1DDI_HAUTHCHANNEL hAuthChannel = {call->result.created->memory};
  call->result.code = ddiCreateAuthenticatedChannel(deviceHandle(call), &data, hAuthChannel,
                                                    (D3D11_1DDI_HRTAUTHCHANNEL){call->result.created});
  call->result.handle = data.hChannel;
}

static void answerCreateChannel(Call *call) {
  writeCreated(call, "hr", "hAuthChannel");
  writeHex(&call->out, "hChannel", &call->result.handle, sizeof call->result.handle);
}

/* -- DestroyAuthenticatedChannel: with another device than its own the driver refuses, and the channel lives on */

static void invokeDestroyChannel(Call *call) {
  ddiDestroyAuthenticatedChannel(deviceHandle(call), channelHandle(call));
}

static void answerDestroyChannel(Call *call) {
  Object *channel = call->in.hAuthChannel;
  if (channel != NULL && channel->device == call->in.hDevice) objectDestroy(channel);
}

/* -- NegotiateAuthenticatedChannelKeyExchange */

static bool readNegotiate(Call *call) {
  return readChannel(call) && readData(call);
}

static void invokeNegotiate(Call *call) {
  call->result.code = ddiNegotiateAuthenticatedChannelKeyExchange(deviceHandle(call), channelHandle(call),
                                                                  call->in.DataSize, call->input.data);
}

static void answerNegotiate(Call *call) {
  writeCode(call, "hr", call->result.code);
  writeChangedInput(call);
}

/* -- QueryAuthenticatedChannel, ConfigureAuthenticatedChannel */

static bool readQuery(Call *call) {
  return readChannel(call) && readBytes(call, "InputData", true, 0, PLACEMENT_PLAIN, &call->input) &&
         readSize(call, "OutputDataSize", &call->in.DataSize) &&
         makeOutput(call, PLACEMENT_PLAIN, call->in.DataSize);
}

static void invokeQuery(Call *call) {
  call->result.code = ddiQueryAuthenticatedChannel(deviceHandle(call), channelHandle(call), (UINT)call->input.size,
                                                   call->input.data, call->in.DataSize, call->output.data);
}

static bool readConfigure(Call *call) {
  return readChannel(call) && readBytes(call, "InputData", true, 0, PLACEMENT_PLAIN, &call->input) &&
         makeOutput(call, PLACEMENT_PLAIN, sizeof(D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT));
}

static void invokeConfigure(Call *call) {
  call->result.code = ddiConfigureAuthenticatedChannel(
      deviceHandle(call), channelHandle(call), (UINT)call->input.size, call->input.data, (void *)call->output.data);
}

static void answerOutputData(Call *call) {
  writeCode(call, "hr", call->result.code);
  writeHex(&call->out, "OutputData", call->output.data, call->output.size);
}

const Method channelMethods[] = {
    {"CreateAuthenticatedChannel", METHOD_DRIVER, readCreateChannel, invokeCreateChannel, answerCreateChannel},
    {"DestroyAuthenticatedChannel", METHOD_DRIVER, readChannel, invokeDestroyChannel, answerDestroyChannel},
    {"NegotiateAuthenticatedChannelKeyExchange", METHOD_DRIVER, readNegotiate, invokeNegotiate, answerNegotiate},
    {"QueryAuthenticatedChannel", METHOD_DRIVER, readQuery, invokeQuery, answerOutputData},
    {"ConfigureAuthenticatedChannel", METHOD_DRIVER, readConfigure, invokeConfigure, answerOutputData},
    {0},
};
