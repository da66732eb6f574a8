import { expect, test } from 'vitest';
import {
  answerBytesParam,
  bytesParam,
  guidParam,
  objectParam,
  optionalUintParam,
  placementParam,
  pointerParam,
  uintParam,
} from './params.ts';
import { RequestError } from '../core/protocol/json-rpc.ts';

test('reads the values of the protocol', () => {
  expect(uintParam({ n: 0xffffffff }, 'n')).toBe(0xffffffff);
  expect(optionalUintParam({}, 'n')).toBeUndefined();
  expect(optionalUintParam({ n: 3 }, 'n')).toBe(3);
  expect(answerBytesParam({ n: 400_000 }, 'n')).toBe(400_000);
  expect(bytesParam({ b: 'aAfF' }, 'b')).toEqual(Buffer.of(0xaa, 0xff));
  expect(bytesParam({ b: '' }, 'b')).toHaveLength(0);
  expect(pointerParam({ b: null }, 'b')).toBeNull();
  expect(guidParam({ g: 'c1949895-d72a-4a1d-8e5d-ed857d171520' }, 'g')).toBe(
    'C1949895-D72A-4A1D-8E5D-ED857D171520',
  );
  expect(placementParam({ buffer: 'guard-after' })).toBe('guard-after');
  expect(placementParam({})).toBeUndefined();
  expect(objectParam({ h: 'x' }, 'h', new Map([['x', 5]]))).toBe(5);
});

test.each([
  ['n: expected an integer from 0 to 4294967295, got nothing', () => uintParam({}, 'n')],
  ['n: expected an integer from 0 to 4294967295, got -1', () => uintParam({ n: -1 }, 'n')],
  ['n: expected an integer from 0 to 4294967295, got 4294967296', () => uintParam({ n: 2 ** 32 }, 'n')],
  ['n: expected an integer from 0 to 4294967295, got 1.5', () => uintParam({ n: 1.5 }, 'n')],
  ['n: expected an integer from 0 to 4294967295, got "1"', () => optionalUintParam({ n: '1' }, 'n')],
  [
    'n: expected at most 400000 bytes, which fit an answer, got 400001',
    () => answerBytesParam({ n: 400_001 }, 'n'),
  ],
  ['b: expected bytes in hexadecimal, got "abc"', () => bytesParam({ b: 'abc' }, 'b')],
  ['b: expected bytes in hexadecimal, got "zz"', () => bytesParam({ b: 'zz' }, 'b')],
  ['b: expected bytes in hexadecimal, got null', () => bytesParam({ b: null }, 'b')],
  ['b: expected 16 bytes in hexadecimal, got "00"', () => pointerParam({ b: '00' }, 'b', 16)],
  ['g: expected a GUID, got "{C1949895}"', () => guidParam({ g: '{C1949895}' }, 'g')],
  [
    'buffer: expected one of guard-after, guard-before, unaligned, read-only, got "x"',
    () => placementParam({ buffer: 'x' }),
  ],
  ['h: expected the handle of a living object, got null', () => objectParam({ h: null }, 'h', new Map())],
])('refuses: %s', (message, act) => {
  expect(act).toThrow(new RequestError(-32602, message));
});

test('shows the beginning of a long value', () => {
  expect(() => bytesParam({ b: 'z'.repeat(600_000) }, 'b')).toThrow(/got "z{59}… \(600002 characters\)$/);
});
