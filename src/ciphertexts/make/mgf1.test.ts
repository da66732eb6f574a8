import { describe, expect, test } from 'vitest';
import { mgf1 } from './mgf1.ts';
import { maskOf, octets } from './opened.test-support.ts';

const ascii = (text: string): Buffer => Buffer.from(text, 'ascii');

describe('mgf1', () => {
  // Test vectors that several libraries have.
  test.each([
    ['sha1', 'foo', '1ac907'],
    ['sha1', 'foo', '1ac9075cd4'],
    ['sha1', 'bar', 'bc0c655e01'],
    [
      'sha1',
      'bar',
      'bc0c655e016bc2931d85a2e675181adcef7f581f76df2739da74faac41627be2f7f415c89e983fd0ce80ced9878641cb4876',
    ],
    [
      'sha256',
      'bar',
      '382576a7841021cc28fc4c0948753fb8312090cea942ea4c4e735d10dc724b155f9f6069f289d61daca0cb814502ef04eae1',
    ],
  ])('%s of "%s" is %s', (hash, seed, mask) => {
    expect(mgf1(ascii(seed), mask.length / 2, hash).toString('hex')).toBe(mask);
  });
  test.each(['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-224', 'sha512-256', 'md5'])(
    '%s: like the RFC, for any length',
    (hash) => {
      for (const length of [0, 1, 15, 16, 64, 65, 191, 235]) {
        expect(mgf1(ascii('seed'), length, hash).equals(maskOf(ascii('seed'), length, hash))).toBe(true);
      }
    },
  );
  test.each([
    ['counter-little-endian', (index: number) => octets(BigInt(index), 4).reverse()],
    ['counter-from-one', (index: number) => octets(BigInt(index + 1), 4)],
    ['counter-one-byte', (index: number) => octets(BigInt(index), 1)],
    ['no-counter', () => Buffer.alloc(0)],
  ] as const)('%s is that mistake and no other', (variant, counter) => {
    const mask = mgf1(ascii('seed'), 191, 'sha512', variant);
    expect(mask.equals(maskOf(ascii('seed'), 191, 'sha512', counter))).toBe(true);
    expect(mask.equals(mgf1(ascii('seed'), 191, 'sha512'))).toBe(false);
  });
  test('does not change its seed', () => {
    const seed = ascii('seed');
    mgf1(seed, 100, 'sha512');
    expect(seed.toString()).toBe('seed');
  });
});
