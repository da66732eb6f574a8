// The key of a session, asked of the driver in one call where blits take four. A driver that blits as the correct one does is
// seen to have the same key either way.
import type { Behaviour } from '../emulator/behaviour.ts';
import type { KeyReader } from '../steps/driver/driver-session.ts';

/** Decisions that blits rest on: a driver that varies one of them is looked at by blits. */
export const blitting: ReadonlySet<string> = new Set([
  'keyInForce',
  'readBackKey',
  'wrapKey',
  'unwrapKey',
  'encryptionKey',
  'encryptionIv',
  'ivFits',
  'ctr',
] satisfies readonly (keyof Behaviour)[]);

/** What blits would show, by the driver's hook; keys that are not of AES-128 are left to blits. */
export const askedKey: KeyReader = async (driver, hCryptoSession, candidates) => {
  if (!driver.offers('probeSessionKey')) return undefined;
  const { key } = await driver.call('test/probeSessionKey', { hCryptoSession });
  if (typeof key !== 'string') return { by: 'blits', key: 'other' };
  if (key.length !== 32) return undefined;
  return { by: 'blits', key: candidates.includes(key) ? key : 'other' };
};
