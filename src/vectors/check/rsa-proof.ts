// RSA with big integers: every decryption is proved by raising the result to the public exponent again.
import { constants, createPrivateKey, privateDecrypt, type KeyObject } from 'node:crypto';
import type { RsaNumbers } from '../format.ts';

/** A private key as numbers, checked to be one. */
export interface ProvedKey {
  readonly n: bigint;
  readonly e: bigint;
  readonly k: number;
  /** n, big-endian, k bytes. */
  readonly modulus: Buffer;
  readonly keyObject: KeyObject;
}

export function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}

export function toBytes(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
}

/** base^exponent mod n, by squaring. */
export function power(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  let square = base % n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

/**
 * The key of a group, from its numbers; `pkcs8` is held against them.
 * @throws RangeError that says what does not hold
 */
export function provedKey(numbers: RsaNumbers, pkcs8: string): ProvedKey {
  const big = (hex: string): bigint => BigInt(`0x${hex}`);
  const [n, e, d] = [big(numbers.modulus), big(numbers.publicExponent), big(numbers.privateExponent)];
  const [p, q] = [big(numbers.prime1), big(numbers.prime2)];
  if (p * q !== n) throw new RangeError('prime1 * prime2 is not the modulus');
  if ((e * d) % (p - 1n) !== 1n || (e * d) % (q - 1n) !== 1n)
    throw new RangeError('publicExponent * privateExponent is not 1 modulo both primes less one');
  if (big(numbers.exponent1) !== d % (p - 1n) || big(numbers.exponent2) !== d % (q - 1n))
    throw new RangeError('exponent1 or exponent2 is not privateExponent reduced');
  if ((big(numbers.coefficient) * q) % p !== 1n)
    throw new RangeError('coefficient is not 1 / prime2 modulo prime1');
  const keyObject = createPrivateKey({ key: Buffer.from(pkcs8, 'hex'), format: 'der', type: 'pkcs8' });
  const jwk = keyObject.export({ format: 'jwk' });
  if (
    toInteger(Buffer.from(jwk.n ?? '', 'base64url')) !== n ||
    toInteger(Buffer.from(jwk.d ?? '', 'base64url')) !== d
  )
    throw new RangeError('privateKeyPkcs8 holds another key than privateKey');
  const modulus = Buffer.from(numbers.modulus, 'hex');
  return { n, e, k: modulus.length, modulus, keyObject };
}

/**
 * EM for a representative below n.
 * @throws RangeError where EM^e mod n is not c again
 */
export function open(key: ProvedKey, c: bigint): Buffer {
  const EM = privateDecrypt({ key: key.keyObject, padding: constants.RSA_NO_PADDING }, toBytes(c, key.k));
  if (power(toInteger(EM), key.e, key.n) !== c)
    throw new RangeError('the private operation does not match the public one');
  return EM;
}
