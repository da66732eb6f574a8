// Recipes of every kind: what is declared of them is what the classifier finds in their bytes, and node:crypto agrees.
import { constants, privateDecrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashNames, mgfVariants, type Block, type Edit, type Finish, type OaepBlock } from '../block.ts';
import {
  classifyBlock,
  type Classification,
  type ClassifierContext,
  type EncodingValue,
} from './classify-block.ts';
import {
  a,
  bounds,
  bytesOf,
  keys,
  otherLabels,
  own,
  profiles,
  random,
  type TestProfile,
} from './key-ring.test-support.ts';
import { integerOf } from './private-key.ts';

/** What node:crypto says: whether the block opens by the profile, and to which message. */
function openedByNode(bytes: Buffer, profile: TestProfile): string | undefined {
  try {
    const oaepLabel = Buffer.from(profile.label, 'hex');
    const options = {
      key: a.privateKey,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: profile.hash,
      oaepLabel,
    };
    return privateDecrypt(options, bytes).toString('hex');
  } catch {
    return undefined;
  }
}

/** Declared by the one who made the recipe. */
interface Declared {
  readonly encoding: EncodingValue;
  /** Length of the plaintext; absent: cannot be seen. */
  readonly length?: number;
}
interface Made {
  readonly profile: TestProfile;
  readonly block: Block;
  readonly declared: Declared;
  readonly context: ClassifierContext;
}
interface Start {
  readonly profile: TestProfile;
  readonly hLen: number;
  readonly block: OaepBlock;
  readonly M: Buffer;
}

function classify({ profile, block, context }: Made): { bytes: Buffer; seen: Classification } | undefined {
  const bytes = bytesOf(block, profile);
  return bytes === undefined ? undefined : { bytes, seen: classifyBlock(bytes, keys, profile, context) };
}

/** Classified as declared, and `valid` exactly where node:crypto opens the block. */
function expectDeclared(made: Made): void {
  const classified = classify(made);
  fc.pre(classified !== undefined);
  const { bytes, seen } = classified;
  const { declared, profile } = made;
  expect(seen.size).toBe('equal');
  expect(seen.integer).toBe(integerOf(bytes) < own.n ? 'below-n' : 'at-or-above-n');
  const opened = openedByNode(bytes, profile);
  if (seen.integer === 'below-n') expect(seen.encoding === 'valid').toBe(opened !== undefined);
  if (opened !== undefined) expect(seen.M?.toString('hex')).toBe(opened);
  // With a counter that differs only from the second block of a mask on, one in 255 blocks is valid with a longer message.
  if (declared.encoding === 'mgf' && opened !== undefined) return;
  expect(seen.encoding).toBe(declared.encoding);
  if (declared.length !== undefined) expect(seen.M?.length).toBe(declared.length);
}

const hLenOf: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };
const buffer = (minLength: number, maxLength = minLength): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes));
const key16 = fc.oneof(
  { weight: 4, arbitrary: buffer(16) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 0xff).map((fill) => Buffer.alloc(16, fill)) },
  // What makes a separator of zero look like another one.
  {
    weight: 1,
    arbitrary: fc
      .nat(14)
      .map((at) => Buffer.concat([Buffer.alloc(at), Buffer.of(1), Buffer.alloc(15 - at, 9)])),
  },
);
const start = fc
  .record({
    profile: fc.constantFrom(...profiles),
    M: fc.oneof(key16, buffer(40), buffer(0, 126)),
    seed: buffer(64),
  })
  .map(({ profile, M, seed }): Start => {
    const block: OaepBlock = { form: 'oaep', M: M.toString('hex'), seed: seed.toString('hex') };
    return { profile, M, block, hLen: hLenOf[profile.hash] ?? 0 };
  });

function made(from: Start, block: Block, encoding: EncodingValue, length?: number): Made {
  const declared = length === undefined ? { encoding } : { encoding, length };
  const seeds = [Buffer.from(from.block.seed, 'hex')];
  const context = { bounds, labels: otherLabels, messageLengths: [from.M.length], seeds, random };
  return { profile: from.profile, block, declared, context };
}
const hexByte = (value: number): string => value.toString(16).padStart(2, '0');
const edited = (from: Start, ...edits: Edit[]): OaepBlock => ({ ...from.block, edits });
const psLength = ({ hLen, M }: Start): number => 256 - 2 * hLen - 2 - M.length;

type Maker = (from: Start) => fc.Arbitrary<Made>;
const y: Maker = (from) =>
  fc
    .integer({ min: 1, max: 0x7f })
    .map((value) => made(from, edited(from, { field: 'Y', at: 0, set: hexByte(value) }), 'y', from.M.length));
const lhash: Maker = (from) =>
  fc
    .oneof(
      fc
        .tuple(fc.nat(from.hLen - 1), fc.integer({ min: 1, max: 255 }))
        .map(([at, mask]): Edit => ({ field: 'lHash', at, xor: hexByte(mask) })),
      fc
        .constantFrom('00', 'ff')
        .map((fill): Edit => ({ field: 'lHash', at: 'first', set: fill.repeat(64) })),
    )
    // Without a PS nothing but chance would speak for an encoding with a wholly other lHash.
    .filter((edit) => edit.set === undefined || psLength(from) >= 8)
    .map((edit) => made(from, edited(from, edit), 'lhash', from.M.length));
const ps: Maker = (from) => {
  const length = psLength(from);
  if (length === 0) return fc.constant(made(from, from.block, 'valid', from.M.length));
  return fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: 255 })).map(([at, value]) => {
    const block = edited(from, { field: 'PS', at, set: hexByte(value) });
    if (value === 1) return made(from, block, 'valid', length - at + from.M.length);
    return made(from, block, 'ps', from.M.length);
  });
};
const separator: Maker = (from) =>
  fc.constantFrom(0, 2, 3, 0x80, 0xff, 0x11).map((value) => {
    const block = edited(from, { field: 'separator', at: 0, set: hexByte(value) });
    const first = from.M.findIndex((byte) => byte !== 0);
    if (value === 0 && from.M[first] === 1) return made(from, block, 'valid', from.M.length - first - 1);
    return made(from, block, 'separator', from.M.length);
  });
const hash: Maker = (from) =>
  fc
    .record({
      hash: fc.constantFrom(...hashNames),
      mgfHash: fc.constantFrom(...hashNames, 'profile' as const),
    })
    .map((pair) => {
      const mgfHash = pair.mgfHash === 'profile' ? from.profile.mgfHash : pair.mgfHash;
      const same = mgfHash === from.profile.mgfHash ? 'valid' : 'mgf-hash';
      return made(
        from,
        { ...from.block, ...pair },
        pair.hash === from.profile.hash ? same : 'hash',
        from.M.length,
      );
    });
const mgf: Maker = (from) =>
  fc
    .constantFrom(...mgfVariants)
    .map((variant) => made(from, { ...from.block, mgf: variant }, 'mgf', from.M.length));
const label: Maker = (from) =>
  fc.constantFrom(...otherLabels).map((L) => made(from, { ...from.block, L }, 'label', from.M.length));
const pkcs1: Maker = (from) =>
  fc
    .record({
      PS: fc.uint8Array({ min: 1, minLength: 1, maxLength: 8 }),
      blockType: fc.constantFrom(1 as const, 2 as const),
    })
    .map(({ PS, blockType }) => {
      const block: Block = {
        form: 'pkcs1-v1.5',
        M: from.M.toString('hex'),
        PS: Buffer.from(PS).toString('hex'),
        blockType,
      };
      return made(from, block, 'pkcs1-v1.5', from.M.length);
    });
const unpadded: Maker = (from) =>
  fc
    .constantFrom('start' as const, 'end' as const)
    .map((at) => made(from, { form: 'unpadded', M: from.M.toString('hex'), at }, 'unpadded', from.M.length));
const byteOrder: Maker = (from) =>
  fc
    .constantFrom<Finish>(
      { op: 'reverse' },
      { op: 'reverse-words', bytes: 2 },
      { op: 'reverse-words', bytes: 4 },
      { op: 'reverse-words', bytes: 8 },
    )
    .map((op) => made(from, { ...from.block, finish: [op] }, 'byte-order', from.M.length));
const publicKey: Maker = (from) =>
  fc
    .constantFrom('opm' as const, 'channel' as const, 'stranger' as const)
    .map((key) => made(from, { ...from.block, key }, 'public-key', from.M.length));
const scrambled: Maker = (from) =>
  fc
    .oneof(
      fc.nat(from.hLen - 1).map((at) => edited(from, { field: 'maskedSeed', at, xor: '01' })),
      fc.nat(254 - from.hLen).map((at) => edited(from, { field: 'maskedDB', at, xor: '80' })),
      fc.integer({ min: 1, max: 255 }).map((at) => edited(from, { field: 'EM', at, xor: '10' })),
      fc
        .integer({ min: 1, max: 255 })
        .map((at): Block => ({ ...from.block, finish: [{ op: 'xor', at, mask: '04' }] })),
      fc
        .integer({ min: 1, max: 255 })
        .map((by): Block => ({ ...from.block, finish: [{ op: 'rotate', by }] })),
      buffer(256).map((bytes): Block => ({ form: 'bytes', bytes: bytes.toString('hex') })),
    )
    .map((block) => made(from, block, 'scrambled'));
const twice: Maker = (from) =>
  fc
    .shuffledSubarray<Edit>(
      [
        { field: 'Y', at: 0, set: '01' },
        { field: 'lHash', at: 'last', xor: '01' },
        { field: 'separator', at: 0, set: '03' },
        ...(psLength(from) > 0 ? [{ field: 'PS', at: 'middle', set: 'ff' } as const] : []),
      ],
      { minLength: 2 },
    )
    .map((edits) => made(from, edited(from, ...edits), 'scrambled'));
const addedModulus: Maker = (from) =>
  fc.constant(
    made(from, { ...from.block, until: 'c-plus-n-fits', finish: [{ op: 'add-n' }] }, 'valid', from.M.length),
  );
const none: Maker = (from) => fc.constant(made(from, from.block, 'valid', from.M.length));

describe('classifyBlock says what the recipe declares', () => {
  test.each<[string, Maker, number]>([
    ['nothing', none, 60],
    ['Y', y, 60],
    ['lHash', lhash, 150],
    ['PS', ps, 200],
    ['separator', separator, 200],
    ['hash', hash, 150],
    ['MGF', mgf, 150],
    ['label', label, 60],
    ['PKCS #1 v1.5', pkcs1, 60],
    ['no padding', unpadded, 100],
    ['byte order', byteOrder, 60],
    ['public key', publicKey, 60],
    ['scrambled', scrambled, 120],
    ['two fields', twice, 60],
    ['c + n', addedModulus, 30],
  ])('%s', (_name, maker, numRuns) => {
    fc.assert(fc.property(start.chain(maker), expectDeclared), { seed: 1, numRuns });
  });
  test('of a plain key without its length', () => {
    const plain = fc
      .record({ profile: fc.constantFrom(...profiles), M: key16, seed: buffer(64) })
      .map(({ profile, M, seed }): Start => {
        const block: OaepBlock = { form: 'oaep', M: M.toString('hex'), seed: seed.toString('hex') };
        return { profile, M, block, hLen: hLenOf[profile.hash] ?? 0 };
      });
    const any = plain.chain((from) =>
      fc.oneof(...[none, y, lhash, ps, separator, label, unpadded, pkcs1].map((maker) => maker(from))),
    );
    fc.assert(
      fc.property(any, (each) => {
        expectDeclared({ ...each, context: { bounds, labels: otherLabels } });
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
