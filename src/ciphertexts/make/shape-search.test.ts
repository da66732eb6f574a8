import { describe, expect, test } from 'vitest';
import { shapes, type Shape } from '../block.ts';
import { prepareEncoding, type PreparedEncoding } from './eme-oaep.ts';
import { integer, rawDecrypt, testKey } from './opened.test-support.ts';
import type { PublicKey } from './rsa-public.ts';
import { encryptWithShape } from './shape-search.ts';

const { privateKey, publicKey } = testKey('a');
const M = Buffer.alloc(16, 0x42);
const preparedFor = (
  hash: string,
  edits: Parameters<typeof prepareEncoding>[0]['edits'] = [],
): PreparedEncoding => prepareEncoding({ M, label: Buffer.alloc(0), hash, mgfHash: hash, edits, k: 256 });
const prepared = preparedFor('sha512');
const seed = Buffer.alloc(64, 7);

const holds: Record<Shape, (c: Buffer, EM: Buffer, key: PublicKey, hLen: number) => boolean> = {
  'c-leading-zero': (c) => c[0] === 0,
  'c-two-leading-zeros': (c) => c[0] === 0 && c[1] === 0,
  'c-trailing-zero': (c) => c[255] === 0,
  'c-top-bit-set': (c) => integer(c) >> 2047n === 1n,
  'c-top-bit-clear': (c) => integer(c) >> 2047n === 0n,
  'c-plus-n-fits': (c, _EM, key) => integer(c) + key.n < 1n << 2048n,
  'c-reversed-below-n': (c, _EM, key) => integer(Buffer.from(c).reverse()) < key.n,
  'c-contains-separator-like': (c) => c.toString('latin1').includes('\0\x01'),
  'em-second-byte-zero': (_c, EM) => EM[1] === 0,
  'em-second-and-third-byte-zero': (_c, EM) => EM[1] === 0 && EM[2] === 0,
  'em-last-byte-zero': (_c, EM) => EM[255] === 0,
  'em-second-byte-02': (_c, EM) => EM[1] === 2,
  'masked-db-leading-zero': (_c, EM, _key, hLen) => EM[1 + hLen] === 0,
};

describe('encryptWithShape', () => {
  test.each(shapes)('finds %s, by a seed that differs in its last four bytes alone', (shape) => {
    const found = encryptWithShape(prepared, publicKey, seed, shape);
    if (typeof found === 'string') expect.unreachable(found);
    expect(holds[shape](found.c, found.EM, publicKey, 64)).toBe(true);
    expect(rawDecrypt(privateKey, found.c).equals(found.EM)).toBe(true);
    expect(found.seed.subarray(0, 60).equals(seed.subarray(0, 60))).toBe(true);
    expect(encryptWithShape(prepared, publicKey, found.seed, undefined)).toMatchObject({ c: found.c });
  });
  test('takes the first seed that does, counting from the one given', () => {
    const found = encryptWithShape(prepared, publicKey, seed, 'em-second-byte-02');
    if (typeof found === 'string') expect.unreachable(found);
    const first = seed.readUInt32BE(60);
    const last = found.seed.readUInt32BE(60);
    const counted = Buffer.from(seed);
    for (let value = first; value < last; value++) {
      counted.writeUInt32BE(value, 60);
      expect(prepared.encode(counted).EM[1]).not.toBe(2);
    }
  });
  test('wraps around, and leaves the seed given as it is', () => {
    const high = Buffer.alloc(64, 0xff);
    const found = encryptWithShape(prepared, publicKey, high, 'em-second-byte-02');
    if (typeof found === 'string') expect.unreachable(found);
    expect(high.every((byte) => byte === 0xff)).toBe(true);
    expect(found.seed.subarray(0, 60).equals(high.subarray(0, 60))).toBe(true);
    expect(found.EM[1]).toBe(2);
  });
  test.each(['sha1', 'sha256', 'md5'])('counts in the seed as cut for %s', (hash) => {
    const cut = preparedFor(hash);
    for (const shape of ['c-leading-zero', 'masked-db-leading-zero'] as const) {
      const found = encryptWithShape(cut, publicKey, seed, shape);
      if (typeof found === 'string') expect.unreachable(found);
      expect(holds[shape](found.c, found.EM, publicKey, cut.hLen)).toBe(true);
    }
  });
  test('gives up where no seed can do', () => {
    const fixed = preparedFor('sha512', [{ field: 'maskedDB', at: 'first', set: '01' }]);
    expect(encryptWithShape(fixed, publicKey, seed, 'masked-db-leading-zero')).toBe('shape not found');
    const large = preparedFor('sha512', [{ field: 'Y', at: 'first', set: 'ff' }]);
    expect(encryptWithShape(large, publicKey, seed, 'em-last-byte-zero')).toBe('shape not found');
    expect(encryptWithShape(large, publicKey, seed, undefined)).toBe('EM is not below n');
  });
});
