import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finish } from '../block.ts';
import { finish } from './finish.ts';
import { integer, octets, testKey } from './opened.test-support.ts';

const { publicKey } = testKey('a');
const key = (): typeof publicKey => publicKey;
const start = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const hexAfter = (...operations: Finish[]): string => {
  const bytes = finish(start, operations, key);
  return typeof bytes === 'string' ? bytes : bytes.toString('hex');
};

describe('finish', () => {
  test.each<[Finish, string]>([
    [{ op: 'reverse' }, '0f0e0d0c0b0a09080706050403020100'],
    [{ op: 'reverse-words', bytes: 4 }, '03020100070605040b0a09080f0e0d0c'],
    [{ op: 'reverse-words', bytes: 16 }, '0f0e0d0c0b0a09080706050403020100'],
    [{ op: 'xor', at: 0, mask: '80' }, '800102030405060708090a0b0c0d0e0f'],
    [{ op: 'xor', at: 'last', mask: '01' }, '000102030405060708090a0b0c0d0e0e'],
    [{ op: 'xor', at: -2, mask: 'ffff' }, '000102030405060708090a0b0c0df1f0'],
    [{ op: 'rotate', by: 1 }, '0102030405060708090a0b0c0d0e0f00'],
    [{ op: 'rotate', by: -1 }, '0f000102030405060708090a0b0c0d0e'],
    [{ op: 'rotate', by: 17 }, '0102030405060708090a0b0c0d0e0f00'],
    [{ op: 'truncate', to: 3 }, '000102'],
    [{ op: 'truncate', to: 0 }, ''],
    [{ op: 'drop-front', bytes: 15 }, '0f'],
    [{ op: 'append', bytes: 'aabb' }, '000102030405060708090a0b0c0d0e0faabb'],
    [{ op: 'prepend', bytes: 'aabb' }, 'aabb000102030405060708090a0b0c0d0e0f'],
    [{ op: 'repeat', to: 18 }, '000102030405060708090a0b0c0d0e0f0001'],
    [{ op: 'repeat', to: 2 }, '0001'],
  ])('%j', (operation, expected) => {
    const before = start.toString('hex');
    expect(hexAfter(operation)).toBe(expected);
    expect(start.toString('hex')).toBe(before);
  });
  test('goes in order', () => {
    expect(hexAfter({ op: 'truncate', to: 2 }, { op: 'append', bytes: 'ff' }, { op: 'reverse' })).toBe(
      'ff0100',
    );
    expect(hexAfter()).toBe(start.toString('hex'));
  });
  test('add-n adds the modulus, or says that the sum does not fit', () => {
    const room = (1n << 2048n) - publicKey.n;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: publicKey.n - 1n }), (c) => {
        const sum = finish(octets(c, 256), [{ op: 'add-n' }], key);
        if (c < room) expect(typeof sum === 'string' ? sum : integer(sum)).toBe(c + publicKey.n);
        else expect(sum).toBe('c + n does not fit');
      }),
      { seed: 1, numRuns: 100, examples: [[room - 1n], [room], [0n]] },
    );
  });
  test.each<Finish>([
    { op: 'reverse-words', bytes: 3 },
    { op: 'reverse-words', bytes: 0 },
    { op: 'truncate', to: 17 },
    { op: 'truncate', to: -1 },
    { op: 'drop-front', bytes: 17 },
    { op: 'repeat', to: 2 ** 31 },
    { op: 'rotate', by: 0.5 },
    { op: 'xor', at: 16, mask: '01' },
    { op: 'append', bytes: 'x' },
  ])('%j cannot be applied', (operation) => {
    expect(() => hexAfter(operation)).toThrow(RangeError);
  });
});
