// DecryptionBlt, EncryptionBlt and GetEncryptionBltKey: data in and out of protected surfaces under AES-128-CTR.
import { capsBits, guids } from '../core/windows/guids.ts';
import { aesEcbDecrypt, aesEcbEncrypt } from '../core/aes-ecb.ts';
import { aesCtr, aesKeyBytes } from './aes.ts';
import type { BltBehaviour } from './behaviour.ts';
import { invalid, outputBuffer, type CallTable } from './call-table.ts';
import type { Driver } from './driver.ts';
import { answerBytesParam, bytesParam, objectParam, pointerParam } from './params.ts';
import { badParams } from './refusal.ts';
import type { Device, Session } from './state.ts';
import { workNs } from './work-clock.ts';

/** D3D11_1DDI_AES_CTR_IV. */
const ivBytes = 16;

export function correctBlits(driver: Driver): BltBehaviour {
  return {
    readBackKey: () => driver.random(aesKeyBytes),
    wrapKey: (key, under) => aesEcbEncrypt(under, key),
    unwrapKey: (wrapped, under) => aesEcbDecrypt(under, wrapped),
    encryptionKey(session) {
      const { behaviour } = driver;
      return hasCap(driver, 'ENCRYPTED_READ_BACK_KEY') ? session.readBackKey : behaviour.keyInForce(session);
    },
    encryptionIv: () => Buffer.concat([driver.random(8)], ivBytes),
    ivFits(session, key, iv) {
      const last = session.lastBlt;
      if (!driver.settings.risingIv || last === null || !last.key.equals(key)) return true;
      return Buffer.compare(iv, last.iv) > 0;
    },
    ctr(key, iv, data) {
      driver.clock.spend(workNs.cipher);
      return aesCtr(key, iv, data);
    },
  };
}

function hasCap(driver: Driver, bit: keyof typeof capsBits): boolean {
  return (driver.behaviour.caps() & capsBits[bit]) !== 0;
}

/** The key that a blit of this device on this session rests on, or null where there can be none. */
function usableKey(driver: Driver, device: Device, session: Session): Buffer | null {
  const forBlits = session.keyExchangeType === guids.KEY_EXCHANGE_RSAES_OAEP && session.device === device;
  return forBlits ? driver.behaviour.keyInForce(session) : null;
}

/** The key that DecryptionBlt's data is under, or null where the arguments allow none. */
function dataKey(driver: Driver, sessionKey: Buffer, contentKey: Buffer | null): Buffer | null {
  if (contentKey === null) return sessionKey;
  const fits = contentKey.length === aesKeyBytes && hasCap(driver, 'CONTENT_KEY');
  return fits ? driver.behaviour.unwrapKey(contentKey, sessionKey) : null;
}

function decrypt(driver: Driver, session: Session, key: Buffer, iv: Buffer, data: Buffer): Buffer | null {
  if (!driver.behaviour.ivFits(session, key, iv)) return null;
  session.lastBlt = { key, iv };
  return driver.behaviour.ctr(key, iv, data);
}

function isAligned(driver: Driver, data: Buffer): boolean {
  return data.length % driver.settings.blockAlignment === 0;
}

export const bltCalls: CallTable = {
  GetEncryptionBltKey(driver, params) {
    const { behaviour } = driver;
    const device = objectParam(params, 'hDevice', driver.devices);
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    const buffer = outputBuffer(answerBytesParam(params, 'KeySize'));
    const key = hasCap(driver, 'ENCRYPTED_READ_BACK_KEY') ? usableKey(driver, device, session) : null;
    if (key !== null && buffer.length === aesKeyBytes) {
      session.readBackKey = behaviour.readBackKey(session);
      behaviour.wrapKey(session.readBackKey, key).copy(buffer);
    } else {
      invalid(driver);
    }
    return { ReadbackKey: buffer.toString('hex') };
  },

  DecryptionBlt(driver, params) {
    const device = objectParam(params, 'hDevice', driver.devices);
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    const data = bytesParam(params, 'Data');
    const contentKey = pointerParam(params, 'ContentKey');
    const iv = pointerParam(params, 'IV', ivBytes);
    const { bltBytes } = driver.settings;
    if (bltBytes.length > 0 && !bltBytes.includes(data.length)) {
      throw badParams(`Data: this adapter takes ${bltBytes.join(', ')} bytes, got ${data.length}`);
    }
    const sessionKey = hasCap(driver, 'DECRYPTION_BLT') ? usableKey(driver, device, session) : null;
    const key = sessionKey === null ? null : dataKey(driver, sessionKey, contentKey);
    const fits = key !== null && iv !== null && isAligned(driver, data);
    const clear = fits ? decrypt(driver, session, key, iv, data) : null;
    if (clear === null) invalid(driver);
    const handle = driver.newHandle('surface');
    driver.surfaces.set(handle, { handle, device, data: clear ?? Buffer.alloc(data.length) });
    return { hSurface: handle };
  },

  EncryptionBlt(driver, params) {
    const { behaviour } = driver;
    const device = objectParam(params, 'hDevice', driver.devices);
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    const surface = objectParam(params, 'hSurface', driver.surfaces);
    const allowed = hasCap(driver, 'ENCRYPTED_READ_BACK') || hasCap(driver, 'ENCRYPTED_READ_BACK_KEY');
    const usable = allowed && surface.device === device && usableKey(driver, device, session) !== null;
    const key = usable ? behaviour.encryptionKey(session) : null;
    if (key === null) {
      invalid(driver);
      return {
        Data: outputBuffer(surface.data.length).toString('hex'),
        IV: outputBuffer(ivBytes).toString('hex'),
      };
    }
    const iv = behaviour.encryptionIv(session);
    return { Data: behaviour.ctr(key, iv, surface.data).toString('hex'), IV: iv.toString('hex') };
  },

  DestroySurface(driver, params) {
    objectParam(params, 'hDevice', driver.devices);
    driver.surfaces.delete(objectParam(params, 'hSurface', driver.surfaces).handle);
    return {};
  },
};
