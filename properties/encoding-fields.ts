// Defects of the encoded message's fields (RFC 8017, 7.1.1): Y, lHash, PS and the separator, byte by byte and bit by bit, and
// changes that cancel out in a comparison that only adds up or XORs.
import { createHash } from 'node:crypto';
import { nonZeroBytes, editDefect, swapBytes, type BlockDefect } from '../src/2-plan/block-defects.ts';
import { hashBytes, paddingBytes } from '../src/2-plan/lengths.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import type { PlanContext, PlanLevel } from '../src/2-plan/property.ts';
import { hashNames } from '../src/ciphertexts/block.ts';

const bits = ['01', '02', '04', '08', '10', '20', '40', '80'] as const;

const upperCase = (hex: string): string => hex.toUpperCase();
const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

/** Y is 00. A set top bit is made with the byte behind it 00, so that EM stays below n. */
export function* everyY({ level }: PlanContext): Generator<BlockDefect> {
  const set = (value: string, of: PlanLevel): BlockDefect =>
    editDefect('y', `y-${value}`, `Y set to ${upperCase(value)}`, of, { field: 'Y', at: 0, set: value });
  for (const bit of bits.slice(0, 7)) yield set(bit, bit === '02' ? 'smoke' : 'gate');
  yield set('7f', 'gate');
  const top = set('80', 'gate');
  yield {
    ...top,
    apply: (block) => ({ ...block, ...top.apply(block), until: 'em-second-byte-zero' }) as typeof block,
  };
  if (!includesLevel(level, 'full')) return;
  for (let value = 1; value < 0x7f; value += 1) yield set(hexByte(value), 'full');
}

/** Places in a field at which a comparison of a part of it would end, besides its first, middle and last bytes. */
function checkedOffsets(length: number): number[] {
  const places = [
    0,
    1,
    3,
    4,
    7,
    8,
    15,
    16,
    19,
    20,
    27,
    28,
    31,
    32,
    47,
    48,
    length >> 1,
    length - 2,
    length - 1,
  ];
  return [...new Set(places)].filter((at) => at >= 0 && at < length).sort((a, b) => a - b);
}

function* everyByte(
  level: PlanLevel,
  length: number,
): Generator<{ at: number; level: PlanLevel; edge: boolean }> {
  const gate = new Set(checkedOffsets(length));
  const edges = new Set([0, length >> 1, length - 1]);
  for (let at = 0; at < length; at += 1) {
    if (gate.has(at)) yield { at, level: 'gate', edge: edges.has(at) };
    else if (includesLevel(level, 'full')) yield { at, level: 'full', edge: false };
  }
}

/** Single bytes of lHash and PS at places that have no case of their own before `full`: many calls make one case. */
export function uncheckedByteDefects(context: PlanContext, messageBytes: number): readonly BlockDefect[] {
  const between = (length: number): number[] => {
    const known = new Set(checkedOffsets(length));
    return Array.from({ length }, (_, at) => at).filter((at) => !known.has(at));
  };
  const lHash = hashBytes(context.profile.hash);
  const PS = paddingBytes(context, messageBytes);
  return [
    ...between(lHash).map((at) => {
      const what = `byte ${at + 1} of ${lHash} of lHash changed by FF`;
      return editDefect('lhash', `lhash-${at}-ff`, what, 'gate', { field: 'lHash', at, xor: 'ff' });
    }),
    ...between(PS).map((at) => {
      const what = `PS byte ${at + 1} of ${PS} set to FF`;
      return editDefect('ps', `ps-${at}-ff`, what, 'gate', { field: 'PS', at, set: 'ff' });
    }),
  ];
}

/** lHash, compared in part, or by something weaker than equality. */
export function* everyByteOfLabelHash(context: PlanContext): Generator<BlockDefect> {
  const { level, profile } = context;
  const length = hashBytes(profile.hash);
  const place = (at: number): string => `byte ${at + 1} of ${length} of lHash`;
  for (const one of everyByte(level, length)) {
    const smoke = one.at === 0 || one.at === 20;
    yield editDefect(
      'lhash',
      `lhash-${one.at}-ff`,
      `${place(one.at)} changed by FF`,
      smoke ? 'smoke' : one.level,
      {
        field: 'lHash',
        at: one.at,
        xor: 'ff',
      },
    );
    for (const bit of bits) {
      if (!one.edge && !includesLevel(level, 'full')) break;
      yield editDefect(
        'lhash',
        `lhash-${one.at}-${bit}`,
        `${place(one.at)} changed by ${upperCase(bit)}`,
        one.edge ? 'gate' : 'full',
        {
          field: 'lHash',
          at: one.at,
          xor: bit,
        },
      );
    }
  }
  yield* labelHashAsAWhole(length, context);
  yield* otherDigests(length, profile.hash);
  yield* cancellingChanges(length, profile.hash);
}

function* labelHashAsAWhole(length: number, { level }: PlanContext): Generator<BlockDefect> {
  const whole = (name: string, what: string, of: PlanLevel, at: number, set: string): BlockDefect =>
    editDefect('lhash', `lhash-${name}`, what, of, { field: 'lHash', at, set });
  yield whole('zero', 'lHash all 00', 'smoke', 0, '00'.repeat(length));
  yield whole('ones', 'lHash all FF', 'gate', 0, 'ff'.repeat(length));
  const right = includesLevel(level, 'full')
    ? Array.from({ length }, (_, at) => at)
    : [1, 4, 8, 16, 20, 32, length >> 1, length - 4];
  for (const kept of new Set(right)) {
    // All but the last byte right is among the single bytes.
    if (kept <= 0 || kept >= length - 1) continue;
    const xor = 'ff'.repeat(length - kept);
    const of =
      kept === 1 || kept === 20
        ? 'smoke'
        : [4, 8, 16, 32, length >> 1, length - 4].includes(kept)
          ? 'gate'
          : 'full';
    yield editDefect('lhash', `lhash-right-${kept}`, `lHash right in its first ${kept} bytes only`, of, {
      field: 'lHash',
      at: kept,
      xor,
    });
  }
  for (const kept of [1, 4, 20, length >> 1]) {
    if (kept >= length) continue;
    const xor = 'ff'.repeat(length - kept);
    yield editDefect(
      'lhash',
      `lhash-right-last-${kept}`,
      `lHash right in its last ${kept} bytes only`,
      'gate',
      {
        field: 'lHash',
        at: 0,
        xor,
      },
    );
  }
}

/** The empty label's digest by another hash, filled up or cut to hLen: a driver may compare as much as that hash has. */
function* otherDigests(length: number, hash: string): Generator<BlockDefect> {
  for (const other of hashNames) {
    const digest = createHash(other).digest();
    if (digest.length === length) continue;
    const set = Buffer.alloc(length);
    digest.copy(set);
    const how = digest.length < length ? 'then 00' : `cut to ${length} bytes`;
    const level = ['sha1', 'sha256', 'sha512'].includes(other) ? 'gate' : 'full';
    yield editDefect(
      'lhash',
      `lhash-digest-${other}`,
      `lHash of ${other}, ${how}, where ${hash} is due`,
      level,
      {
        field: 'lHash',
        at: 0,
        set: set.toString('hex'),
      },
    );
  }
}

/** Differences whose XOR, or whose sum, is that of no difference at all. */
function* cancellingChanges(length: number, hash: string): Generator<BlockDefect> {
  const two = (
    name: string,
    what: string,
    level: PlanLevel,
    a: number,
    b: number,
    xor: string,
  ): BlockDefect =>
    editDefect(
      'lhash',
      `lhash-${name}`,
      what,
      level,
      { field: 'lHash', at: a, xor },
      { field: 'lHash', at: b, xor },
    );
  yield two(
    'xor-ends',
    'first and last byte of lHash both changed by 01: their XOR stays',
    'smoke',
    0,
    length - 1,
    '01',
  );
  yield two(
    'sum-ends',
    'first and last byte of lHash both changed by 80: XOR and sum stay',
    'smoke',
    0,
    length - 1,
    '80',
  );
  yield two(
    'xor-neighbours',
    'first two bytes of lHash both changed by 55: their XOR stays',
    'gate',
    0,
    1,
    '55',
  );
  yield two(
    'xor-halves',
    'bytes of lHash half its length apart both changed by FF',
    'gate',
    0,
    length >> 1,
    'ff',
  );
  yield two(
    'xor-words',
    'bytes of lHash four apart both changed by 10: the XOR of its words stays',
    'gate',
    0,
    4,
    '10',
  );
  yield editDefect('lhash', 'lhash-complement', 'every byte of lHash changed by FF', 'gate', {
    field: 'lHash',
    at: 0,
    xor: 'ff'.repeat(length),
  });
  // The same bytes in another order: sum and XOR are right, whatever their width. With a label these are just other bytes.
  const right = createHash(hash).digest();
  const order = (name: string, what: string, set: Buffer): BlockDefect =>
    editDefect('lhash', `lhash-${name}`, what, 'gate', { field: 'lHash', at: 0, set: set.toString('hex') });
  const other = right.findIndex((byte) => byte !== right[0]);
  yield order('swapped', 'two bytes of lHash exchanged: XOR and sum stay', swapBytes(right, 0, other));
  const last = right.findLastIndex((byte, at) => byte !== right[at - 1]);
  yield order(
    'swapped-end',
    'the last two bytes of lHash that differ exchanged: XOR and sum stay',
    swapBytes(right, last - 1, last),
  );
  yield order('reversed', 'lHash in reverse byte order', Buffer.from(right).reverse());
  yield order(
    'rotated',
    'lHash rotated by one byte',
    Buffer.concat([right.subarray(1), right.subarray(0, 1)]),
  );
  const half = length >> 1;
  yield order(
    'halves',
    'halves of lHash exchanged',
    Buffer.concat([right.subarray(half), right.subarray(0, half)]),
  );
  yield order('one-up', 'one byte of lHash up by one, another down: their sum stays', upAndDown(right));
}

function upAndDown(right: Buffer): Buffer {
  const changed = Buffer.from(right);
  const up = right.findIndex((byte) => byte < 0xff);
  const down = right.findLastIndex((byte, at) => byte > 0 && at !== up);
  changed[up] = (right[up] ?? 0) + 1;
  changed[down] = (right[down] ?? 1) - 1;
  return changed;
}

/** PS, all zeros. A byte 01 in it would be the separator of a longer message, so it is not among these. */
export function* everyByteOfPadding(context: PlanContext, messageBytes: number): Generator<BlockDefect> {
  const { level } = context;
  const length = paddingBytes(context, messageBytes);
  const place = (at: number): string => `PS byte ${at + 1} of ${length}`;
  const one = (at: number, set: string, of: PlanLevel): BlockDefect =>
    editDefect('ps', `ps-${at}-${set}`, `${place(at)} set to ${upperCase(set)}`, of, {
      field: 'PS',
      at,
      set,
    });
  for (const { at, level: of, edge } of everyByte(level, length)) {
    if (at < length - 1) yield one(at, 'ff', at === 0 || at === length >> 1 ? 'smoke' : of);
    yield one(at, '02', of);
    for (const bit of bits.slice(2))
      if (edge || includesLevel(level, 'full')) yield one(at, bit, edge ? 'gate' : 'full');
  }
  yield editDefect('ps', 'ps-all-ff', 'all of PS FF', 'gate', {
    field: 'PS',
    at: 0,
    set: 'ff'.repeat(length),
  });
  const noise = nonZeroBytes('ps', length).replaceAll(/(..)/g, (byte) => (byte === '01' ? '03' : byte));
  yield editDefect('ps', 'ps-noise', 'all of PS noise without 00 or 01', 'gate', {
    field: 'PS',
    at: 0,
    set: noise,
  });
  for (const set of ['ff', '80']) {
    yield editDefect(
      'ps',
      `ps-ends-${set}`,
      `first and last byte of PS both ${upperCase(set)}: they cancel out`,
      'gate',
      ...[0, -1].map((at) => ({ field: 'PS' as const, at, set })),
    );
  }
}

/** The separator 01, in another value. With 00 a scan finds the first non-zero byte of the key, or nothing. */
export function* everySeparator({ level }: PlanContext, messageBytes: number): Generator<BlockDefect> {
  const set = (value: string, of: PlanLevel): BlockDefect =>
    editDefect('separator', `separator-${value}`, `separator set to ${upperCase(value)}`, of, {
      field: 'separator',
      at: 0,
      set: value,
    });
  for (const value of ['03', '05', '09', '11', '21', '41', '81', '80', 'ff']) {
    yield set(value, value === 'ff' ? 'smoke' : 'gate');
  }
  if (messageBytes === keyBytes) {
    yield withoutSeparator(
      'separator-00',
      'no separator: 00 in its place, and a key without 01 in front',
      'smoke',
      firstByte,
    );
    yield withoutSeparator(
      'separator-none',
      'no separator: 00 in its place, and a key all 00',
      'gate',
      allZero,
    );
    yield withoutSeparator(
      'separator-late',
      'no separator: 00 in its place, and a key of 00 but for its last byte',
      'gate',
      lastByte,
    );
  }
  if (!includesLevel(level, 'full')) return;
  for (let value = 2; value < 0x100; value += 1) yield set(hexByte(value), 'full');
}

/** Only where the message is a key alone can it be chosen so that nothing in it is taken for the separator. */
const keyBytes = 16;
const firstByte = (key: string): string => `a7${key.slice(2)}`;
const allZero = (key: string): string => '00'.repeat(key.length / 2);
const lastByte = (key: string): string => `${'00'.repeat(key.length / 2 - 1)}a7`;

function withoutSeparator(
  name: string,
  what: string,
  level: PlanLevel,
  key: (random: string) => string,
): BlockDefect {
  const defect = editDefect('separator', name, what, level, { field: 'separator', at: 0, set: '00' });
  return {
    ...defect,
    apply: (block) => defect.apply({ ...block, M: typeof block.M === 'string' ? key(block.M) : block.M }),
  };
}
