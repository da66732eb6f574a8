import { expect, test } from 'vitest';
import { aesEcbDecrypt, aesEcbEncrypt } from '../core/aes-ecb.ts';
import { aesCtr } from './aes.ts';

const key = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex');

test('encrypts as in SP 800-38A, F.5.1', () => {
  const counter = Buffer.from('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'hex');
  const clear = Buffer.from('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51', 'hex');
  const expected = '874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff';
  expect(aesCtr(key, counter, clear).toString('hex')).toBe(expected);
});

test('wraps the block count within its 64 bits and leaves the IV alone', () => {
  const last = Buffer.from('0123456789abcdefffffffffffffffff', 'hex');
  const first = Buffer.from('0123456789abcdef0000000000000000', 'hex');
  const zeros = Buffer.alloc(48);
  const keystream = aesCtr(key, last, zeros);
  expect(keystream.subarray(0, 16)).toEqual(aesEcbEncrypt(key, last));
  expect(keystream.subarray(16)).toEqual(aesCtr(key, first, zeros.subarray(16)));
  expect(aesCtr(key, last, zeros.subarray(0, 16))).toEqual(aesEcbEncrypt(key, last));
});

test('decrypts what it encrypts', () => {
  const blocks = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  expect(aesEcbDecrypt(key, aesEcbEncrypt(key, blocks))).toEqual(blocks);
});
