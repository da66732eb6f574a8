// What a block is, computed from its bytes and the private key: the variables of a declared point that speak of the block.
// Nothing of the encoder is used here, so that neither can hide the other's mistakes.
import type { Hex } from '../block.ts';
import { namedLengths, lengthValue, type LengthVariables } from './bounds.ts';
import { readFields } from './fields.ts';
import {
  openWithHashes,
  openWithLabel,
  openWithMasking,
  labelHash,
  type OaepParameters,
} from './other-encodings.ts';
import { pkcs1Message, unpaddedMessage } from './patterns.ts';
import { integerOf, openWith, type PrivateKey } from './private-key.ts';
import { unmask } from './unmask.ts';

/** Values of the contract's variable `encoding`. */
export type EncodingValue =
  | 'valid'
  | 'y'
  | 'lhash'
  | 'ps'
  | 'separator'
  | 'hash'
  | 'mgf-hash'
  | 'mgf'
  | 'label'
  | 'pkcs1-v1.5'
  | 'unpadded'
  | 'byte-order'
  | 'public-key'
  | 'scrambled';

export interface ClassifierKeys {
  /** Of the certificate that the block should be encrypted for. */
  readonly own: PrivateKey;
  /** Those that it could be encrypted for instead: another certificate's, the unrelated one. */
  readonly others?: readonly PrivateKey[];
}

export interface ClassifierContext {
  readonly bounds: LengthVariables;
  /** Labels that may stand in place of the profile's, hexadecimal. */
  readonly labels?: readonly Hex[];
  /**
   * Lengths that the message may have, in bytes. They are needed where PS or the separator is wrong, or padding is missing
   * altogether; absent: the lengths that the contract names, and any other one as a guess.
   */
  readonly messageLengths?: readonly number[];
  /** Seeds that may have been used: without it `seed-mask-from-db` looks scrambled. */
  readonly seeds?: readonly Buffer[];
  /** The random number of the protected output that the block is for. */
  readonly random?: Buffer;
}

/** Values of the contract's variables of these names; absent where the bytes do not determine them. */
export interface Classification {
  readonly size: string;
  readonly integer?: 'below-n' | 'at-or-above-n';
  readonly encoding?: EncodingValue;
  readonly message?: string;
  readonly opmMessage?: string;
  readonly random?: 'matches' | 'differs';
  /** The plaintext. */
  readonly M?: Buffer;
  /** Which hash, label, variant, order or key. */
  readonly detail?: string;
}

interface Opened {
  readonly encoding: EncodingValue;
  readonly M?: Buffer;
  readonly detail?: string;
}

// Orders that little-endian machines make of a big number. Each costs a private operation, for blocks that are nothing else.
const wordSizes = [4, 8, 2];

/**
 * Classifies a block. One private operation (0.7 ms), and up to seven more for what cannot be determined otherwise: other byte orders,
 * other keys. Of a block that is not as long as the modulus, only the size can be said.
 *
 * Bytes decide, not intentions: a byte 01 in PS makes a longer message and no defect; a separator replaced by 00 before a
 * message that starts with 01 makes a shorter one. What is valid by the profile is `valid`; then comes what would be by one
 * other parameter; then one wrong field; then encodings that are not OAEP's; then byte orders and keys.
 */
export function classifyBlock(
  bytes: Buffer,
  keys: ClassifierKeys,
  profile: OaepParameters,
  context: ClassifierContext,
): Classification {
  const size = lengthValue(context.bounds.size, bytes.length);
  const { own } = keys;
  if (bytes.length !== own.modulusBytes) return { size };
  const integer = integerOf(bytes) < own.n ? 'below-n' : 'at-or-above-n';
  const opened =
    openEncoding(openWith(own, bytes), profile, context) ??
    openReordered(bytes, own, profile) ??
    openWithOtherKey(bytes, keys.others ?? [], profile);
  const { encoding, M, detail } = opened ?? { encoding: 'scrambled' };
  return {
    size,
    integer,
    encoding,
    ...(detail === undefined ? {} : { detail }),
    ...(M === undefined ? {} : messageVariables(M, context)),
  };
}

function messageVariables(M: Buffer, { bounds, random }: ClassifierContext): Partial<Classification> {
  return {
    M,
    message: lengthValue(bounds.message, M.length),
    opmMessage: lengthValue(bounds.opmMessage, M.length),
    ...(random === undefined
      ? {}
      : { random: M.subarray(0, random.length).equals(random) ? 'matches' : 'differs' }),
  };
}

function openEncoding(EM: Buffer, profile: OaepParameters, context: ClassifierContext): Opened | undefined {
  const lengths = context.messageLengths ?? namedLengths(context.bounds.message);
  const lHash = labelHash(profile.hash, profile.label);
  const unmasked = unmask(EM, lHash.length, profile.mgfHash);
  const seen = readFields(unmasked, lHash, lengths, context.messageLengths !== undefined);
  const M = seen.M === undefined ? {} : { M: seen.M };
  const [defect] = seen.defects;
  if (defect === undefined) return { encoding: 'valid', ...M };
  const other =
    openWithLabel(unmasked, profile, context.labels ?? []) ??
    openWithHashes(EM, profile) ??
    openWithMasking(EM, profile, context.seeds ?? [], lengths);
  if (other !== undefined) return other;
  if (seen.defects.length === 1 && seen.isEncoding) return { encoding: defect, ...M };
  // Zeros first: no PKCS #1 block with a key in it has so many, but a key in front of zeros may start with 02.
  const bare = unpaddedMessage(EM, lengths);
  if (bare !== undefined) return { encoding: 'unpadded', M: bare };
  const pkcs1 = pkcs1Message(EM);
  // Scrambled bytes have this look once in 50,000 blocks, but hardly ever with a message of the right length.
  if (pkcs1 === undefined || !(context.messageLengths?.includes(pkcs1.length) ?? true)) return undefined;
  return { encoding: 'pkcs1-v1.5', M: pkcs1 };
}

/** M of a block that is valid by the profile under a key. */
export function openValid(bytes: Buffer, key: PrivateKey, profile: OaepParameters): Buffer | undefined {
  if (bytes.length !== key.modulusBytes || integerOf(bytes) >= key.n) return undefined;
  const lHash = labelHash(profile.hash, profile.label);
  const seen = readFields(unmask(openWith(key, bytes), lHash.length, profile.mgfHash), lHash, [], true);
  return seen.defects.length === 0 ? seen.M : undefined;
}

/** Bytes with each word of that many bytes in reverse order. */
export function wordsReversed(bytes: Buffer, word: number): Buffer {
  const reversed = Buffer.from(bytes);
  for (let at = 0; at < reversed.length; at += word) reversed.subarray(at, at + word).reverse();
  return reversed;
}

function openReordered(bytes: Buffer, own: PrivateKey, profile: OaepParameters): Opened | undefined {
  for (const word of [bytes.length, ...wordSizes]) {
    const M = openValid(wordsReversed(bytes, word), own, profile);
    if (M !== undefined) return { encoding: 'byte-order', M, detail: `words of ${word} bytes reversed` };
  }
  return undefined;
}

function openWithOtherKey(
  bytes: Buffer,
  others: readonly PrivateKey[],
  profile: OaepParameters,
): Opened | undefined {
  for (const [index, other] of others.entries()) {
    const M = openValid(bytes, other, profile);
    if (M !== undefined) return { encoding: 'public-key', M, detail: `other key ${index}` };
  }
  return undefined;
}
