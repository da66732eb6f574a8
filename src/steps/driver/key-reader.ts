// Which key is in force on a session. By blits: data goes in by DecryptionBlt and comes back by EncryptionBlt, and what
// came back shows whether a candidate key was used on both ways. By hook: a driver built for testing returns it.
import { aesEcbDecrypt, aesEcbEncrypt } from '../../core/aes-ecb.ts';
import { DriverTerminated, Refused, bytesIn, type DriverSession } from './driver-session.ts';
import type { ObservedKey } from './observed-step.ts';
import type { Survey } from './survey.ts';

/** The means that a driver and its adapter offer. */
export interface KeyReadMethods {
  readonly probeSessionKey: boolean;
  /** Length of the data of a blit, in bytes; absent where there are no blits. */
  readonly blitBytes?: number;
  /** EncryptionBlt works under the key of the last GetEncryptionBltKey (cap ENCRYPTED_READ_BACK_KEY). */
  readonly blitsUseReadbackKey: boolean;
}

/** What a driver's caps and its adapter's capabilities leave as means. */
export function keyReadMethods(
  survey: Pick<Survey, 'caps' | 'capabilities' | 'blockAlignmentSize'>,
): KeyReadMethods {
  const { caps, capabilities } = survey;
  const readbackKey = caps.includes('ENCRYPTED_READ_BACK_KEY');
  const blits =
    caps.includes('DECRYPTION_BLT') &&
    (caps.includes('ENCRYPTED_READ_BACK') || readbackKey) &&
    capabilities.decryptionBlt === true &&
    capabilities.encryptionBlt === true &&
    (!readbackKey || capabilities.encryptionBltKey === true);
  const blitBytes = blits ? blitLength(survey.blockAlignmentSize, capabilities.bltBytes) : undefined;
  return {
    probeSessionKey: capabilities.probeSessionKey === true,
    blitsUseReadbackKey: readbackKey,
    ...(blitBytes === undefined ? {} : { blitBytes }),
  };
}

/** The shortest length that is a multiple of 16 and of BlockAlignmentSize, and that the adapter can take. */
export function blitLength(alignment: number, accepted?: readonly number[]): number | undefined {
  const unit = alignment > 0 ? alignment : 16;
  let length = 16;
  while (length % unit !== 0) {
    length += 16;
    if (length > 1 << 20) return undefined;
  }
  if (accepted === undefined) return length;
  return accepted.filter((bytes) => bytes > 0 && bytes % length === 0).sort((a, b) => a - b)[0];
}

/** AES-128-CTR over an IV of 8 bytes and a block count of 8, both big-endian: the first block of the key stream. */
function keystream(key: Buffer, iv: Buffer): Buffer {
  return aesEcbEncrypt(key, iv);
}

/** A key that came wrapped by AES-128-ECB under another. */
export function unwrapKey(key: Buffer, wrapped: Buffer): Buffer {
  return aesEcbDecrypt(key, wrapped.subarray(0, 16));
}

function xor(a: Buffer, b: Buffer): Buffer {
  const out = Buffer.alloc(16);
  for (let i = 0; i < 16; i += 1) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  return out;
}

const pattern = Buffer.from('kexcts known data, sixteen by sixteen bytes....', 'latin1');

/** Bytes that the blits carry: fixed, and of any length. */
export function knownData(bytes: number): Buffer {
  return Buffer.alloc(bytes, pattern.subarray(0, 47));
}

/**
 * Looks at the key in force on a session by the best means at hand.
 * @param candidates keys that it could be, the likeliest first; blits can show only these.
 * @param keyed whether a call said that a key was set: blits without a key are not defined, so they are not made.
 * @returns undefined where there is no means.
 * @throws DriverTerminated where the implementation ends during it.
 */
export async function readKey(
  driver: DriverSession,
  means: KeyReadMethods,
  object: { readonly hDevice: string; readonly hCryptoSession: string },
  candidates: readonly string[],
  keyed: boolean,
): Promise<ObservedKey | undefined> {
  if (keyed && means.blitBytes !== undefined) {
    const seen =
      (await driver.settings.look?.(driver, object.hCryptoSession, candidates)) ??
      (await readKeyByBlits(driver, means, means.blitBytes, object, candidates));
    if (seen !== undefined) return seen;
  }
  if (!means.probeSessionKey) return undefined;
  try {
    const { key } = await driver.call('test/probeSessionKey', { hCryptoSession: object.hCryptoSession });
    return { by: 'hook', key: typeof key === 'string' ? key.toLowerCase() : null };
  } catch (error) {
    if (error instanceof DriverTerminated) throw error;
    return undefined;
  }
}

async function readKeyByBlits(
  driver: DriverSession,
  means: KeyReadMethods,
  bytes: number,
  object: { readonly hDevice: string; readonly hCryptoSession: string },
  candidates: readonly string[],
): Promise<ObservedKey | undefined> {
  try {
    // Two equal IVs would cancel out and prove nothing, so it is tried again with another.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const Data = knownData(bytes);
      const iv = driver.nextIv(bytes / 16);
      const into = await driver.call('DecryptionBlt', {
        ...object,
        Data: Data.toString('hex'),
        ContentKey: null,
        IV: iv.toString('hex'),
      });
      const hSurface = into['hSurface'];
      if (typeof hSurface !== 'string') return undefined;
      const wrapped = means.blitsUseReadbackKey
        ? bytesIn((await driver.call('GetEncryptionBltKey', { ...object, KeySize: 16 }))['ReadbackKey'])
        : undefined;
      const back = await driver.call('EncryptionBlt', { ...object, hSurface });
      await driver.call('DestroySurface', { hDevice: object.hDevice, hSurface });
      const out = bytesIn(back['Data']);
      const outIv = bytesIn(back['IV']);
      if (out.length < 16 || outIv.length !== 16 || (wrapped !== undefined && wrapped.length < 16))
        return undefined;
      if (wrapped === undefined && outIv.equals(iv)) continue;
      const difference = xor(Data, out);
      for (const candidate of candidates) {
        const key = Buffer.from(candidate, 'hex');
        const readback = wrapped === undefined ? key : unwrapKey(key, wrapped);
        if (xor(keystream(key, iv), keystream(readback, outIv)).equals(difference))
          return { by: 'blits', key: candidate };
      }
      return { by: 'blits', key: 'other' };
    }
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
