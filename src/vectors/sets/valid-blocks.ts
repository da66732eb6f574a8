// Blocks with nothing wrong: keys, seeds, ciphertexts and encoded messages of rare shapes are as good as any other.
import { deterministicBytes } from '../../core/deterministic-bytes.ts';
import type { Shape } from '../../ciphertexts/block.ts';
import { plainBlock, vector, vectorKeyNames, type DraftVector } from './set.ts';

/** Two plain blocks under each key. */
export function* plainBlocks(file: string): Generator<DraftVector> {
  for (const key of vectorKeyNames) {
    for (const n of [1, 2]) {
      const sent = { block: plainBlock(`${file}/${key}/${n}`), declares: {} };
      yield vector('Normal', 'A key and a seed of no remarkable shape', sent, { key });
    }
  }
}

const contents: readonly (readonly [what: string, key: string])[] = [
  ['is all 00', '00'.repeat(16)],
  ['is all 01', '01'.repeat(16)],
  ['is all FF', 'ff'.repeat(16)],
  ['begins with 00', `00${deterministicBytes('vectors/contents/a', 15)}`],
  ['begins with 01', `01${deterministicBytes('vectors/contents/b', 15)}`],
  ['begins with 00 01', `0001${deterministicBytes('vectors/contents/c', 14)}`],
  ['begins with 01 00 01', `010001${deterministicBytes('vectors/contents/d', 13)}`],
  ['is 15 bytes of 00, then 01', `${'00'.repeat(15)}01`],
  ['ends in 00', `${deterministicBytes('vectors/contents/e', 15)}00`],
  ['ends in 01', `${deterministicBytes('vectors/contents/f', 15)}01`],
  ['ends in eight bytes of 00', `${deterministicBytes('vectors/contents/g', 8)}${'00'.repeat(8)}`],
  [
    'holds 00 in its middle',
    `${deterministicBytes('vectors/contents/h', 7)}00${deterministicBytes('vectors/contents/i', 8)}`,
  ],
  ['begins with 80, and is 00 behind it', `80${'00'.repeat(15)}`],
  ['counts from 00 to 0F', '000102030405060708090a0b0c0d0e0f'],
  ['is printable text', Buffer.from('sixteen letters!', 'latin1').toString('hex')],
  [
    'holds a line feed',
    `${deterministicBytes('vectors/contents/j', 4)}0a${deterministicBytes('vectors/contents/k', 11)}`,
  ],
  ['ends as PKCS #7 padding does', `${deterministicBytes('vectors/contents/l', 8)}${'08'.repeat(8)}`],
  ['is the same 8 bytes twice', 'a1b2c3d4e5f60718'.repeat(2)],
];

export function* keyContents(file: string): Generator<DraftVector> {
  for (const [what, key] of contents) {
    const sent = { block: plainBlock(`${file}/${what}`, key), declares: {} };
    yield vector('KeyContents', `The key ${what}`, sent);
  }
}

export function* seedContents(file: string): Generator<DraftVector> {
  for (const byte of ['00', 'ff']) {
    const block = { ...plainBlock(`${file}/seed/${byte}`), seed: byte.repeat(64) };
    yield vector('SeedContents', `The seed is all ${byte.toUpperCase()}`, { block, declares: {} });
  }
}

const shapes: Readonly<Partial<Record<Shape, string>>> = {
  'c-leading-zero': 'The ciphertext begins with 00',
  'c-trailing-zero': 'The ciphertext ends in 00',
  'c-contains-separator-like': 'The bytes 00 01 stand in the ciphertext',
  'em-second-byte-zero': 'EM begins with 00 00',
  'em-last-byte-zero': 'EM ends in 00',
  'em-second-byte-02': 'EM begins with 00 02, as a block of PKCS #1 v1.5 does',
  'masked-db-leading-zero': 'maskedDB begins with 00',
};

/** Other names for seeds to grow from, where the first one gave a block that has another shape besides. */
const seedNames: Readonly<Partial<Record<Shape, string>>> = { 'c-contains-separator-like': 'fifth' };

export function* rareShapes(file: string): Generator<DraftVector> {
  for (const [until, what] of Object.entries(shapes) as [Shape, string][]) {
    const block = { ...plainBlock(`${file}/shaped/${seedNames[until] ?? until}`), until };
    yield vector('RareShape', what, { block, declares: {} });
  }
}

/** Searched for by 65,536 tries, so only one file has them. */
export function* rarerShapes(file: string): Generator<DraftVector> {
  for (const [until, what] of [
    ['c-two-leading-zeros', 'The ciphertext begins with 00 00'],
    ['em-second-and-third-byte-zero', 'EM begins with 00 00 00'],
  ] as const) {
    const block = { ...plainBlock(`${file}/shaped/${until}`), until };
    yield vector('RareShape', what, { block, declares: {} });
  }
}

/** Nothing may be read behind a block. */
export function guardedBlock(file: string): DraftVector {
  const sent = { block: plainBlock(`${file}/guarded`), declares: {} };
  const options = { buffer: 'guard-after' } as const;
  return vector('GuardedEnd', 'A block before an inaccessible page', sent, { options });
}
