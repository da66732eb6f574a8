// Faults of EME-OAEP decoding (RFC 8017, 7.1.2, step 3), field by field: Y, lHash, PS and the separator.
import { createHash } from 'node:crypto';
import type { Variation } from '../driver.ts';
import { decoding, type FaultTable } from './family.ts';

const keyBytes = 16;

/** lHash is compared from one place to another, and no further. */
const comparedFrom =
  (from: number, to?: number): Variation =>
  () => ({
    labelHashMatches: (seen, expected) => seen.subarray(from, to).equals(expected.subarray(from, to)),
  });

/** The differences of all bytes of lHash are put together, from 0 on; 0 in the end passes for equal. */
const folded =
  (fold: (sum: number, seen: number, expected: number) => number): Variation =>
  () => ({
    labelHashMatches: (seen, expected) =>
      seen.reduce((sum, byte, at) => fold(sum, byte, expected[at] ?? 0), 0) === 0,
  });

/** Every byte of lHash passes a comparison of its own. */
const everyByte =
  (equal: (seen: number, expected: number, at: number) => boolean): Variation =>
  () => ({
    labelHashMatches: (seen, expected) => seen.every((byte, at) => equal(byte, expected[at] ?? 0, at)),
  });

/** Bytes of lHash are compared two by two; some pairs only by their sum. */
const everyPair =
  (isSummed: (at: number, length: number) => boolean): Variation =>
  () => ({
    labelHashMatches(seen, expected) {
      for (let at = 0; at < seen.length; at += 2) {
        const [a, b] = [(seen[at] ?? 0) - (expected[at] ?? 0), (seen[at + 1] ?? 0) - (expected[at + 1] ?? 0)];
        if (isSummed(at, seen.length) ? a + b !== 0 : a !== 0 || b !== 0) return false;
      }
      return true;
    },
  });

/** No more than so many differences in lHash, counted by byte or bit. */
const differingAtMost =
  (most: number, count: (difference: number) => number): Variation =>
  () => ({
    labelHashMatches: (seen, expected) =>
      seen.reduce((sum, byte, at) => sum + count(byte ^ (expected[at] ?? 0)), 0) <= most,
  });

const bitsOf = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

function bigEndianWord(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function separatorBehindZeros(db: Buffer, start: number): number {
  let at = start;
  while (at < db.length && db[at] === 0) at++;
  return at;
}

function correctSeparator(db: Buffer, start: number): number {
  const at = separatorBehindZeros(db, start);
  return db[at] === 1 ? at : -1;
}

/** PS as it lies in front of a message of 16 bytes passes another test than that of being all zeros. */
const paddingPasses =
  (passes: (padding: Buffer) => boolean): Variation =>
  () => ({
    findSeparator(db, start) {
      const end = db.length - keyBytes - 1;
      return db[end] === 1 && passes(db.subarray(start, end)) ? end : correctSeparator(db, start);
    },
  });

/** Only these bytes of PS are looked at. */
const paddingLookedAt = (from: number, to?: number): Variation =>
  paddingPasses((padding) => padding.subarray(from, to).every((byte) => byte === 0));

const paddingOf = (isZero: (byte: number, at: number) => boolean): Variation =>
  paddingPasses((padding) => padding.every((byte, at) => isZero(byte, at)));

/** The first byte that is not zero ends PS, and is one of these. */
const separatorIs =
  (fits: (byte: number) => boolean): Variation =>
  () => ({
    findSeparator(db, start) {
      const at = separatorBehindZeros(db, start);
      return at < db.length && fits(db[at] ?? 0) ? at : -1;
    },
  });

export const encodingFieldFaults = decoding({
  'y-ignored': () => ({ leadingByteFits: () => true }),
  'y-lowest-bit-only': () => ({ leadingByteFits: (y) => (y & 1) === 0 }),
  'y-top-bit-only': () => ({ leadingByteFits: (y) => y < 0x80 }),
  'y-low-half-only': () => ({ leadingByteFits: (y) => (y & 0x0f) === 0 }),
  'y-high-half-only': () => ({ leadingByteFits: (y) => (y & 0xf0) === 0 }),
  'y-signed': () => ({ leadingByteFits: (y) => y === 0 || y >= 0x80 }),
  'y-01-accepted': () => ({ leadingByteFits: (y) => y === 0 || y === 1 }),
  'y-02-accepted': () => ({ leadingByteFits: (y) => y === 0 || y === 2 }),

  'lhash-ignored': () => ({ labelHashMatches: () => true }),
  'lhash-first-byte-only': comparedFrom(0, 1),
  'lhash-first-4-bytes-only': comparedFrom(0, 4),
  'lhash-first-8-bytes-only': comparedFrom(0, 8),
  'lhash-first-16-bytes-only': comparedFrom(0, 16),
  'lhash-first-20-bytes-only': comparedFrom(0, 20),
  'lhash-first-32-bytes-only': comparedFrom(0, 32),
  'lhash-first-48-bytes-only': comparedFrom(0, 48),
  'lhash-first-byte-skipped': comparedFrom(1),
  'lhash-last-byte-skipped': comparedFrom(0, -1),
  'lhash-last-byte-only': comparedFrom(-1),
  'lhash-second-half-only': comparedFrom(32),
  'lhash-every-other-byte-only': everyByte((seen, expected, at) => at % 2 === 1 || seen === expected),
  'lhash-top-bits-ignored': everyByte((seen, expected) => ((seen ^ expected) & 0x7f) === 0),
  'lhash-low-halves-only': everyByte((seen, expected) => ((seen ^ expected) & 0x0f) === 0),
  'lhash-xor-of-differences': folded((sum, seen, expected) => sum ^ seen ^ expected),
  'lhash-sum-of-differences': folded((sum, seen, expected) => (sum + (seen ^ expected)) & 0xff),
  'lhash-sum-compared': folded((sum, seen, expected) => sum + seen - expected),
  'lhash-xor-of-words': () => ({
    labelHashMatches: (seen, expected) =>
      [0, 1, 2, 3].every((column) => {
        let sum = 0;
        for (let at = column; at < seen.length; at += 4) sum ^= (seen[at] ?? 0) ^ (expected[at] ?? 0);
        return sum === 0;
      }),
  }),
  'lhash-words-summed': () => ({
    labelHashMatches: (seen, expected) => {
      let sum = 0;
      for (let at = 0; at < seen.length; at += 4)
        sum = (sum + seen.readInt32BE(at) - expected.readInt32BE(at)) | 0;
      return sum === 0;
    },
  }),
  'lhash-pairs-summed': everyPair(() => true),
  'lhash-last-pair-summed': everyPair((at, length) => at === length - 2),
  'lhash-byte-38-skipped': everyByte((seen, expected, at) => at === 37 || seen === expected),
  'lhash-middle-16-bytes-skipped': everyByte(
    (seen, expected, at) => (at >= 33 && at < 47) || seen === expected,
  ),
  'lhash-any-byte-suffices': () => ({
    labelHashMatches: (seen, expected) => seen.some((byte, at) => byte === expected[at]),
  }),
  'lhash-one-bit-off-accepted': differingAtMost(1, bitsOf),
  'lhash-one-byte-off-accepted': differingAtMost(1, (difference) => Math.sign(difference)),
  'lhash-zeros-accepted': () => ({
    labelHashMatches: (seen, expected) => seen.equals(expected) || seen.every((byte) => byte === 0),
  }),
  'lhash-of-sha256-accepted': () => ({
    labelHashMatches: (seen, expected) =>
      seen.equals(expected) || seen.subarray(0, 32).equals(createHash('sha256').digest()),
  }),
  'lhash-in-any-order': () => ({
    labelHashMatches: (seen, expected) => Buffer.from(seen).sort().equals(Buffer.from(expected).sort()),
  }),
  'lhash-reversed-accepted': () => ({
    labelHashMatches: (seen, expected) =>
      seen.equals(expected) || Buffer.from(seen).reverse().equals(expected),
  }),
  'lhash-memcmp-narrowed': () => ({
    labelHashMatches(seen, expected) {
      for (let at = 0; at < seen.length; at += 2) {
        const difference = bigEndianWord(seen, at) - bigEndianWord(expected, at);
        if (difference !== 0) return (difference & 0xff) === 0;
      }
      return true;
    },
  }),
  'y-or-lhash-suffices': () => {
    let y = 0;
    return {
      leadingByteFits(seen) {
        y = seen;
        return true;
      },
      labelHashMatches: (seen, expected) => y === 0 || seen.equals(expected),
    };
  },

  'ps-ignored': paddingPasses(() => true),
  'ps-and-separator-ignored': () => ({ findSeparator: (db) => db.length - keyBytes - 1 }),
  'ps-searched-for-01': () => ({ findSeparator: (db, start) => db.indexOf(1, start) }),
  'ps-first-byte-skipped': paddingLookedAt(1),
  'ps-last-byte-skipped': paddingLookedAt(0, -1),
  'ps-last-8-bytes-skipped': paddingLookedAt(0, -8),
  'ps-last-hlen-bytes-skipped': paddingLookedAt(0, -64),
  'ps-first-8-bytes-only': paddingLookedAt(0, 8),
  'ps-first-half-only': paddingLookedAt(0, 55),
  'ps-second-half-only': paddingLookedAt(55),
  'ps-every-other-byte-only': paddingOf((byte, at) => at % 2 === 1 || byte === 0),
  'ps-byte-38-skipped': paddingOf((byte, at) => at === 37 || byte === 0),
  'ps-middle-skipped': paddingOf((byte, at) => (at > 80 && at < 100) || byte === 0),
  'ps-must-not-be-empty': () => ({
    findSeparator(db, start) {
      const at = correctSeparator(db, start);
      return at === start ? -1 : at;
    },
  }),
  'ps-xor-folded': paddingPasses((padding) => padding.reduce((sum, byte) => sum ^ byte, 0) === 0),
  'ps-sum-folded': paddingPasses((padding) => (padding.reduce((sum, byte) => sum + byte, 0) & 0xff) === 0),
  'ps-top-bits-ignored': paddingOf((byte) => (byte & 0x7f) === 0),
  'ps-low-halves-ignored': paddingOf((byte) => (byte & 0xf0) === 0),
  'ps-ff-accepted': paddingOf((byte) => byte === 0 || byte === 0xff),

  'separator-is-any-byte': separatorIs(() => true),
  'separator-is-odd': separatorIs((byte) => (byte & 1) === 1),
  'separator-low-half-only': separatorIs((byte) => (byte & 0x0f) === 1),
  'separator-02-accepted': separatorIs((byte) => byte === 1 || byte === 2),
  'separator-ff-accepted': separatorIs((byte) => byte === 1 || byte === 0xff),
  'separator-missing-offset-0': (correct) => ({
    findSeparator: (db, start) => Math.max(0, correct.findSeparator(db, start)),
    messageOf: (db, separator) =>
      separator === 0 ? db.subarray(0, keyBytes) : correct.messageOf(db, separator),
  }),
  'separator-missing-zero-key': () => ({
    findSeparator(db, start) {
      const at = separatorBehindZeros(db, start);
      return at === db.length ? db.length - keyBytes - 1 : db[at] === 1 ? at : -1;
    },
  }),
  'separator-run-skipped': () => ({
    findSeparator(db, start) {
      let at = correctSeparator(db, start);
      while (at >= 0 && db[at + 1] === 1) at += 1;
      return at;
    },
  }),
  'separator-in-the-last-64-bytes': () => ({
    findSeparator(db, start) {
      const at = correctSeparator(db, start);
      return at >= db.length - 64 ? at : -1;
    },
  }),
  'separator-searched-from-the-end': () => ({ findSeparator: (db) => db.lastIndexOf(1) }),
} as const satisfies FaultTable);
