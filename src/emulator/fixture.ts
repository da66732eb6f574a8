// For the tests of this folder: an emulator that is initialised, and blocks made with node:crypto alone.
import {
  constants,
  createPublicKey,
  hash,
  publicEncrypt,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import type { Params, Result } from '../core/protocol/adapter.ts';
import { guids } from '../core/windows/guids.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts';
import { leafCertificate } from './certificate-chain.ts';
import { poolKey, type DriverKey, type PoolKeyName } from './keys.ts';
import { hashBytes, type HashName, type OaepParameters } from './profiles.ts';

export const sessionKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
export const otherKey = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');

/** A call that gives the members of its result, whatever they are. */
export type Caller = (method: string, params?: Params) => Record<string, unknown>;

export interface StartedEmulator {
  readonly emulator: Emulator;
  readonly call: Caller;
  readonly introduction: Result;
}

/** An emulator after `initialize`; `options` are strings as a user gives them. */
export function startEmulator(
  typed: EmulatorOptions = {},
  options: Readonly<Record<string, string>> = {},
): StartedEmulator {
  const emulator = createEmulator({ seed: 1, ...typed });
  const introduction = emulator.call('initialize', { protocol: 1, options });
  return { emulator, introduction, call: (method, params = {}) => ({ ...emulator.call(method, params) }) };
}

export const cryptoType = { CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile: guids.NULL_GUID };

export interface Opened {
  readonly hDevice: string;
  readonly hCryptoSession: string;
}

/** A session on a new device, or on the device given. */
export function openSession(
  call: Caller,
  hDevice = String(call('CreateDevice')['hDevice']),
  KeyExchangeType: string = guids.KEY_EXCHANGE_RSAES_OAEP,
): Opened {
  const { hCryptoSession } = call('CreateCryptoSession', { hDevice, ...cryptoType, KeyExchangeType });
  return { hDevice, hCryptoSession: String(hCryptoSession) };
}

/** Negotiates with the bytes given and their size. */
export function negotiate(
  call: Caller,
  opened: Opened,
  block: Buffer,
  more: Params = {},
): Record<string, unknown> {
  return call('NegotiateCryptoSessionKeyExchange', {
    ...opened,
    DataSize: block.length,
    pData: block.toString('hex'),
    ...more,
  });
}

export function keyOf(call: Caller, { hCryptoSession }: Opened): unknown {
  return call('test/probeSessionKey', { hCryptoSession })['key'];
}

/** The public half of a key of the pool, as its certificate has it. */
export function publicKey(name: PoolKeyName = 'test-rsa2048-a'): KeyObject {
  return new X509Certificate(leafCertificate(poolKey(name))).publicKey;
}

export function publicHalf(key: DriverKey): KeyObject {
  return createPublicKey(key.privateKey);
}

/** RSAES-OAEP by node:crypto. */
export function encrypted(
  message: Buffer,
  key: KeyObject = publicKey(),
  oaepHash = 'sha512',
  label = '',
): Buffer {
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt(
    { key, padding, oaepHash, ...(label === '' ? {} : { oaepLabel: Buffer.from(label) }) },
    message,
  );
}

/** EM to the block that decrypts to it. */
export function rawEncrypted(em: Buffer, key: KeyObject = publicKey()): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, em);
}

function mask(hashName: HashName, seed: Buffer, bytes: number): Buffer {
  const blocks: Buffer[] = [];
  for (let index = 0; index * hashBytes[hashName] < bytes; index++) {
    blocks.push(hash(hashName, Buffer.concat([seed, Buffer.of(0, 0, 0, index)]), 'buffer'));
  }
  return Buffer.concat(blocks, bytes);
}

const combined = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));

/** EME-OAEP, with a say in Y and in DB before it is masked. */
export function encodedMessage(
  message: Buffer,
  change: { y?: number; db?: (db: Buffer) => void; parameters?: OaepParameters; bytes?: number } = {},
): Buffer {
  const { y = 0, bytes = 256 } = change;
  const {
    hash: hashName,
    mgfHash,
    label,
  } = change.parameters ?? { hash: 'sha512', mgfHash: 'sha512', label: '' };
  const hLen = hashBytes[hashName];
  const db = Buffer.alloc(bytes - hLen - 1);
  hash(hashName, label, 'buffer').copy(db);
  db[db.length - message.length - 1] = 1;
  message.copy(db, db.length - message.length);
  change.db?.(db);
  const seed = Buffer.alloc(hLen, 0x5e);
  const maskedDB = combined(db, mask(mgfHash, seed, db.length));
  return Buffer.concat([Buffer.of(y), combined(seed, mask(mgfHash, maskedDB, hLen)), maskedDB]);
}
