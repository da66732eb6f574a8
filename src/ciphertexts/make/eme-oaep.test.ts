import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emFields, hashNames, type Edit, type EmField } from '../block.ts';
import { labelHash, prepareEncoding, type Encoding } from './eme-oaep.ts';
import { digestOf, maskOf, octets, unmask, xor } from './opened.test-support.ts';

const M = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const seed = Buffer.from(Array.from({ length: 64 }, (_, index) => index + 1));
const base: Encoding = { M, label: Buffer.alloc(0), hash: 'sha512', mgfHash: 'sha512', edits: [], k: 256 };
const encode = (more: Partial<Encoding>): ReturnType<ReturnType<typeof prepareEncoding>['encode']> =>
  prepareEncoding({ ...base, ...more }).encode(seed);
const differing = (a: Buffer, b: Buffer): number[] => [...a.keys()].filter((index) => a[index] !== b[index]);
const hashes = hashNames.filter((name) => name !== 'sha1');

describe('an encoding without defects', () => {
  test.each([...hashes, 'sha1'].flatMap((hash) => ['sha1', 'sha512'].map((mgfHash) => [hash, mgfHash])))(
    '%s with MGF1 of %s is that of the RFC',
    (hash, mgfHash) => {
      const lHash = digestOf(hash, Buffer.from('label'));
      const DB = Buffer.concat([lHash, Buffer.alloc(256 - 2 * lHash.length - 2 - 16), Buffer.of(1), M]);
      const { EM, unmasked, seed: used } = encode({ hash, mgfHash, label: Buffer.from('label') });
      const cut = seed.subarray(0, lHash.length);
      const maskedDB = xor(DB, maskOf(cut, DB.length, mgfHash));
      const maskedSeed = xor(cut, maskOf(maskedDB, cut.length, mgfHash));
      expect(EM.toString('hex')).toBe(Buffer.concat([Buffer.of(0), maskedSeed, maskedDB]).toString('hex'));
      expect(unmasked.equals(Buffer.concat([Buffer.of(0), cut, DB]))).toBe(true);
      expect(used.equals(cut)).toBe(true);
    },
  );
  test('has its fields where the RFC has them', () => {
    const prepared = prepareEncoding({ ...base, hash: 'sha256' });
    expect(prepared.fields.map(({ name, offset, length }) => [name, offset, length])).toEqual([
      ['Y', 0, 1],
      ['seed', 1, 32],
      ['lHash', 33, 32],
      ['PS', 65, 174],
      ['separator', 239, 1],
      ['M', 240, 16],
    ]);
    expect(prepared.fields.every(({ edited }) => !edited)).toBe(true);
  });
  test('takes messages up to the longest', () => {
    expect(encode({ M: Buffer.alloc(126) }).EM.length).toBe(256);
    expect(encode({ M: Buffer.alloc(0) }).unmasked[255]).toBe(1);
    expect(() => encode({ M: Buffer.alloc(127) })).toThrow(/^M: 127 bytes .* at most 126/);
    expect(() => encode({ M: Buffer.alloc(215), hash: 'sha1' })).toThrow(RangeError);
    expect(encode({ M: Buffer.alloc(214), hash: 'sha1' }).EM.length).toBe(256);
  });
});

describe('an edit', () => {
  const extents: Record<EmField, [number, number]> = {
    EM: [0, 256],
    Y: [0, 1],
    seed: [1, 65],
    maskedSeed: [1, 65],
    lHash: [65, 129],
    PS: [129, 239],
    separator: [239, 240],
    M: [240, 256],
    DB: [65, 256],
    maskedDB: [65, 256],
  };
  const plain = encode({});
  const behind = ['EM', 'Y', 'maskedSeed', 'maskedDB'];
  test('changes exactly the byte of the field that it names', () => {
    const edits = fc.constantFrom(...emFields).chain((field) => {
      const [offset, end] = extents[field];
      return fc.record({
        field: fc.constant(field),
        at: fc.nat(end - offset - 1),
        fromEnd: fc.boolean(),
        mask: fc.integer({ min: 1, max: 255 }),
        set: fc.boolean(),
      });
    });
    fc.assert(
      fc.property(edits, ({ field, at, fromEnd, mask, set }) => {
        const [offset, end] = extents[field];
        const target = offset + at;
        const before = (behind.includes(field) ? plain.EM : plain.unmasked)[target] ?? 0;
        const position = fromEnd ? at - (end - offset) : at;
        const edit: Edit = {
          field,
          at: position,
          [set ? 'set' : 'xor']: octets(BigInt(set ? before ^ mask : mask), 1).toString('hex'),
        };
        const edited = encode({ edits: [edit] });
        if (behind.includes(field)) {
          expect(differing(edited.EM, plain.EM)).toEqual([target]);
          expect(edited.EM[target]).toBe(before ^ mask);
        } else {
          // What a decoder sees: everything else as it was.
          const seen = unmask(edited.EM, 64, 'sha512');
          expect(differing(seen, plain.unmasked)).toEqual([target]);
          expect(seen[target]).toBe(before ^ mask);
          expect(seen.equals(edited.unmasked)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });
  test.each([
    ['first', 129],
    ['middle', 183],
    ['last', 238],
  ] as const)('at %s of PS changes byte %i', (at, target) => {
    const edits: Edit[] = [{ field: 'PS', at, set: 'ff' }];
    expect(differing(unmask(encode({ edits }).EM, 64, 'sha512'), plain.unmasked)).toEqual([target]);
    expect(
      prepareEncoding({ ...base, edits })
        .fields.filter(({ edited }) => edited)
        .map(({ name }) => name),
    ).toEqual(['PS']);
  });
  test('of lHash as a whole fits any hash', () => {
    const edits: Edit[] = [{ field: 'lHash', at: 'first', set: '00'.repeat(64) }];
    for (const hash of ['sha1', 'sha256', 'sha512']) {
      const hLen = digestOf(hash).length;
      const seen = unmask(encode({ hash, mgfHash: hash, edits }).EM, hLen, hash);
      expect(seen.subarray(1 + hLen, 1 + 2 * hLen).every((byte) => byte === 0)).toBe(true);
      expect(seen[239]).toBe(1);
      expect(seen.subarray(240).equals(M)).toBe(true);
    }
  });
  test('comes after those before it', () => {
    const edits: Edit[] = [
      { field: 'M', at: 0, set: 'aa' },
      { field: 'M', at: 0, xor: '01' },
    ];
    expect(prepareEncoding({ ...base, edits }).M[0]).toBe(0xab);
  });
  test.each<[Edit, RegExp]>([
    [{ field: 'PS', at: 110, xor: '01' }, /^PS: /],
    [{ field: 'Y', at: 0, xor: '0101' }, /^Y: /],
    [{ field: 'M', at: -17, xor: '01' }, /^M: /],
    [{ field: 'lHash', at: 0 }, /^lHash: .*exactly one/],
    [{ field: 'lHash', at: 0, xor: '01', set: '01' }, /^lHash: .*exactly one/],
    [{ field: 'X' as EmField, at: 0, xor: '01' }, /^X: /],
  ])('%j is an error', (edit, message) => {
    expect(() => encode({ edits: [edit] })).toThrow(RangeError);
    expect(() => encode({ edits: [edit] })).toThrow(message);
  });
  test('of a PS that is empty is an error', () => {
    expect(() => encode({ M: Buffer.alloc(126), edits: [{ field: 'PS', at: 'first', xor: '01' }] })).toThrow(
      /^PS: /,
    );
  });
});

describe('a variant of the masking', () => {
  const DB = encode({}).unmasked.subarray(65);
  const littleEndian = (index: number): Buffer => octets(BigInt(index), 4).reverse();
  const masked = (counter?: (index: number) => Buffer): Buffer => {
    const maskedDB = xor(DB, maskOf(seed, DB.length, 'sha512', counter));
    return Buffer.concat([Buffer.of(0), xor(seed, maskOf(maskedDB, 64, 'sha512', counter)), maskedDB]);
  };
  const goodDB = xor(DB, maskOf(seed, DB.length, 'sha512'));
  test.each([
    [undefined, masked()],
    ['counter-little-endian', masked(littleEndian)],
    ['counter-from-one', masked((index) => octets(BigInt(index + 1), 4))],
    ['counter-one-byte', masked((index) => octets(BigInt(index), 1))],
    ['no-counter', masked(() => Buffer.alloc(0))],
    ['unmasked-seed', Buffer.concat([Buffer.of(0), seed, goodDB])],
    ['unmasked-db', Buffer.concat([Buffer.of(0), xor(seed, maskOf(DB, 64, 'sha512')), DB])],
    ['seed-mask-from-db', Buffer.concat([Buffer.of(0), xor(seed, maskOf(DB, 64, 'sha512')), goodDB])],
  ] as const)('%s is that and no other', (mgf, expected) => {
    expect(encode({ mgf }).EM.toString('hex')).toBe(expected.toString('hex'));
  });
});

describe('what is wrong with an encoding', () => {
  test('an unknown hash is named', () => {
    expect(() => encode({ hash: 'sha9' })).toThrow(/^hash: "sha9"/);
    expect(() => encode({ mgfHash: 'sha9' })).toThrow(RangeError);
  });
  test('a short seed is named', () => {
    expect(() => prepareEncoding(base).encode(Buffer.alloc(63))).toThrow(/^seed: 63 bytes .* 64/);
  });
  test('label hashes are cached by hash and label', () => {
    expect(labelHash('sha1', Buffer.from('a')).equals(digestOf('sha1', Buffer.from('a')))).toBe(true);
    expect(labelHash('sha1', Buffer.from('a'))).toBe(labelHash('sha1', Buffer.from('a')));
    expect(labelHash('sha1', Buffer.from('b'))).not.toBe(labelHash('sha1', Buffer.from('a')));
  });
});
