// What is sent as pData or EncryptedParameters, said independently of any certificate: the recipe of a block.

/** Lower-case hexadecimal, two digits a byte. */
export type Hex = string;

/** Hash functions by their OpenSSL names; `profile` is the one that the run's profile names. */
export const hashNames = [
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha512-224',
  'sha512-256',
  'md5',
] as const;
export type HashName = (typeof hashNames)[number] | 'profile';

/** Whose public key a block is encrypted with. `own`: that of the object it is sent to. `stranger`: an unrelated one. */
export type KeyReference = 'own' | 'crypto-session' | 'opm' | 'channel' | 'stranger';

/**
 * A piece of plaintext: bytes, or `$random`, the random number of the protected output that the block is sent to; with
 * `$random-reversed` its bytes stand in reverse order.
 */
export type Piece = string;

/** Whether a piece stands for the output's random number, in either order. */
export function isRandomPiece(piece: Piece): boolean {
  return piece === '$random' || piece === '$random-reversed';
}

/** The plaintext M of RFC 8017: bytes, or pieces in order. */
export type Message = Hex | readonly Piece[];

/** The fields of EM (RFC 8017, 7.1.1), of DB, and the two whole. */
export const emFields = [
  'EM',
  'Y',
  'seed',
  'maskedSeed',
  'lHash',
  'PS',
  'separator',
  'M',
  'DB',
  'maskedDB',
] as const;
export type EmField = (typeof emFields)[number];

/** A position in a field: a byte offset, negative from its end, or a named one (profiles differ in length). */
export type Position = number | 'first' | 'middle' | 'last';

/** One change to the encoded message, before or behind the masking as the field says; exactly one of `xor`, `set`. */
export interface Edit {
  readonly field: EmField;
  readonly at: Position;
  readonly xor?: Hex;
  readonly set?: Hex;
}

/** A variant of MGF1 or of the mask's use that RFC 8017 does not have. */
export const mgfVariants = [
  'counter-little-endian',
  'counter-from-one',
  'counter-one-byte',
  'no-counter',
  'unmasked-seed',
  'unmasked-db',
  'seed-mask-from-db',
] as const;
export type MgfVariant = (typeof mgfVariants)[number];

/** Shapes that are searched for, by counting up the last four bytes of the seed until the predicate holds. */
export const shapes = [
  'c-leading-zero',
  'c-two-leading-zeros',
  'c-trailing-zero',
  'c-top-bit-set',
  'c-top-bit-clear',
  'c-plus-n-fits',
  'c-reversed-below-n',
  'c-contains-separator-like',
  'em-second-byte-zero',
  'em-second-and-third-byte-zero',
  'em-last-byte-zero',
  'em-second-byte-02',
  'masked-db-leading-zero',
] as const;
export type Shape = (typeof shapes)[number];

/** A last step, on the ciphertext as bytes. */
export type Finish =
  | { readonly op: 'reverse' }
  | { readonly op: 'reverse-words'; readonly bytes: number }
  | { readonly op: 'add-n' }
  | { readonly op: 'xor'; readonly at: Position; readonly mask: Hex }
  | { readonly op: 'rotate'; readonly by: number }
  | { readonly op: 'truncate'; readonly to: number }
  | { readonly op: 'drop-front'; readonly bytes: number }
  | { readonly op: 'append'; readonly bytes: Hex }
  | { readonly op: 'prepend'; readonly bytes: Hex }
  | { readonly op: 'repeat'; readonly to: number };

/** An RSAES-OAEP block (RFC 8017, 7.1.1) with a chosen seed, and at most the defects that the other members name. */
export interface OaepBlock {
  readonly form: 'oaep';
  readonly M: Message;
  /** 64 bytes; cut to hLen of the hash in use. */
  readonly seed: Hex;
  /** The label L; absent: the profile's. */
  readonly L?: Hex;
  readonly hash?: HashName;
  readonly mgfHash?: HashName;
  readonly mgf?: MgfVariant;
  readonly key?: KeyReference;
  readonly edits?: readonly Edit[];
  readonly until?: Shape;
  readonly finish?: readonly Finish[];
}

/** An RSAES-PKCS1-v1_5 block (RFC 8017, 7.2.1); `PS` is repeated or cut to the length needed, and has no zero byte. */
export interface Pkcs1Block {
  readonly form: 'pkcs1-v1.5';
  readonly M: Message;
  readonly PS: Hex;
  readonly blockType: 1 | 2;
  readonly key?: KeyReference;
  readonly finish?: readonly Finish[];
}

/** A message without padding: zeros around M. */
export interface UnpaddedBlock {
  readonly form: 'unpadded';
  readonly M: Message;
  readonly at: 'start' | 'end';
  readonly key?: KeyReference;
  readonly finish?: readonly Finish[];
}

/** An integer as the ciphertext representative c. `n/2` is n >> 1. */
export interface IntegerBlock {
  readonly form: 'integer';
  readonly value: '0' | '1' | '2' | 'n-2' | 'n-1' | 'n' | 'n+1' | 'n/2' | '2^2047' | '2^2048-1';
  readonly key?: KeyReference;
}

/** Bytes as they stand. */
export interface BytesBlock {
  readonly form: 'bytes';
  readonly bytes: Hex;
  /** The plaintext in them, where it is known: a block that was made before. */
  readonly M?: Hex;
}

/** The bytes of an earlier step of the same case, sent again. */
export interface SameBlock {
  readonly form: 'same-as';
  /** Index of the step, from 0. */
  readonly step: number;
  readonly finish?: readonly Finish[];
}

export type Block = OaepBlock | Pkcs1Block | UnpaddedBlock | IntegerBlock | BytesBlock | SameBlock;
