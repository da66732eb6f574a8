import { constants, privateEncrypt, publicDecrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, rawDecrypt, testKey } from './opened.test-support.ts';
import { encodePkcs1, encodeUnpadded } from './pkcs1-v1.5.ts';
import { rsaPublic } from './rsa-public.ts';

const { privateKey, publicKey } = testKey('a');

describe('encodePkcs1', () => {
  // Node 20 does not decode type 2 any more; type 1 it does, and they differ in one byte.
  test('is decoded by node:crypto', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 245 }), (message) => {
        const M = Buffer.from(message);
        const { EM } = encodePkcs1(M, Buffer.of(0xff), 1, 256);
        const c = privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, EM);
        const options = { key: publicKey.keyObject, padding: constants.RSA_PKCS1_PADDING };
        expect(publicDecrypt(options, c).equals(M)).toBe(true);
        EM[1] = 2;
        expect(encodePkcs1(M, Buffer.of(0xff), 2, 256).EM.equals(EM)).toBe(true);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
  test('has a PS without zeros, as long as is needed, of any pattern', () => {
    fc.assert(
      fc.property(fc.nat(245), fc.uint8Array({ min: 1, minLength: 1, maxLength: 300 }), (length, pattern) => {
        const { EM } = encodePkcs1(Buffer.alloc(length, 0xaa), Buffer.from(pattern), 2, 256);
        expect([EM.length, EM[0], EM[1], EM.indexOf(0, 2)]).toEqual([256, 0, 2, 255 - length]);
        for (const [index, byte] of EM.subarray(2, 255 - length).entries()) {
          expect(byte).toBe(pattern[index % pattern.length]);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });
  test('is laid out as in RFC 8017, 7.2.1', () => {
    const { EM, fields } = encodePkcs1(Buffer.from('aabb', 'hex'), Buffer.from('1122', 'hex'), 1, 16);
    expect(EM.toString('hex')).toBe('000111221122112211221122' + '11' + '00' + 'aabb');
    expect(fields.map(({ name, offset, length }) => [name, offset, length])).toEqual([
      ['Y', 0, 1],
      ['block type', 1, 1],
      ['PS', 2, 11],
      ['separator', 13, 1],
      ['M', 14, 2],
    ]);
  });
  test.each([
    [246, 'ff', /^M: /],
    [16, '', /^PS: /],
    [16, 'ff00', /^PS: /],
  ])('%i bytes with PS "%s" are an error', (length, PS, message) => {
    const encode = (): unknown => encodePkcs1(Buffer.alloc(length), Buffer.from(PS, 'hex'), 2, 256);
    expect(encode).toThrow(RangeError);
    expect(encode).toThrow(message);
  });
});

describe('encodeUnpadded', () => {
  test.each([
    ['start', 1],
    ['end', 240],
  ] as const)('at the %s: zeros around M, and below n for any M', (at, offset) => {
    const M = Buffer.alloc(16, 0xff);
    const { EM, fields } = encodeUnpadded(M, at, 256);
    expect(rawDecrypt(privateKey, rsaPublic(publicKey, EM)).equals(EM)).toBe(true);
    expect(EM.subarray(offset, offset + 16).equals(M)).toBe(true);
    expect(EM.filter((byte) => byte !== 0).length).toBe(16);
    expect(fields.reduce((sum, each) => sum + each.length, 0)).toBe(256);
    expect(fields.find(({ name }) => name === 'M')).toMatchObject({ offset, length: 16 });
    if (at === 'end') expect(integer(EM)).toBe(integer(M));
  });
  test('has room for so many bytes', () => {
    expect(encodeUnpadded(Buffer.alloc(255), 'start', 256).EM.length).toBe(256);
    expect(encodeUnpadded(Buffer.alloc(256), 'end', 256).EM.length).toBe(256);
    expect(() => encodeUnpadded(Buffer.alloc(256), 'start', 256)).toThrow(/^M: /);
    expect(() => encodeUnpadded(Buffer.alloc(257), 'end', 256)).toThrow(RangeError);
  });
});
