// One wrong field of the encoded message (RFC 8017, 7.1.1): each byte or bit that a decoder may overlook by itself.
import { createHash } from 'node:crypto';
import { editDefect, swapBytes, type BlockDefect } from '../../2-plan/block-defects.ts';
import { hashNames } from '../../ciphertexts/block.ts';
import { hashTitles } from '../format.ts';
import { hashBytes, paddingBytes } from '../../2-plan/lengths.ts';
import { planContext, type FlaggedDefect, type SetContext } from './set.ts';

const bits = ['01', '02', '04', '08', '10', '20', '40', '80'] as const;
const upper = (hex: string): string => hex.toUpperCase();

/** Places at which a comparison of a part would end, besides first and last. */
const places = [1, 3, 4, 7, 8, 15, 16, 19, 20, 27, 28, 31, 32, 47, 48, 55, 56];

function placesWithin(length: number): number[] {
  const inner = [...places, length >> 1, length - 2].filter((at) => at > 0 && at < length - 1);
  return [...new Set(inner)].sort((a, b) => a - b);
}

/** The documented profile is looked at byte by byte. */
function otherPlaces({ profile }: SetContext, length: number, taken: readonly number[]): number[] {
  if (!profile.documented) return [];
  const known = new Set(taken);
  return [...Array(length).keys()].filter((at) => !known.has(at));
}

/** Y is 00: each of its bits. The top one is set where the byte behind it is 00, so that EM stays below n. */
export function* leadingByte(): Generator<FlaggedDefect> {
  for (const set of bits) {
    const defect = editDefect('y', `y-${set}`, `Y set to ${upper(set)}`, 'full', { field: 'Y', at: 0, set });
    const searched: BlockDefect = {
      ...defect,
      apply: (block) => ({ ...block, edits: [{ field: 'Y', at: 0, set }], until: 'em-second-byte-zero' }),
    };
    yield { flag: 'InvalidLeadingByte', defect: set === '80' ? searched : defect };
  }
}

/** lHash: bytes one by one, bits at both ends, and changes that a weaker comparison does not see. */
export function* labelHash(context: SetContext): Generator<FlaggedDefect> {
  const { hash } = context.profile;
  const length = hashBytes(hash);
  const last = length - 1;
  const one = (at: number, xor: string): BlockDefect =>
    editDefect(
      'lhash',
      `lhash-${at}-${xor}`,
      `lHash: byte ${at + 1} of ${length} changed by ${upper(xor)}`,
      'full',
      { field: 'lHash', at, xor },
    );
  const two = (name: string, what: string, a: number, b: number, xor: string): BlockDefect =>
    editDefect(
      'lhash',
      `lhash-${name}`,
      what,
      'full',
      { field: 'lHash', at: a, xor },
      { field: 'lHash', at: b, xor },
    );
  const whole = (name: string, what: string, set: Buffer): BlockDefect =>
    editDefect('lhash', `lhash-${name}`, what, 'full', { field: 'lHash', at: 0, set: set.toString('hex') });
  const right = createHash(hash).digest();
  const defects = [
    one(0, '01'),
    one(0, '80'),
    ...placesWithin(length).map((at) => one(at, 'ff')),
    one(last, '01'),
    one(last, '80'),
    two('xor-pair', 'lHash: first two bytes both changed by 55, so that their XOR stays', 0, 1, '55'),
    two(
      'xor-apart',
      'lHash: bytes 1 and 9 both changed by 10, so that the XOR of its words stays',
      0,
      8,
      '10',
    ),
    two('sum-ends', 'lHash: first and last byte both changed by 80, so that XOR and sum stay', 0, last, '80'),
    whole('reversed', 'lHash in reverse byte order', Buffer.from(right).reverse()),
    whole(
      'exchanged-last',
      'lHash: last two bytes exchanged, so that their XOR and sum stay',
      swapBytes(right, last - 1, last),
    ),
    whole('zero', 'lHash all 00', Buffer.alloc(length)),
    whole('ones', 'lHash all FF', Buffer.alloc(length, 0xff)),
    editDefect('lhash', 'lhash-complement', 'lHash: every byte changed by FF', 'full', {
      field: 'lHash',
      at: 0,
      xor: 'ff'.repeat(length),
    }),
    ...otherPlaces(context, length, [0, ...placesWithin(length), last]).map((at) => one(at, 'ff')),
    ...hashNames
      .filter((other) => hashBytes(other) < length)
      .map((other) =>
        whole(
          `digest-${other}`,
          `lHash that of ${hashTitles[other] ?? other}, then 00`,
          Buffer.concat([createHash(other).digest(), Buffer.alloc(length)], length),
        ),
      ),
  ];
  for (const defect of defects) yield { flag: 'InvalidLabelHash', defect };
}

/** PS is all zeros. 01 is never set here: it would be the separator of a longer message. */
export function* padding(context: SetContext, messageBytes: number): Generator<FlaggedDefect> {
  const length = paddingBytes(planContext(context), messageBytes);
  const last = length - 1;
  const one = (at: number, set: string): BlockDefect =>
    editDefect('ps', `ps-${at}-${set}`, `PS: byte ${at + 1} of ${length} set to ${upper(set)}`, 'full', {
      field: 'PS',
      at,
      set,
    });
  const inner = placesWithin(length);
  const nearEnd = [length - 16, length - 9, length - 8].filter((at) => at > 0);
  const defects = [
    one(0, '02'),
    ...inner.map((at) => one(at, at === 20 ? 'ff' : '08')),
    ...nearEnd.map((at) => one(at, '10')),
    one(last, '02'),
    one(last, '80'),
    one(0, '80'),
    editDefect(
      'ps',
      'ps-ends-80',
      'PS: first and last byte both 80, so that XOR and sum are 00',
      'full',
      { field: 'PS', at: 0, set: '80' },
      { field: 'PS', at: -1, set: '80' },
    ),
    editDefect('ps', 'ps-all-ff', 'PS all FF, as type 1 of PKCS #1 v1.5 has it', 'full', {
      field: 'PS',
      at: 0,
      set: 'ff'.repeat(length),
    }),
    ...otherPlaces(context, length, [0, ...inner, ...nearEnd, last]).map((at) => one(at, '08')),
  ];
  const seen = new Set<string>();
  for (const defect of defects) {
    if (seen.has(defect.name)) continue;
    seen.add(defect.name);
    yield { flag: 'InvalidPadding', defect };
  }
}

/** The separator is 01: each other bit beside it, and values that decoders were seen to take. */
export function* separator(messageBytes: number): Generator<FlaggedDefect> {
  const set = (value: string): BlockDefect =>
    editDefect('separator', `separator-${value}`, `Separator set to ${upper(value)}`, 'full', {
      field: 'separator',
      at: 0,
      set: value,
    });
  for (const value of ['03', '05', '09', '11', '21', '41', '81', '02', '80', 'ff'])
    yield { flag: 'InvalidSeparator', defect: set(value) };
  if (messageBytes !== 16) return;
  const none = (name: string, what: string, key: (random: string) => string): BlockDefect => {
    const defect = editDefect('separator', name, `No separator: 00 in its place, and a key ${what}`, 'full', {
      field: 'separator',
      at: 0,
      set: '00',
    });
    return {
      ...defect,
      apply: (block) => defect.apply({ ...block, M: key(typeof block.M === 'string' ? block.M : '') }),
    };
  };
  // Nothing in these keys can be taken for the separator of a shorter message.
  yield {
    flag: 'InvalidSeparator',
    defect: none(
      'separator-none',
      'that begins with A7',
      (key) => `a7${key.slice(2).replaceAll('01', '10')}`,
    ),
  };
  yield {
    flag: 'InvalidSeparator',
    defect: none('separator-none-zero', 'all 00', () => '00'.repeat(16)),
  };
  yield {
    flag: 'InvalidSeparator',
    defect: none('separator-none-late', 'of 00 but for its last byte', () => `${'00'.repeat(15)}a7`),
  };
}
