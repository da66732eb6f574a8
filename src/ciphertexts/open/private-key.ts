// The private operation on a block, whatever its padding.
import { constants, privateDecrypt, type KeyObject } from 'node:crypto';

/** An RSA private key, with its modulus at hand. */
export interface PrivateKey {
  readonly keyObject: KeyObject;
  readonly n: bigint;
  /** n, big-endian. */
  readonly modulus: Buffer;
  readonly modulusBytes: number;
}

/** @throws TypeError where it is no RSA private key */
export function privateKeyOf(keyObject: KeyObject): PrivateKey {
  const n = keyObject.type === 'private' ? keyObject.export({ format: 'jwk' }).n : undefined;
  if (n === undefined || keyObject.asymmetricKeyType !== 'rsa')
    throw new TypeError('an RSA private key was expected');
  const modulus = Buffer.from(n, 'base64url');
  return { keyObject, n: BigInt(`0x${modulus.toString('hex')}`), modulus, modulusBytes: modulus.length };
}

/** The integer that a block is, big-endian. */
export function integerOf(block: Buffer): bigint {
  return BigInt(`0x0${block.toString('hex')}`);
}

/** EM of a ciphertext, which is reduced by n first where it is not below it (RFC 8017 would refuse that one). */
export function openWith(key: PrivateKey, block: Buffer): Buffer {
  const c = integerOf(block);
  const reduced =
    c < key.n ? block : Buffer.from((c % key.n).toString(16).padStart(2 * block.length, '0'), 'hex');
  return privateDecrypt({ key: key.keyObject, padding: constants.RSA_NO_PADDING }, reduced);
}
