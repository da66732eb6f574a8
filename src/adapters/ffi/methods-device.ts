// Devices: life, capabilities, certificates (adapter protocol, section 4).
import type { Params } from '../../core/protocol/adapter.ts';
import { certificateTypes } from '../../core/windows/guids.ts';
import type { PlacedBuffer } from './buffers.ts';
import type { Call } from './call.ts';
import { guidText } from './guid-text.ts';
import { create, functionOf, handleOf, readDevice, type Host, type Methods } from './method.ts';
import type { DriverObject } from './objects.ts';
import { readGuid, readPlacement, readSize, readUint32 } from './parameters.ts';

const guidBytes = 16;

/** Destroys what is on a device, then the device, and forgets them all. */
export function destroyDevice(host: Host, device: DriverObject): void {
  const { functions } = host.driver;
  for (const session of host.objects.list('session', device)) {
    functions.DestroyCryptoSession(device.handle, session.handle);
    host.objects.remove(session);
  }
  for (const channel of host.objects.list('channel', device)) {
    functions.DestroyAuthenticatedChannel?.(device.handle, channel.handle);
    host.objects.remove(channel);
  }
  for (const surface of host.objects.list('surface', device)) removeSurface(host, surface);
  functions.DestroyDevice(device.handle);
  host.objects.remove(device);
}

/** Forgets a surface, which is the runner's own memory. */
export function removeSurface(host: Host, surface: DriverObject): void {
  if (surface.memory !== undefined) host.pool.release(surface.memory);
  host.objects.remove(surface);
}

/** struct kexcts_certificate_info. */
function placeCertificateInfo(call: Call, params: Params): PlacedBuffer {
  const info = Buffer.alloc(8 + guidBytes);
  const type = readUint32(params, 'CertificateType');
  info.writeUInt32LE(type, 0);
  if (type === certificateTypes.AUTHENTICATED_CHANNEL) {
    info.writeUInt32LE(readUint32(params, 'ChannelType'), 4);
  }
  if (type === certificateTypes.CRYPTO_SESSION) readGuid(params, 'CryptoSessionType').copy(info, 8);
  return call.place(info, 'pCertificateInfo');
}

export const deviceMethods: Methods = {
  CreateDevice(host, call) {
    const { CreateDevice } = host.driver.functions;
    const { status, handle } = create(host, call, 'device', undefined, (address) => CreateDevice(address));
    return { hr: status, hDevice: handle };
  },

  DestroyDevice(host, call, params) {
    const device = readDevice(host, params);
    call.run(() => {
      if (device === undefined) host.driver.functions.DestroyDevice(0);
      else destroyDevice(host, device);
      return 0;
    });
    return {};
  },

  GetContentProtectionCaps(host, call, params) {
    const get = functionOf(host, 'GetContentProtectionCaps');
    const device = handleOf(readDevice(host, params));
    const type = call.place(readGuid(params, 'CryptoType'), 'CryptoType').address;
    const profile = call.place(readGuid(params, 'DecodeProfile'), 'DecodeProfile').address;
    const caps = call.place(host.caps.size, 'Caps');
    const hr = call.run(() => get(device, type, profile, caps.address));
    const { bytes } = caps;
    return {
      hr,
      Caps: bytes.readUInt32LE(0),
      KeyExchangeTypeCount: bytes.readUInt32LE(4),
      BlockAlignmentSize: bytes.readUInt32LE(8),
      ProtectedMemorySize: Number(bytes.readBigUInt64LE(host.caps.ProtectedMemorySize)),
    };
  },

  GetCryptoKeyExchangeType(host, call, params) {
    const get = functionOf(host, 'GetCryptoKeyExchangeType');
    const device = handleOf(readDevice(host, params));
    const type = call.place(readGuid(params, 'CryptoType'), 'CryptoType').address;
    const profile = call.place(readGuid(params, 'DecodeProfile'), 'DecodeProfile').address;
    const index = readUint32(params, 'Index');
    const found = call.place(guidBytes, 'KeyExchangeType');
    const hr = call.run(() => get(device, type, profile, index, found.address));
    return { hr, KeyExchangeType: guidText(found.bytes) };
  },

  GetCertificateSize(host, call, params) {
    const get = functionOf(host, 'GetCertificateSize');
    const device = handleOf(readDevice(host, params));
    const info = placeCertificateInfo(call, params).address;
    const size = call.place(4, 'CertificateSize');
    call.run(() => get(device, info, size.address));
    return { CertificateSize: size.bytes.readUInt32LE() };
  },

  GetCertificate(host, call, params) {
    const get = functionOf(host, 'GetCertificate');
    const device = handleOf(readDevice(host, params));
    const info = placeCertificateInfo(call, params).address;
    const size = readSize(params, 'CertificateSize');
    const certificate = call.place(size, 'Certificate', readPlacement(params));
    call.run(() => get(device, info, size, certificate.address));
    return { Certificate: certificate.hex };
  },
};
