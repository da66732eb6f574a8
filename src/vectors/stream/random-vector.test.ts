// Vectors of large sets: the same from the same seed and number, and what they say of themselves holds.
import { constants, privateDecrypt } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSpec } from '../../1-contract/load.ts';
import { publicKeyOf } from '../../ciphertexts/make/rsa-public.ts';
import { packageRoot } from '../../core/package-root.ts';
import { testKey } from '../test-keys.ts';
import { randomVector, type StreamContext } from './random-vector.ts';

const { contract, profiles } = loadSpec(join(packageRoot, 'spec'));
const keyName = 'test-rsa2048-a';
const key = testKey(keyName).keyObject;

function context(name: string, seed = 1): StreamContext {
  const profile = profiles.find((one) => one.name === name)!;
  return { contract, profile, publicKey: publicKeyOf(key), keyName, seed };
}

test.each(['opm-sha512', 'oaep-sha256', 'oaep-sha1'])('of %s open or not as they say', (name) => {
  const results = new Set<string>();
  const oaepHash = context(name).profile.hash;
  for (let index = 1; index <= 60; index += 1) {
    const vector = randomVector(context(name), index);
    results.add(vector.flags[0]!);
    let opened: string | null = null;
    try {
      const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
      opened = privateDecrypt(options, Buffer.from(vector.ct, 'hex')).toString('hex');
    } catch {
      // refused
    }
    expect(opened, `number ${index}`).toBe(vector.result === 'valid' ? vector.key : null);
  }
  expect(results.size).toBe(6);
});

test('the seed and the number decide, and nothing else', () => {
  const one = JSON.stringify(randomVector(context('opm-sha512'), 7));
  randomVector(context('opm-sha512'), 3);
  expect(JSON.stringify(randomVector(context('opm-sha512'), 7))).toBe(one);
  expect(JSON.stringify(randomVector(context('opm-sha512', 2), 7))).not.toBe(one);
  expect(JSON.stringify(randomVector(context('opm-sha512'), 8))).not.toBe(one);
});
