import { expect, test } from 'vitest';
import { aesCmac } from './cmac.ts';

const key = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');
const message = Buffer.from(
  '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51' +
    '30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710',
  'hex',
);

// RFC 4493, section 4.
test.each([
  [0, 'bb1d6929e95937287fa37d129b756746'],
  [16, '070a16b46b4d4144f79bdd9dd04a287c'],
  [40, 'dfa66747de9ae63030ca32611497c827'],
  [64, '51f0bebf7e3b9d92fc49741779363cfe'],
])('gives the CMAC of RFC 4493 for %i bytes', (bytes, expected) => {
  expect(aesCmac(key, message.subarray(0, bytes)).toString('hex')).toBe(expected);
});

test('depends on every byte of a long message', () => {
  const long = Buffer.alloc(4096, 7);
  const before = aesCmac(key, long);
  for (const at of [0, 15, 16, 2000, 4080, 4095]) {
    const changed = Buffer.from(long);
    changed[at] = 8;
    expect(aesCmac(key, changed).equals(before)).toBe(false);
  }
});
