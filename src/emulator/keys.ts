// RSA keys that the emulated driver holds: a pool made beforehand (vectors/keys), and keys given by test/provisionKey.
import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.ts';
import { badParams } from './refusal.ts';

/** Names of the keys in the pool; `vectors/keys/<name>.pem`. */
export const poolKeyNames = [
  'test-rsa2048-a',
  'test-rsa2048-b',
  'test-rsa2048-c',
  'test-rsa2048-d',
  'test-rsa2048-e',
  'test-rsa2048-f',
  'test-rsa2048-e3',
  'test-rsa1024',
  'test-rsa3072',
  'test-ec-p256',
] as const;
export type PoolKeyName = (typeof poolKeyNames)[number];

/** Keys that differ in nothing but their value: RSA-2048, exponent 65537. */
export const interchangeableKeyNames = poolKeyNames.slice(0, 6);

/** A private key of the driver. Two objects with one name are the same key. */
export interface DriverKey {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** Modulus, big-endian without leading zeros; empty where the key is no RSA key. */
  readonly modulus: Buffer;
  /** Length of the modulus in bytes, k of RFC 8017; 0 where the key is no RSA key. */
  readonly modulusBytes: number;
}

/** Folder of the pool. */
export const keyFolder: string = join(packageRoot, 'vectors', 'keys');

function driverKey(name: string, privateKey: KeyObject): DriverKey {
  const jwk = privateKey.asymmetricKeyType === 'rsa' ? privateKey.export({ format: 'jwk' }) : {};
  const modulus = Buffer.from(jwk.n ?? '', 'base64url');
  return { name, privateKey, modulus, modulusBytes: modulus.length };
}

/** DER of the SubjectPublicKeyInfo that belongs to a private key. */
export function publicKeyInfo(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

const pool = new Map<string, DriverKey>();

/** A key of the pool; read once in the life of the process. */
export function poolKey(name: PoolKeyName): DriverKey {
  let key = pool.get(name);
  if (key === undefined) {
    key = driverKey(name, createPrivateKey(readFileSync(join(keyFolder, `${name}.pem`), 'utf8')));
    pool.set(name, key);
  }
  return key;
}

/**
 * The key in a PKCS #8 DER.
 * @throws Refusal (-32602) where it holds no RSA private key.
 */
export function provisionedKey(pkcs8: Buffer): DriverKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } catch {
    throw badParams(
      `pkcs8: expected the DER of an RSA private key, got ${pkcs8.length} bytes that are not PKCS #8`,
    );
  }
  if (privateKey.asymmetricKeyType !== 'rsa') {
    throw badParams(
      `pkcs8: expected an RSA private key, got one of type ${privateKey.asymmetricKeyType ?? 'unknown'}`,
    );
  }
  return driverKey(`provisioned-${hash('sha256', publicKeyInfo(privateKey)).slice(0, 32)}`, privateKey);
}
