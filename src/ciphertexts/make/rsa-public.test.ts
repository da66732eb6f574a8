import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, octets, power, rawDecrypt, testKey } from './opened.test-support.ts';
import { i2osp, isBelowModulus, os2ip, publicKeyOf, rsaPublic } from './rsa-public.ts';
import { unrelatedKey } from './unrelated-key.ts';

describe('rsaPublic', () => {
  test.each(['a', 'b', 'e3'] as const)('is m^e mod n, and what the private key undoes (%s)', (name) => {
    const { privateKey, publicKey } = testKey(name);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: publicKey.n - 1n }), (m) => {
        const c = rsaPublic(publicKey, octets(m, 256));
        expect(integer(c)).toBe(power(m, publicKey.exponent, publicKey.n));
        expect(integer(rawDecrypt(privateKey, c))).toBe(m);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
  test('takes m below n only, as long as n', () => {
    const { publicKey } = testKey('a');
    expect(rsaPublic(publicKey, i2osp(publicKey.n - 1n, 256)).length).toBe(256);
    for (const m of [publicKey.modulus, Buffer.alloc(256, 0xff), Buffer.alloc(255), Buffer.alloc(257)]) {
      expect(() => rsaPublic(publicKey, m)).toThrow(RangeError);
      expect(isBelowModulus(m, publicKey)).toBe(false);
    }
  });
});

describe('integers and octets', () => {
  test('are each other, big-endian', () => {
    expect(os2ip(Buffer.from('0100', 'hex'))).toBe(256n);
    expect(os2ip(Buffer.alloc(0))).toBe(0n);
    expect(i2osp(256n, 4).toString('hex')).toBe('00000100');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(os2ip(bytes)).toBe(integer(Buffer.from(bytes)));
        expect(
          i2osp(os2ip(bytes), Math.max(1, bytes.length)).equals(
            octets(os2ip(bytes), Math.max(1, bytes.length)),
          ),
        ).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });
  test('that do not fit are an error', () => {
    expect(() => i2osp(256n, 1)).toThrow(RangeError);
    expect(() => i2osp(-1n, 4)).toThrow(RangeError);
  });
});

describe('publicKeyOf', () => {
  test('takes RSA keys', () => {
    const { publicKey } = testKey('e3');
    expect(publicKey).toMatchObject({ modulusBytes: 256, exponent: 3n, n: integer(publicKey.modulus) });
  });
  test('takes no other keys', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(() => publicKeyOf(publicKey)).toThrow(TypeError);
  });
});

test('the unrelated key is an RSA-2048 key, and none of the keys for testing', () => {
  const unrelated = unrelatedKey();
  expect([unrelated.modulusBytes, unrelated.exponent, unrelated.modulus.length]).toEqual([256, 65537n, 256]);
  expect(unrelatedKey()).toBe(unrelated);
  for (const name of ['a', 'b', 'c', 'd', 'e3'] as const)
    expect(testKey(name).publicKey.n).not.toBe(unrelated.n);
  expect(createPublicKey(unrelated.keyObject.export({ type: 'spki', format: 'pem' })).asymmetricKeyType).toBe(
    'rsa',
  );
});
