import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Block, Finish, OaepBlock } from '../ciphertexts/block.ts';
import { drawBlock } from './block-drawing.ts';
import type { DrawnField } from './drawn-block.ts';

const profile = { hash: 'sha512', mgfHash: 'sha512', label: '' };
const key = '000102030405060708090a0b0c0d0e0f';
const valid: OaepBlock = { form: 'oaep', M: key, seed: '5a'.repeat(64) };

function fields(block: Block, sent?: string): Map<string, DrawnField> {
  const drawn = drawBlock(block, { profile, sent });
  return new Map(
    drawn.rows.flatMap((row) => row.fields.map((field): [string, DrawnField] => [field.name, field])),
  );
}

test('a valid block: every field with its bytes, none marked', () => {
  const drawn = drawBlock(valid, { profile });
  expect(drawn.rows.map((row) => row.fields.map((field) => `${field.name} ${field.bytes}`))).toEqual([
    ['Y 1', 'maskedSeed 64', 'maskedDB 191'],
    ['seed 64', 'lHash 64', 'PS 110', 'separator 1', 'M 16'],
  ]);
  const found = fields(valid);
  expect(found.get('lHash')?.hex).toBe(createHash('sha512').digest('hex'));
  expect(found.get('PS')?.hex).toBe('00'.repeat(110));
  expect(found.get('separator')?.hex).toBe('01');
  expect(found.get('M')?.hex).toBe(key);
  for (const field of found.values()) expect(field).not.toHaveProperty('defect');
});

test('an edit before masking marks its field alone', () => {
  const found = fields({ ...valid, edits: [{ field: 'PS', at: 3, set: 'ff' }] });
  expect(found.get('PS')).toMatchObject({ wrong: [[3, 4]], defect: 'byte 3 of PS is ff, and should be 00' });
  expect([...found.values()].filter((field) => field.defect !== undefined)).toHaveLength(1);
});

test('an edit behind masking marks the masked field', () => {
  const found = fields({ ...valid, edits: [{ field: 'Y', at: 0, xor: '01' }] });
  expect(found.get('Y')).toMatchObject({
    hex: '01',
    wrong: [[0, 1]],
    defect: 'byte 0 of Y is 01, and should be 00',
  });
  const many = fields({ ...valid, edits: [{ field: 'maskedDB', at: 'last', xor: 'ffff' }] });
  expect(many.get('maskedDB')).toMatchObject({ wrong: [[189, 191]] });
  expect(many.get('maskedDB')?.defect).toBe(
    '2 bytes of maskedDB are not what they should be, the first at 189',
  );
});

test('defects that are no single bytes', () => {
  expect(fields({ ...valid, hash: 'sha1' }).get('lHash')).toMatchObject({
    bytes: 20,
    defect: 'hash sha1; the profile has sha512',
  });
  expect(fields({ ...valid, mgfHash: 'sha1' }).get('maskedDB')?.defect).toContain('MGF1 with sha1');
  expect(fields({ ...valid, mgf: 'no-counter' }).get('maskedDB')?.defect).toBe('MGF1 no-counter');
  expect(fields({ ...valid, L: '78' }).get('lHash')?.defect).toBe(
    "hash of the label 78; the profile's is empty",
  );
  expect(fields({ ...valid, M: `${key}10` }).get('M')?.defect).toBe('17 bytes, where a key has 16');
  expect(fields({ ...valid, key: 'stranger' }).get('C')?.defect).toBe('encrypted for the key of: stranger');
});

test('what was put to the ciphertext, or taken from it, is a field of its own', () => {
  const row = (finish: Finish, sent: string): readonly DrawnField[] =>
    drawBlock({ ...valid, finish: [finish] }, { profile, sent, dataSize: sent.length / 2 }).rows.at(-1)
      ?.fields ?? [];
  const c = 'ab'.repeat(256);
  expect(row({ op: 'append', bytes: '0102' }, `${c}0102`)).toEqual([
    { name: 'C', bytes: 256, hex: c },
    { name: 'behind it', bytes: 2, hex: '0102', defect: '2 bytes put behind C' },
  ]);
  expect(row({ op: 'repeat', to: 257 }, `${c}ab`)[1]).toMatchObject({ bytes: 1, hex: 'ab' });
  expect(row({ op: 'prepend', bytes: '00' }, `00${c}`)[0]).toEqual({
    name: 'before it',
    bytes: 1,
    hex: '00',
    defect: '1 byte put before C',
  });
  expect(row({ op: 'truncate', to: 255 }, c.slice(2))).toEqual([
    { name: 'C', bytes: 255, hex: c.slice(2) },
    { name: 'cut off', bytes: 1, defect: 'C cut to 255 bytes' },
  ]);
  expect(row({ op: 'drop-front', bytes: 1 }, c.slice(2))[0]).toMatchObject({ name: 'cut off', bytes: 1 });
  expect(row({ op: 'reverse' }, c)).toEqual([
    { name: 'C', bytes: 256, hex: c, defect: 'the bytes of C in reverse order' },
  ]);
  const drawn = drawBlock(valid, { profile, sent: c, dataSize: 257 });
  expect(drawn.rows.at(-1)?.label).toBe('pData, the bytes that were sent, with DataSize 257');
});

test('a plaintext of pieces: the random number is not in the recipe', () => {
  const found = fields({ ...valid, M: ['$random', key, '0000000100000002'] });
  expect(found.get('M: random number')).toEqual({ name: 'M: random number', bytes: 16 });
  expect(found.get('M, part 2')).toMatchObject({ bytes: 16, hex: key });
  expect(found.get('M, part 3')).toMatchObject({ bytes: 8, hex: '0000000100000002' });
});

test('other forms', () => {
  const pkcs1 = drawBlock({ form: 'pkcs1-v1.5', M: key, PS: 'a1b2', blockType: 2 }, { profile });
  expect(pkcs1.rows[0]?.fields.map((field) => field.name)).toEqual([
    'Y',
    'block type',
    'PS',
    'separator',
    'M',
  ]);
  expect(pkcs1.rows[0]?.fields[0]?.defect).toBe('not RSAES-OAEP');
  expect(fields({ form: 'integer', value: 'n-1' }).get('C')?.defect).toBe(
    'the integer n-1, no encoding at all',
  );
  expect(fields({ form: 'bytes', bytes: 'ff' }, 'ff').get('bytes')).toMatchObject({ bytes: 1, hex: 'ff' });
  expect(fields({ form: 'same-as', step: 0 }, 'ff').get('bytes')?.defect).toBe('the bytes of step 0 again');
  expect(fields({ form: 'unpadded', M: key, at: 'end' }).get('M')).toMatchObject({ bytes: 16, hex: key });
});

test('a block that cannot be laid out is a title that says why', () => {
  const drawn = drawBlock({ ...valid, M: '00'.repeat(300) }, { profile });
  expect(drawn.rows).toEqual([]);
  expect(drawn.title).toContain('at most 126 fit');
});
