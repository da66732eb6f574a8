// Crypto sessions: life, key exchange, refresh, read-back key (adapter protocol, section 4).
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
  type CallResult,
  type Host,
  type Methods,
} from './method.ts';
import type { FunctionName } from './driver-functions.ts';
import { readGuid, readSize, readUint32 } from './parameters.ts';

function readSession(host: Host, params: Params) {
  return readOnDevice(host, params, 'hCryptoSession', 'session').handles;
}

/** A call that fills a buffer of the size asked for. */
function fill(
  host: Host,
  call: Call,
  params: Params,
  name: FunctionName,
  sizeName: string,
  bytesName: string,
): CallResult {
  const get = functionOf(host, name);
  const session = readSession(host, params);
  const size = readSize(params, sizeName);
  const buffer = call.place(size, bytesName);
  call.run(() => get(...session, size, buffer.address));
  return { [bytesName]: buffer.hex };
}

export const sessionMethods: Methods = {
  CreateCryptoSession(host, call, params) {
    const device = readDevice(host, params);
    const guid = (name: string): number => call.place(readGuid(params, name), name).address;
    const [type, profile, exchange] = [guid('CryptoType'), guid('DecodeProfile'), guid('KeyExchangeType')];
    const { CreateCryptoSession } = host.driver.functions;
    const { status, handle } = create(host, call, 'session', device, (address) =>
      CreateCryptoSession(handleOf(device), type, profile, exchange, address),
    );
    return { hr: status, hCryptoSession: handle };
  },

  DestroyCryptoSession: (host, call, params) =>
    destroyOnDevice(host, call, params, 'hCryptoSession', 'session', 'DestroyCryptoSession'),

  NegotiateCryptoSessionKeyExchange(host, call, params) {
    const five = params['flags'] !== undefined;
    const negotiate = functionOf(
      host,
      five ? 'NegotiateCryptoSessionKeyExchangeFlags' : 'NegotiateCryptoSessionKeyExchange',
    );
    const [device, session] = readSession(host, params);
    const data = placeData(call, params);
    const { DataSize, address } = data;
    if (!five)
      return negotiated(
        call.run(() => negotiate(device, session, DataSize, address)),
        data,
      );
    const flags = readUint32(params, 'flags');
    return negotiated(
      call.run(() => negotiate(device, session, flags, DataSize, address)),
      data,
    );
  },

  NegotiateCryptoSessionKeyExchangeMT(host, call, params) {
    const negotiate = functionOf(host, 'NegotiateCryptoSessionKeyExchangeMT');
    const [device, session] = readSession(host, params);
    const flags = params['flags'] === undefined ? 0 : readUint32(params, 'flags');
    const data = placeData(call, params);
    const { DataSize, address } = data;
    // Which allocation fails is counted on one thread, so such a call stays on ours.
    if (!host.driver.concurrent || call.failsAllocation) {
      return negotiated(
        call.run(() => negotiate(device, session, flags, DataSize, address)),
        data,
      );
    }
    return call
      .runBeside((done) => negotiate.async(device, session, flags, DataSize, address, done))
      .then((hr) => negotiated(hr, data));
  },

  StartSessionKeyRefresh: (host, call, params) =>
    fill(host, call, params, 'StartSessionKeyRefresh', 'RandomNumberSize', 'RandomNumber'),

  FinishSessionKeyRefresh(host, call, params) {
    const finish = functionOf(host, 'FinishSessionKeyRefresh');
    const session = readSession(host, params);
    call.run(() => finish(...session));
    return {};
  },

  GetEncryptionBltKey: (host, call, params) =>
    fill(host, call, params, 'GetEncryptionBltKey', 'KeySize', 'ReadbackKey'),
};
