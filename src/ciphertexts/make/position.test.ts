import { describe, expect, test } from 'vitest';
import { place } from './position.ts';

describe('place', () => {
  test.each([
    [0, 'ff', 0],
    [9, 'ff', 9],
    [-1, 'ff', 9],
    [-10, 'ff', 0],
    [8, 'ffff', 8],
    [-2, 'ffff', 8],
    ['first', 'ff', 0],
    ['middle', 'ff', 4],
    ['last', 'ff', 9],
    ['last', 'ffff', 8],
  ] as const)('at %s, "%s" goes to byte %i of ten', (at, hex, offset) => {
    expect(place('PS', 10, at, hex)).toEqual({ offset, bytes: Buffer.from(hex, 'hex') });
  });
  test.each(['first', 'middle', 'last'] as const)('cuts what does not fit a field at %s', (at) => {
    expect(place('lHash', 3, at, '0102030405')).toEqual({ offset: 0, bytes: Buffer.from('010203', 'hex') });
  });
  test.each([
    [10, 10, 'ff'],
    [10, -11, 'ff'],
    [10, 9, 'ffff'],
    [10, -1, 'ffff'],
    [10, 0.5, 'ff'],
    [0, 'first', 'ff'],
    [10, 'first', ''],
    [10, 'first', 'f'],
    [10, 'first', 'zz'],
  ] as const)('%i bytes: %s with "%s" is an error that names the field', (length, at, hex) => {
    expect(() => place('PS', length, at, hex)).toThrow(/^PS: /);
    expect(() => place('PS', length, at, hex)).toThrow(RangeError);
  });
});
