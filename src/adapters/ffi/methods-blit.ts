// Surfaces and blits (adapter protocol, section 4). A surface is memory of the runner's, which the driver alone reads and
// writes; struct kexcts_surface says where.
import type { PlacedBuffer } from './buffers.ts';
import type { Call } from './call.ts';
import type { Word } from './koffi.ts';
import { functionOf, handleOf, readDevice, readOnDevice, type Host, type Methods } from './method.ts';
import { removeSurface } from './methods-device.ts';
import { readDigits, readDigitsOrNull, readObject } from './parameters.ts';
import { RequestError, errorCodes } from '../../core/protocol/json-rpc.ts';

const ivBytes = 16;

function placeSurface(
  host: Host,
  call: Call,
  device: Word,
  memory: PlacedBuffer,
  isProtected: boolean,
): number {
  const { pointerSize } = host;
  const surface = Buffer.alloc(2 * pointerSize + 8);
  const write = (value: Word, offset: number): void => {
    if (pointerSize === 8) surface.writeBigUInt64LE(BigInt(value), offset);
    else surface.writeUInt32LE(Number(value), offset);
  };
  write(device, 0);
  write(memory.address, pointerSize);
  surface.writeUInt32LE(memory.size, 2 * pointerSize);
  surface.writeUInt32LE(isProtected ? 1 : 0, 2 * pointerSize + 4);
  return call.place(surface, 'surface').address;
}

export const blitMethods: Methods = {
  DecryptionBlt(host, call, params) {
    const decrypt = functionOf(host, 'DecryptionBlt');
    const { device, handles } = readOnDevice(host, params, 'hCryptoSession', 'session');
    const encrypted = call.place(readDigits(params, 'Data'), 'Data');
    const keyDigits = readDigitsOrNull(params, 'ContentKey');
    const key = keyDigits === undefined ? undefined : call.place(keyDigits, 'ContentKey');
    const ivDigits = readDigitsOrNull(params, 'IV', ivBytes);
    const iv = ivDigits === undefined ? undefined : call.place(ivDigits, 'IV');
    const clear = call.place(encrypted.size, 'hDst');
    const source = placeSurface(host, call, handles[0], encrypted, false);
    const target = placeSurface(host, call, handles[0], clear, true);
    call.run(() =>
      decrypt(...handles, source, target, key?.size ?? 0, key?.address ?? 0, iv?.size ?? 0, iv?.address ?? 0),
    );
    call.keep(clear);
    return { hSurface: host.objects.add('surface', clear.address, device, clear).name };
  },

  EncryptionBlt(host, call, params) {
    const encrypt = functionOf(host, 'EncryptionBlt');
    const { handles } = readOnDevice(host, params, 'hCryptoSession', 'session');
    const surface = readObject(host.objects, params, 'hSurface', 'surface');
    const encrypted = call.place(surface?.memory?.size ?? 0, 'Data');
    const iv = call.place(ivBytes, 'IV');
    const source =
      surface?.memory === undefined
        ? 0
        : placeSurface(host, call, handleOf(surface.device), surface.memory, true);
    const target = placeSurface(host, call, handles[0], encrypted, false);
    call.run(() => encrypt(...handles, source, target, iv.size, iv.address));
    return { Data: encrypted.hex, IV: iv.hex };
  },

  // The driver knows of no surface beyond a blit, so there is nothing to call.
  DestroySurface(host, _call, params) {
    const { DecryptionBlt, EncryptionBlt } = host.driver.functions;
    if (DecryptionBlt === undefined && EncryptionBlt === undefined) {
      throw new RequestError(errorCodes.noSuchMethod, 'the driver has no blits');
    }
    readDevice(host, params);
    const surface = readObject(host.objects, params, 'hSurface', 'surface');
    if (surface !== undefined) removeSurface(host, surface);
    return {};
  },
};
