// Faults of RSADP and what surrounds it (RFC 8017, 5.1.2 and 7.1.2, steps 1 and 2).
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import { poolKey, type DriverKey } from '../keys.ts';
import { DriverCrash } from '../refusal.ts';
import { defective } from '../rsa.ts';
import { decoding, type FaultTable } from './family.ts';
import { failsWith } from './fails-with.ts';

const keyBytes = 16;

/** Ciphertexts that are refused though they are in range. */
const refusedWhere =
  (refused: (ciphertext: Buffer) => boolean): Variation =>
  (correct) => ({
    integerInRange: (ciphertext, modulus) =>
      correct.integerInRange(ciphertext, modulus) && !refused(ciphertext),
  });

/** The private-key operation gives something else for some ciphertexts. */
const resultWrongWhere =
  (wrong: (ciphertext: Buffer) => boolean): Variation =>
  (correct) => ({
    encodedMessage(ciphertext, key) {
      const em = correct.encodedMessage(ciphertext, key);
      if (!wrong(ciphertext)) return em;
      const carried = Buffer.from(em);
      carried[128] = (carried[128] ?? 0) ^ 1;
      return carried;
    },
  });

/** What the bytes are taken for, as integers. */
const readAs =
  (...orders: readonly ((block: Buffer) => Buffer)[]): Variation =>
  () => ({ ciphertextCandidates: (block) => orders.map((order) => order(block)) });

const asItIs = (block: Buffer): Buffer => block;
const reversed = (block: Buffer): Buffer => Buffer.from(block).reverse();
const wordsReversed = (block: Buffer): Buffer => Buffer.from(block).swap16();
const rotatedRight = (block: Buffer): Buffer => Buffer.concat([block.subarray(-1), block.subarray(0, -1)]);
const rotatedLeft = (block: Buffer): Buffer => Buffer.concat([block.subarray(1), block.subarray(0, 1)]);

/** A message taken from EM where it is not OAEP-encoded. */
const otherwise =
  (messageOf: (em: Buffer) => Buffer | null): Variation =>
  () => ({ decodeOtherwise: messageOf });

/** The message behind `00 BT PS 00` of PKCS #1 v1.5, with at least so many bytes of PS. */
function pkcs1Message(em: Buffer, blockTypes: readonly number[], least: number): Buffer | null {
  if (em[0] !== 0 || !blockTypes.includes(em[1] ?? 0)) return null;
  const end = em.indexOf(0, 2);
  return end - 2 < least ? null : em.subarray(end + 1);
}

const anyMessage = (em: Buffer, blockTypes: readonly number[], least: number): Buffer | null => {
  const message = pkcs1Message(em, blockTypes, least);
  return message?.length === keyBytes ? message : null;
};

/** p, q and the CRT coefficient of a key. */
const crtValues = new WeakMap<DriverKey, { p: bigint; q: bigint; qi: bigint }>();
function crtOf(key: DriverKey): { p: bigint; q: bigint; qi: bigint } {
  let values = crtValues.get(key);
  if (values === undefined) {
    const { p = '', q = '', qi = '' } = key.privateKey.export({ format: 'jwk' });
    const integer = (text: string): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
    values = { p: integer(p), q: integer(q), qi: integer(qi) };
    crtValues.set(key, values);
  }
  return values;
}

/** Garner's recombination with the difference of the two halves taken as positive. */
function withoutBorrow(em: Buffer, key: DriverKey): Buffer {
  const { p, q, qi } = crtOf(key);
  const m = BigInt(`0x${em.toString('hex')}`);
  const [m1, m2] = [m % p, m % q];
  const h = (qi * (m1 < m2 ? m2 - m1 : m1 - m2)) % p;
  return Buffer.from((m2 + h * q).toString(16).padStart(em.length * 2, '0'), 'hex');
}

/** A ciphertext that is answered with a zero key. */
const taken =
  (is: (block: Buffer, key: DriverKey) => boolean): Variation =>
  (correct) => ({
    decryptBlock: (block, key, purpose) =>
      is(block, key)
        ? { message: Buffer.alloc(keyBytes), defect: null }
        : correct.decryptBlock(block, key, purpose),
  });

function isNumber(block: Buffer, value: number): boolean {
  return block.subarray(0, -1).every((byte) => byte === 0) && block.at(-1) === value;
}

export const rsaFaults = decoding({
  'range-unchecked': () => ({ integerInRange: () => true }),
  'range-first-byte-only': () => ({
    integerInRange: (ciphertext, modulus) => (ciphertext[0] ?? 0) <= (modulus[0] ?? 0),
  }),
  'range-told-as-bad-data': failsWith({ range: statusCodes.NTE_BAD_DATA }),
  'range-told-as-no-memory': failsWith({ range: statusCodes.E_OUTOFMEMORY }),
  'range-told-as-s-ok': failsWith({ range: statusCodes.S_OK }),
  'ciphertext-leading-zero-refused': refusedWhere((ciphertext) => ciphertext[0] === 0),
  'ciphertext-trailing-zero-refused': refusedWhere((ciphertext) => ciphertext.at(-1) === 0),
  'ciphertext-top-bit-refused': refusedWhere((ciphertext) => (ciphertext[0] ?? 0) >= 0x80),
  'ciphertext-cut-at-00-01': refusedWhere((ciphertext) => ciphertext.includes(Buffer.of(0, 1))),
  'ciphertext-little-endian': readAs(reversed),
  'ciphertext-little-endian-tried-too': readAs(asItIs, reversed),
  'ciphertext-rotated-tried-too': readAs(asItIs, rotatedRight),
  'ciphertext-rotated-left-tried-too': readAs(asItIs, rotatedLeft),
  'ciphertext-byte-pairs-tried-too': readAs(asItIs, wordsReversed),
  'em-leading-zeros-lost': (correct) => ({
    encodedMessage(ciphertext, key) {
      const em = correct.encodedMessage(ciphertext, key);
      const first = em.findIndex((byte) => byte !== 0);
      if (first < 0) return em;
      const shifted = Buffer.alloc(em.length);
      em.copy(shifted, 1, first);
      return first === 1 ? em : shifted;
    },
  }),
  'em-trailing-zeros-lost': (correct) => ({
    encodedMessage(ciphertext, key) {
      const em = correct.encodedMessage(ciphertext, key);
      return em.at(-1) === 0 ? Buffer.concat([Buffer.of(0), em.subarray(0, -1)]) : em;
    },
  }),
  'em-top-byte-02-taken-for-pkcs1': (correct) => ({
    decodeEncodedMessage: (em, parameters) =>
      em[1] === 2 ? defective('separator') : correct.decodeEncodedMessage(em, parameters),
  }),
  'crt-without-borrow': (correct) => ({
    encodedMessage: (ciphertext, key) => withoutBorrow(correct.encodedMessage(ciphertext, key), key),
  }),
  'result-wrong-in-32': resultWrongWhere((ciphertext) => ((ciphertext.at(-1) ?? 0) & 31) === 7),
  'result-wrong-in-256': resultWrongWhere((ciphertext) => ciphertext.at(-1) === 0x5d),
  'pkcs1-tried-too': otherwise((em) => anyMessage(em, [2], 8)),
  'pkcs1-type-1-tried-too': otherwise((em) => anyMessage(em, [1], 8)),
  'pkcs1-any-type-tried-too': otherwise((em) => anyMessage(em, [1, 2], 0)),
  'pkcs1-only': (correct) => ({
    decodeEncodedMessage(em) {
      const message = pkcs1Message(em, [2], 8);
      return message === null ? defective('separator') : { message, defect: null };
    },
    parameterCandidates: (purpose) => correct.parameterCandidates(purpose).slice(0, 1),
  }),
  'copp-block-tried-too': (correct) => ({
    decryptBlock(block, key, purpose) {
      const decoded = correct.decryptBlock(block, key, purpose);
      const swapped = reversed(block);
      if (decoded.defect === null || !correct.integerInRange(swapped, key.modulus)) return decoded;
      const message = anyMessage(correct.encodedMessage(swapped, key), [2], 8);
      return message === null ? decoded : { message, defect: null };
    },
  }),
  'unpadded-tried-too': otherwise((em) =>
    em.subarray(0, -keyBytes).every((byte) => byte === 0) ? em.subarray(-keyBytes) : null,
  ),
  'unpadded-in-front-tried-too': otherwise((em) =>
    em[0] === 0 && em.subarray(1 + keyBytes).every((byte) => byte === 0)
      ? em.subarray(1, 1 + keyBytes)
      : null,
  ),
  'last-16-bytes-whatever-they-are': otherwise((em) => em.subarray(-keyBytes)),
  'zero-taken': taken((block) => isNumber(block, 0)),
  'one-taken': taken((block) => isNumber(block, 1)),
  'n-crashes': (correct) => ({
    integerInRange(ciphertext, modulus) {
      if (ciphertext.equals(modulus)) throw new DriverCrash('assertion failed: c != n');
      return correct.integerInRange(ciphertext, modulus);
    },
  }),
  'one-crashes': (correct) => ({
    encodedMessage(ciphertext, key) {
      if (isNumber(ciphertext, 1)) throw new DriverCrash('assertion failed: c > 1');
      return correct.encodedMessage(ciphertext, key);
    },
  }),
  'n-minus-one-taken': taken((block, key) => {
    const below = Buffer.from(key.modulus);
    // n is odd, so that there is nothing to borrow.
    below[below.length - 1] = (below.at(-1) ?? 1) - 1;
    return block.equals(below);
  }),
  'private-key-of-another-certificate': (correct) => ({
    certifiedKeyFor: (purpose, device) =>
      purpose === 'session' ? poolKey('test-rsa2048-b') : correct.certifiedKeyFor(purpose, device),
  }),
  'private-key-of-the-first-device': {
    settings: { deviceKeys: 'each' },
    variation: (correct, driver) => ({
      privateKeyFor: (purpose, device) =>
        purpose === 'session' ? poolKey(driver.settings.key) : correct.privateKeyFor(purpose, device),
      certifiedKeyFor: (purpose, device) => correct.privateKeyFor(purpose, device),
    }),
  },
} as const satisfies FaultTable);
