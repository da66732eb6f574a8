// Test hooks (adapter protocol, section 6): the runner's own calls, neither timed nor subject to test/failAllocation.
import type { Params } from '../../core/protocol/adapter.ts';
import { isFailure } from '../../core/windows/hresult.ts';
import type { Call } from './call.ts';
import type { FunctionName } from './driver-functions.ts';
import { functionOf, handleOf, type CallResult, type Host, type Methods } from './method.ts';
import { destroyDevice, removeSurface } from './methods-device.ts';
import type { ObjectKind } from './objects.ts';
import { readDigits, readObject } from './parameters.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

const keyBytes = 16;
/** KEXCTS_NOT_COUNTED. */
const notCounted = 0xffff_ffff_ffff_ffffn;

/** Whether a probe found a key. */
function found(name: string, answer: number): boolean {
  if (answer === 0 || answer === 1) return answer === 1;
  throw new RequestError(errorCodes.failed, `${name} must return 1 or 0; it returned ${answer}`);
}

function probe(
  host: Host,
  call: Call,
  params: Params,
  name: FunctionName,
  handleName: string,
  kind: ObjectKind,
): CallResult {
  const ask = functionOf(host, name);
  const handle = handleOf(readObject(host.objects, params, handleName, kind));
  const key = call.place(keyBytes, 'key');
  return { key: found(name, ask(handle, key.address)) ? key.hex : null };
}

/** Destroys all objects through the driver. */
export function destroyAll(host: Host): void {
  for (const device of host.objects.list('device')) destroyDevice(host, device);
  for (const output of host.objects.list('output')) {
    host.driver.functions.OPMDestroyProtectedOutput?.(output.handle);
    host.objects.remove(output);
  }
  for (const surface of host.objects.list('surface')) removeSurface(host, surface);
}

export const testMethods: Methods = {
  'test/probeSessionKey': (host, call, params) =>
    probe(host, call, params, 'probeSessionKey', 'hCryptoSession', 'session'),

  'test/probeChannelKey': (host, call, params) =>
    probe(host, call, params, 'probeChannelKey', 'hAuthChannel', 'channel'),

  'test/probeSigningKey'(host, call, params) {
    const ask = functionOf(host, 'probeSigningKey');
    const output = handleOf(readObject(host.objects, params, 'hProtectedOutput', 'output'));
    const key = call.place(keyBytes, 'key');
    const status = call.place(4, 'statusSequence');
    const command = call.place(4, 'commandSequence');
    const set = found('probeSigningKey', ask(output, key.address, status.address, command.address));
    if (!set) return { key: null, statusSequence: null, commandSequence: null };
    return {
      key: key.hex,
      statusSequence: status.bytes.readUInt32LE(),
      commandSequence: command.bytes.readUInt32LE(),
    };
  },

  'test/provisionKey'(host, call, params) {
    const provision = functionOf(host, 'provisionKey');
    const key = call.place(readDigits(params, 'pkcs8'), 'pkcs8');
    if (!isFailure(provision(key.address, key.size))) return {};
    throw new RequestError(
      errorCodes.invalidParams,
      'pkcs8 must be the DER of an RSA private key that the driver can use',
    );
  },

  'test/memoryUse'(host, call) {
    const use = functionOf(host, 'memoryUse');
    const bytes = call.place(8, 'bytes');
    const blocks = call.place(8, 'blocks');
    use(bytes.address, blocks.address);
    const count = blocks.bytes.readBigUInt64LE();
    return {
      bytes: Number(bytes.bytes.readBigUInt64LE()),
      ...(count === notCounted ? {} : { blocks: Number(count) }),
    };
  },

  'test/reset'(host) {
    destroyAll(host);
    return {};
  },
};
