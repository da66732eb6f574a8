import { expect, it } from 'vitest';
import { normalizeResult } from './normalize-result.ts';

it('gives two spellings of one value one form', () => {
  expect(
    normalizeResult('NegotiateCryptoSessionKeyExchange', {
      hr: -2147024809,
      pDataAfter: 'AAbb',
      setError: [-2147024809, 0],
      other: 'AA',
    }),
  ).toEqual({ hr: 0x80070057, pDataAfter: 'aabb', setError: [0x80070057, 0], other: 'AA' });
  expect(normalizeResult('OPMGetRandomNumber', { status: -1072823037, RandomNumber: 'FF' })).toEqual({
    status: 0xc00e0503,
    RandomNumber: 'ff',
  });
});

it('leaves handles, names and unknown calls alone', () => {
  expect(normalizeResult('CreateDevice', { hr: 0, hDevice: 'ABC' })).toEqual({ hr: 0, hDevice: 'ABC' });
  expect(normalizeResult('constructor', { hr: -1 })).toEqual({ hr: -1 });
  expect(normalizeResult('test/probeSessionKey', { key: null })).toEqual({ key: null });
});
