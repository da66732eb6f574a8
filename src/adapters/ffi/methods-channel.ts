// Authenticated channels (adapter protocol, section 4).
import type { Params } from '../../core/protocol/adapter.ts';
import type { Call } from './call.ts';
import {
  create,
  destroyOnDevice,
  functionOf,
  handleOf,
  negotiated,
  placeData,
  readDevice,
  readOnDevice,
  type Host,
  type Methods,
} from './method.ts';
import { readDigitsOrNull, readSize, readUint32 } from './parameters.ts';

/** D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as on x64. */
const configureOutputBytes = 48;

function readChannel(host: Host, params: Params) {
  return readOnDevice(host, params, 'hAuthChannel', 'channel').handles;
}

/** `InputData`; null is a null pointer with a size of 0. */
function placeInput(call: Call, params: Params): readonly [size: number, address: number] {
  const digits = readDigitsOrNull(params, 'InputData');
  if (digits === undefined) return [0, 0];
  const { size, address } = call.place(digits, 'InputData');
  return [size, address];
}

export const channelMethods: Methods = {
  CreateAuthenticatedChannel(host, call, params) {
    const make = functionOf(host, 'CreateAuthenticatedChannel');
    const device = readDevice(host, params);
    const type = readUint32(params, 'ChannelType');
    const hChannel = call.place(8, 'hChannel');
    const { status, handle } = create(host, call, 'channel', device, (address) =>
      make(handleOf(device), type, address, hChannel.address),
    );
    return { hr: status, hAuthChannel: handle, hChannel: hChannel.hex };
  },

  DestroyAuthenticatedChannel: (host, call, params) =>
    destroyOnDevice(host, call, params, 'hAuthChannel', 'channel', 'DestroyAuthenticatedChannel'),

  NegotiateAuthenticatedChannelKeyExchange(host, call, params) {
    const negotiate = functionOf(host, 'NegotiateAuthenticatedChannelKeyExchange');
    const channel = readChannel(host, params);
    const data = placeData(call, params);
    return negotiated(
      call.run(() => negotiate(...channel, data.DataSize, data.address)),
      data,
    );
  },

  QueryAuthenticatedChannel(host, call, params) {
    const query = functionOf(host, 'QueryAuthenticatedChannel');
    const channel = readChannel(host, params);
    const input = placeInput(call, params);
    const output = call.place(readSize(params, 'OutputDataSize'), 'OutputData');
    const hr = call.run(() => query(...channel, ...input, output.size, output.address));
    return { hr, OutputData: output.hex };
  },

  ConfigureAuthenticatedChannel(host, call, params) {
    const configure = functionOf(host, 'ConfigureAuthenticatedChannel');
    const channel = readChannel(host, params);
    const input = placeInput(call, params);
    const output = call.place(configureOutputBytes, 'OutputData');
    const hr = call.run(() => configure(...channel, ...input, output.size, output.address));
    return { hr, OutputData: output.hex };
  },
};
