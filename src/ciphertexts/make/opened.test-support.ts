// What the tests hold the encoder against: the private operation, and RFC 8017 written down a second time with BigInt.
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/package-root.ts';
import { publicKeyOf, type PublicKey } from './rsa-public.ts';

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
}

/** A key of vectors/keys, by the last part of its name. */
export function testKey(name: 'a' | 'b' | 'c' | 'd' | 'e3'): TestKey {
  const pem = readFileSync(join(packageRoot, 'vectors', 'keys', `test-rsa2048-${name}.pem`), 'utf8');
  return { privateKey: createPrivateKey(pem), publicKey: publicKeyOf(createPublicKey(pem)) };
}

/** The private operation on bytes. */
export function rawDecrypt(privateKey: KeyObject, c: Buffer): Buffer {
  return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, c);
}

/** Base to the exponent, modulo n, by squaring. */
export function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  let square = base % n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

export function integer(bytes: Buffer): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

export function octets(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = length - 1, rest = value; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 255n);
  return bytes;
}

export function digestOf(hash: string, ...parts: Buffer[]): Buffer {
  return parts.reduce((state, part) => state.update(part), createHash(hash)).digest();
}

/** MGF1 as RFC 8017, B.2.1 has it, step by step; `counter` makes the octets behind the seed. */
export function maskOf(
  seed: Buffer,
  length: number,
  hash: string,
  counter: (index: number) => Buffer = (index) => octets(BigInt(index), 4),
): Buffer {
  let T = Buffer.alloc(0);
  for (let index = 0; T.length < length; index++)
    T = Buffer.concat([T, digestOf(hash, seed, counter(index))]);
  return T.subarray(0, length);
}

export function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}

/** Y || seed || DB of an EM. */
export function unmask(EM: Buffer, hLen: number, mgfHash: string): Buffer {
  const maskedDB = EM.subarray(1 + hLen);
  const seed = xor(EM.subarray(1, 1 + hLen), maskOf(maskedDB, hLen, mgfHash));
  return Buffer.concat([EM.subarray(0, 1), seed, xor(maskedDB, maskOf(seed, maskedDB.length, mgfHash))]);
}
