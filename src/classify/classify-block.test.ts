import { constants, createPublicKey, privateDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../contract/model.ts';
import { resolveBlock, type BlockContext } from '../oaep/block.ts';
import { testKey } from '../oaep/opened.test-support.ts';
import { strangerKey } from '../oaep/stranger-key.ts';
import { packageRoot } from '../package-root.ts';
import {
  hashNames,
  mgfVariants,
  type Block,
  type Edit,
  type Finish,
  type KeyReference,
  type OaepBlock,
} from '../recipe/block.ts';
import { boundsOf } from './bounds.ts';
import {
  classifyBlock,
  type Classification,
  type ClassifierContext,
  type EncodingValue,
} from './classify-block.ts';
import { contradictions } from './contradictions.ts';
import { integerOf, privateKeyOf } from './private-key.ts';
import { strangerPrivateKey } from './stranger-private-key.ts';

const variables = JSON.parse(
  readFileSync(join(packageRoot, 'spec', 'contract', 'variables.json'), 'utf8'),
) as Pick<Contract, 'points'>;
const bounds = boundsOf(variables);

const a = testKey('a');
const own = privateKeyOf(a.privateKey);
const opm = testKey('b');
const channel = testKey('c');
const keys = { own, others: [opm.privateKey, channel.privateKey, strangerPrivateKey()].map(privateKeyOf) };
const publicKeys: Record<KeyReference, typeof a.publicKey> = {
  own: a.publicKey,
  'crypto-session': a.publicKey,
  opm: opm.publicKey,
  channel: channel.publicKey,
  stranger: strangerKey(),
};
const profiles = [
  { hash: 'sha512', mgfHash: 'sha512', label: '' },
  { hash: 'sha1', mgfHash: 'sha1', label: '' },
  { hash: 'sha256', mgfHash: 'sha256', label: '6b6579' },
];
type TestProfile = (typeof profiles)[number];
const otherLabels = ['00', '4f504d', '78'];
const random = Buffer.alloc(16, 0x5a);

function bytesOf(block: Block, profile: TestProfile): Buffer | undefined {
  const context: BlockContext = {
    profile,
    keys: (reference) => publicKeys[reference],
    random,
    earlier: () => Buffer.alloc(0),
  };
  return resolveBlock(block, context).problem === undefined
    ? (resolveBlock(block, context) as { bytes: Buffer }).bytes
    : undefined;
}

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
  if (classified === undefined) return;
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
  test('of a plain key without being told its length', () => {
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

describe('the bytes decide', () => {
  const profile: TestProfile = { hash: 'sha512', mgfHash: 'sha512', label: '' };
  const M = '00112233445566778899aabbccddeeff';
  const block: OaepBlock = { form: 'oaep', M, seed: '07'.repeat(64) };
  const seenOf = (sent: Block, context: Partial<ClassifierContext> = {}): Classification => {
    const bytes = bytesOf(sent, profile) ?? expect.unreachable('the block cannot be made');
    return classifyBlock(bytes, keys, profile, { bounds, ...context });
  };
  test.each<[Edit, Partial<Classification>]>([
    [
      { field: 'PS', at: 'last', set: '01' },
      { encoding: 'valid', message: 'above' },
    ],
    [
      { field: 'PS', at: 'last', set: '02' },
      { encoding: 'ps', message: 'equal' },
    ],
    [
      { field: 'PS', at: 'first', set: 'ff'.repeat(200) },
      { encoding: 'ps', message: 'equal' },
    ],
    [
      { field: 'separator', at: 0, set: '02' },
      { encoding: 'separator', message: 'equal' },
    ],
    [
      { field: 'separator', at: 0, set: '00' },
      { encoding: 'separator', message: 'equal' },
    ],
    [
      { field: 'M', at: 'first', set: 'ff' },
      { encoding: 'valid', message: 'equal' },
    ],
    [
      { field: 'seed', at: 'first', set: 'ff' },
      { encoding: 'valid', message: 'equal' },
    ],
    [
      { field: 'Y', at: 0, set: '80' },
      { encoding: 'y', message: 'equal' },
    ],
  ])('%j', (edit, expected) => {
    expect(seenOf({ ...block, edits: [edit] })).toMatchObject(expected);
  });
  test('separator and message are all zeros', () => {
    const zeros: OaepBlock = {
      ...block,
      M: '00'.repeat(16),
      edits: [{ field: 'separator', at: 0, set: '00' }],
    };
    expect(seenOf(zeros)).toMatchObject({ encoding: 'separator', message: 'equal' });
  });
  test('a separator of zero before a message that starts with 01', () => {
    const sent: OaepBlock = {
      ...block,
      M: `01${M.slice(2)}`,
      edits: [{ field: 'separator', at: 0, set: '00' }],
    };
    expect(seenOf(sent)).toMatchObject({ encoding: 'valid', message: 'below' });
  });
  test.each([
    [0, 'below', 'below'],
    [15, 'below', 'below'],
    [16, 'equal', 'below'],
    [17, 'above', 'below'],
    [39, 'above', 'below'],
    [40, 'opm-length', 'equal'],
    [41, 'above', 'above'],
    [126, 'above', 'above'],
  ])('a message of %i bytes is %s, and %s for OPM', (length, message, opmMessage) => {
    expect(seenOf({ ...block, M: 'ab'.repeat(length) })).toMatchObject({
      encoding: 'valid',
      message,
      opmMessage,
    });
  });
  test('the random number stands in front', () => {
    const fields = ['11'.repeat(16), '22'.repeat(8)];
    expect(seenOf({ ...block, M: ['$random', ...fields] }, { random }).random).toBe('matches');
    expect(seenOf({ ...block, M: ['33'.repeat(16), ...fields] }, { random }).random).toBe('differs');
    expect(seenOf({ ...block, M: '5a5a' }, { random }).random).toBe('differs');
    expect(seenOf({ ...block, M: ['$random', ...fields] }).random).toBeUndefined();
  });
  test.each([
    [Buffer.alloc(0), 'zero'],
    [Buffer.alloc(1), 'below'],
    [Buffer.alloc(255), 'below'],
    [Buffer.alloc(257), 'above'],
  ])('of another size only that is said (%#)', (bytes, size) => {
    expect(classifyBlock(bytes, keys, profile, { bounds })).toEqual({ size });
  });
  test.each([
    ['0', 'below-n', 'unpadded'],
    ['1', 'below-n', 'unpadded'],
    ['2', 'below-n', 'scrambled'],
    ['n-2', 'below-n', 'scrambled'],
    ['n-1', 'below-n', 'scrambled'],
    ['n', 'at-or-above-n', 'unpadded'],
    ['n+1', 'at-or-above-n', 'unpadded'],
    ['n/2', 'below-n', 'scrambled'],
    ['2^2047', 'below-n', 'scrambled'],
    ['2^2048-1', 'at-or-above-n', 'scrambled'],
  ] as const)('the integer %s is %s and %s', (value, integer, encoding) => {
    expect(seenOf({ form: 'integer', value })).toMatchObject({ size: 'equal', integer, encoding });
  });
  test('an EM that happens to look like PKCS #1 is still OAEP', () => {
    expect(seenOf({ ...block, until: 'em-second-byte-02' }).encoding).toBe('valid');
  });
  test('a key of nobody is told only where it is known', () => {
    const sent: OaepBlock = { ...block, key: 'stranger', until: 'c-top-bit-clear' };
    expect(seenOf(sent)).toMatchObject({ encoding: 'public-key', detail: 'other key 2', integer: 'below-n' });
    const bytes = bytesOf(sent, profile) ?? expect.unreachable('the block cannot be made');
    expect(classifyBlock(bytes, { own }, profile, { bounds }).encoding).toBe('scrambled');
  });
  test('of hash, label and variant, which one it was', () => {
    expect(seenOf({ ...block, hash: 'sha1', mgfHash: 'sha256' }).detail).toBe('hash sha1, MGF1 with sha256');
    expect(seenOf({ ...block, L: '78' }, { labels: otherLabels }).detail).toBe('label 78');
    expect(seenOf({ ...block, L: '78' }).encoding).toBe('lhash');
    expect(seenOf({ ...block, mgf: 'no-counter' }).detail).toBe('no-counter');
    const hidden: OaepBlock = { ...block, mgf: 'seed-mask-from-db' };
    expect(seenOf(hidden).encoding).toBe('scrambled');
    expect(seenOf(hidden, { seeds: [Buffer.alloc(64, 7)] })).toMatchObject({
      encoding: 'mgf',
      detail: 'seed-mask-from-db',
    });
  });
});

describe('around it', () => {
  test('every value of `encoding` is one of the contract, and the other way round', () => {
    const values: Record<EncodingValue, true> = {
      valid: true,
      y: true,
      lhash: true,
      ps: true,
      separator: true,
      hash: true,
      'mgf-hash': true,
      mgf: true,
      label: true,
      'pkcs1-v1.5': true,
      unpadded: true,
      'byte-order': true,
      'public-key': true,
      scrambled: true,
    };
    const declared = variables.points.find(({ name }) => name === 'encoding')?.values;
    expect([...(declared ?? [])].sort()).toEqual(Object.keys(values).sort());
  });
  test('contradictions are said, and nothing else', () => {
    const seen: Classification = {
      size: 'equal',
      integer: 'below-n',
      encoding: 'hash',
      detail: 'hash sha1, MGF1 with sha1',
    };
    expect(contradictions({ encoding: 'hash', message: 'equal', memory: 'available' }, seen)).toEqual([]);
    expect(contradictions({ encoding: 'label', integer: 'below-n' }, seen)).toEqual([
      'encoding was declared label, and is hash (hash sha1, MGF1 with sha1)',
    ]);
  });
  test('only RSA private keys classify', () => {
    expect(() =>
      privateKeyOf(createPublicKey(a.privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    ).toThrow(TypeError);
    expect(privateKeyOf(strangerPrivateKey()).n).toBe(strangerKey().n);
  });
  test('a contract without the lengths is an error', () => {
    expect(() => boundsOf({ points: [] })).toThrow(/size/);
  });
});
