// Devices and crypto sessions: CreateDevice, the content-protection queries, CreateCryptoSession.
import { guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { heapBytes } from './allocations.ts';
import type { SessionBehaviour } from './behaviour.ts';
import type { CallTable } from './call-table.ts';
import { endChannel } from './channel.ts';
import type { Driver } from './driver.ts';
import { interchangeableKeyNames, poolKey, type DriverKey } from './keys.ts';
import { guidParam, objectParam, uintParam } from './params.ts';
import type { Device, Session } from './state.ts';

const protectedMemoryBytes = 0x1000_0000;

/** Decode profiles that the driver protects; NULL_GUID stands for sessions that decode nothing. */
export const decodeProfiles: readonly string[] = [guids.PROFILE_H264_VLD_NOFGT];

function typesOf(driver: Driver): readonly string[] {
  switch (driver.settings.keyExchange) {
    case 'rsaes-oaep':
      return [guids.KEY_EXCHANGE_RSAES_OAEP];
    case 'both':
      return [guids.KEY_EXCHANGE_HW_PROTECTION, guids.KEY_EXCHANGE_RSAES_OAEP];
    case 'hw-protection':
      return [guids.KEY_EXCHANGE_HW_PROTECTION];
    case 'none':
      return [];
  }
}

function isSupported({ settings }: Driver, cryptoType: string, decodeProfile: string): boolean {
  if (settings.cryptoType === 'none' || cryptoType !== guids.CRYPTO_TYPE_AES128_CTR) return false;
  if (decodeProfile === guids.NULL_GUID) return true;
  return settings.decodeProfile !== 'none' && decodeProfiles.includes(decodeProfile);
}

export function correctSessions(driver: Driver): SessionBehaviour {
  const types = typesOf(driver);
  return {
    caps: () => driver.settings.caps,
    keyExchangeTypes: () => types,
    hasRoom: () => true,
    sessionCode(cryptoType, decodeProfile, keyExchangeType) {
      if (!isSupported(driver, cryptoType, decodeProfile)) return statusCodes.D3DDDIERR_UNSUPPORTEDCRYPTO;
      const listed = driver.behaviour.keyExchangeTypes().includes(keyExchangeType);
      return listed ? statusCodes.S_OK : statusCodes.E_INVALIDARG;
    },
  };
}

function keyOfNewDevice(driver: Driver): DriverKey {
  const { settings } = driver;
  const index = driver.nextDeviceIndex();
  if (settings.deviceKeys === 'same' || index === 0) return poolKey(settings.key);
  const others = interchangeableKeyNames.filter((name) => name !== settings.key);
  return poolKey(others[(index - 1) % others.length] ?? settings.key);
}

/** Ends a session: its key, its memory, its handle. */
function endSession(driver: Driver, session: Session): void {
  driver.behaviour.releaseKeySlot(session.slot);
  driver.allocations.free(session.slot.schedule);
  driver.allocations.free(session.block);
  driver.sessions.delete(session.handle);
}

function endDevice(driver: Driver, device: Device): void {
  for (const session of driver.sessions.values()) if (session.device === device) endSession(driver, session);
  for (const channel of driver.channels.values()) if (channel.device === device) endChannel(driver, channel);
  for (const surface of driver.surfaces.values()) {
    if (surface.device === device) driver.surfaces.delete(surface.handle);
  }
  driver.allocations.free(device.block);
  driver.devices.delete(device.handle);
}

export const sessionCalls: CallTable = {
  CreateDevice(driver) {
    const block = driver.allocations.allocate(heapBytes.device, 'device');
    if (block === null) return { hr: statusCodes.E_OUTOFMEMORY, hDevice: null };
    const handle = driver.newHandle('device');
    const kernelHandle = driver.newKernelHandle();
    driver.devices.set(handle, { handle, key: keyOfNewDevice(driver), kernelHandle, block });
    return { hr: statusCodes.S_OK, hDevice: handle };
  },

  DestroyDevice(driver, params) {
    endDevice(driver, objectParam(params, 'hDevice', driver.devices));
    return {};
  },

  GetContentProtectionCaps(driver, params) {
    objectParam(params, 'hDevice', driver.devices);
    const supported = isSupported(
      driver,
      guidParam(params, 'CryptoType'),
      guidParam(params, 'DecodeProfile'),
    );
    return {
      hr: supported ? statusCodes.S_OK : statusCodes.D3DDDIERR_UNSUPPORTEDCRYPTO,
      Caps: supported ? driver.behaviour.caps() : 0,
      KeyExchangeTypeCount: supported ? driver.behaviour.keyExchangeTypes().length : 0,
      BlockAlignmentSize: supported ? driver.settings.blockAlignment : 0,
      ProtectedMemorySize: supported ? protectedMemoryBytes : 0,
    };
  },

  GetCryptoKeyExchangeType(driver, params) {
    objectParam(params, 'hDevice', driver.devices);
    const supported = isSupported(
      driver,
      guidParam(params, 'CryptoType'),
      guidParam(params, 'DecodeProfile'),
    );
    const type = driver.behaviour.keyExchangeTypes()[uintParam(params, 'Index')];
    if (supported && type !== undefined) return { hr: statusCodes.S_OK, KeyExchangeType: type };
    const hr = supported ? statusCodes.E_INVALIDARG : statusCodes.D3DDDIERR_UNSUPPORTEDCRYPTO;
    return { hr, KeyExchangeType: guids.NULL_GUID };
  },

  CreateCryptoSession(driver, params) {
    const device = objectParam(params, 'hDevice', driver.devices);
    const cryptoType = guidParam(params, 'CryptoType');
    const decodeProfile = guidParam(params, 'DecodeProfile');
    const keyExchangeType = guidParam(params, 'KeyExchangeType');
    const hr = driver.behaviour.sessionCode(cryptoType, decodeProfile, keyExchangeType);
    if (hr !== statusCodes.S_OK) return { hr, hCryptoSession: null };
    if (!driver.behaviour.hasRoom('session')) return { hr: statusCodes.E_OUTOFMEMORY, hCryptoSession: null };
    const block = driver.allocations.allocate(heapBytes.session, 'crypto session');
    if (block === null) return { hr: statusCodes.E_OUTOFMEMORY, hCryptoSession: null };
    const handle = driver.newHandle('session');
    const slot = driver.behaviour.newKeySlot(device, 'session');
    driver.sessions.set(handle, {
      handle,
      device,
      slot,
      cryptoType,
      decodeProfile,
      keyExchangeType,
      block,
      pendingRandom: null,
      readBackKey: null,
      lastBlt: null,
    });
    return { hr, hCryptoSession: handle };
  },

  DestroyCryptoSession(driver, params) {
    objectParam(params, 'hDevice', driver.devices);
    endSession(driver, objectParam(params, 'hCryptoSession', driver.sessions));
    return {};
  },
};
