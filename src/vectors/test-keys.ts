// The RSA keys of vectors/keys, in the forms that vectors have them in. Private keys that everybody has: for testing only.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../core/package-root.ts';
import type { ExchangeGroup, RsaNumbers } from './format.ts';

export interface TestKey {
  readonly keyObject: KeyObject;
  readonly parts: Pick<
    ExchangeGroup,
    'keySize' | 'keyName' | 'privateKey' | 'privateKeyPem' | 'privateKeyPkcs8' | 'privateKeyJwk'
  >;
}

const jwkNames = {
  modulus: 'n',
  publicExponent: 'e',
  privateExponent: 'd',
  prime1: 'p',
  prime2: 'q',
  exponent1: 'dp',
  exponent2: 'dq',
  coefficient: 'qi',
} as const satisfies Readonly<Record<keyof RsaNumbers, string>>;

/** A private key in all forms that a group of vectors holds. */
export function testKeyForms(keyName: string, keyObject: KeyObject): TestKey {
  const jwk = keyObject.export({ format: 'jwk' }) as Readonly<Record<string, string>>;
  const numbers = Object.fromEntries(
    Object.entries(jwkNames).map(([name, member]) => [
      name,
      Buffer.from(jwk[member] ?? '', 'base64url').toString('hex'),
    ]),
  ) as unknown as RsaNumbers;
  return {
    keyObject,
    parts: {
      keySize: keyObject.asymmetricKeyDetails?.modulusLength ?? 0,
      keyName,
      privateKey: numbers,
      privateKeyPem: keyObject.export({ format: 'pem', type: 'pkcs8' }).toString(),
      privateKeyPkcs8: keyObject.export({ format: 'der', type: 'pkcs8' }).toString('hex'),
      privateKeyJwk: { ...jwk, kid: keyName },
    },
  };
}

const cachedKeys = new Map<string, TestKey>();

/** A key of vectors/keys by its file's name without `.pem`; read once. */
export function testKey(keyName: string): TestKey {
  let key = cachedKeys.get(keyName);
  if (key === undefined) {
    const pem = readFileSync(join(packageRoot, 'vectors', 'keys', `${keyName}.pem`), 'utf8');
    cachedKeys.set(keyName, (key = testKeyForms(keyName, createPrivateKey(pem))));
  }
  return key;
}
