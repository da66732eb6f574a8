import { describe, expect, it } from 'vitest';
import type { Edit } from '../ciphertexts/block.ts';
import { describeBlock } from './describe-block.ts';

describe('describeBlock', () => {
  it.each<[Edit, string]>([
    [{ field: 'Y', at: 0, set: '01' }, 'Y: byte 0 set to 01'],
    [{ field: 'PS', at: -1, xor: 'ff' }, 'PS: byte 1 from the end changed by XOR FF'],
    [{ field: 'lHash', at: 0, set: '00'.repeat(64) }, 'lHash: 64 bytes from byte 0 on set to 00 each'],
    [{ field: 'lHash', at: 'middle', xor: '0102' }, 'lHash: 2 bytes from middle byte on changed by XOR 0102'],
    [
      { field: 'lHash', at: 2, set: '00112233445566778899' },
      'lHash: 10 bytes from byte 2 on set to 0011223344556677…',
    ],
  ])('says what %j changes', (edit, words) => {
    const seed = '00'.repeat(16);
    expect(describeBlock({ form: 'oaep', M: '11'.repeat(16), seed, edits: [edit] })).toBe(
      `RSAES-OAEP block of key ${'11'.repeat(16)}; ${words}`,
    );
  });
});
