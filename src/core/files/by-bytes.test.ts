import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { ByBytes } from './by-bytes.ts';

it('distinguishes bytes of one checksum, and keeps a copy', () => {
  const [first, second] = [Buffer.from('plumless'), Buffer.from('buckeroo')];
  expect(crc32(first)).toBe(crc32(second));
  const known = new ByBytes<number>();
  known.set(first, 1);
  expect(known.get(second)).toBe(undefined);
  known.set(second, 2);
  first.fill(0);
  expect(known.get(Buffer.from('plumless'))).toBe(1);
  expect(known.get(second)).toBe(2);
  expect(known.get(first)).toBe(undefined);
});
