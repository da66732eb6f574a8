// Single defects of a block: each turns a block with nothing wrong into one with exactly one thing wrong, whatever key and
// message it carries. Here is one of each kind; properties/encoding.ts has them at every position and value.
import type { Block, Edit, OaepBlock } from '../ciphertexts/block.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';
import { sessionKeyFor, seedFor, type BlockToSend } from '../steps/block-to-send.ts';
import { hashBytes } from './lengths.ts';
import type { PlanContext, PlanLevel } from './property.ts';

/** One thing wrong with a block. */
export interface BlockDefect {
  /** Unique; keys and seeds of its cases grow from it. */
  readonly name: string;
  /** For titles: what was done, as a driver engineer would say it. */
  readonly what: string;
  readonly level: PlanLevel;
  readonly declares: DeclaredPoint;
  readonly apply: (block: OaepBlock) => Block;
}

/** Applies a defect to a block with nothing wrong. */
export function applyDefect(defect: BlockDefect, block: OaepBlock): BlockToSend {
  return { block: defect.apply(block), declares: defect.declares };
}

/** The block of a label with a message; nothing is wrong with it. */
export function oaepBlock(label: string, M: OaepBlock['M'], key?: OaepBlock['key']): OaepBlock {
  return { form: 'oaep', M, seed: seedFor(label), ...(key === undefined ? {} : { key }) };
}

/** A change to the encoded message, before the masking. */
export function editDefect(
  encoding: 'y' | 'lhash' | 'ps' | 'separator' | 'scrambled',
  name: string,
  what: string,
  level: PlanLevel,
  ...edits: readonly Edit[]
): BlockDefect {
  return { name, what, level, declares: { encoding }, apply: (block) => ({ ...block, edits }) };
}

/** An encoding with other parameters than the profile's. */
export function parameterDefect(
  encoding: 'hash' | 'mgf-hash' | 'mgf' | 'label',
  name: string,
  what: string,
  level: PlanLevel,
  parameters: Pick<OaepBlock, 'hash' | 'mgfHash' | 'mgf' | 'L'>,
): BlockDefect {
  return { name, what, level, declares: { encoding }, apply: (block) => ({ ...block, ...parameters }) };
}

/** The key and message of an OAEP block under another padding. */
function keyAndMessage(block: OaepBlock): Pick<OaepBlock, 'M' | 'key'> {
  return { M: block.M, ...(block.key === undefined ? {} : { key: block.key }) };
}

/** RSAES-PKCS1-v1_5 in place of OAEP (RFC 8017, 7.2.1). */
export function pkcs1Defect(
  name: string,
  what: string,
  level: PlanLevel,
  blockType: 1 | 2,
  PS: string,
): BlockDefect {
  return {
    name,
    what,
    level,
    declares: { encoding: 'pkcs1-v1.5' },
    apply: (block) => ({ form: 'pkcs1-v1.5', blockType, PS, ...keyAndMessage(block) }),
  };
}

/** The message as the last bytes of an otherwise empty encoded message: RSA without padding. */
export function unpaddedAtEndDefect(level: PlanLevel): BlockDefect {
  return {
    name: 'unpadded-at-end',
    what: 'no padding: zeros, then the key',
    level,
    declares: { encoding: 'unpadded' },
    apply: (block) => ({ form: 'unpadded', at: 'end', ...keyAndMessage(block) }),
  };
}

/** Bytes of the ciphertext in reverse order; its last byte is 00, so that it stays below n. */
export function reversedCiphertextDefect(level: PlanLevel): BlockDefect {
  return {
    name: 'reversed',
    what: 'ciphertext in little-endian byte order',
    level,
    declares: { encoding: 'byte-order' },
    apply: (block) => ({ ...block, until: 'c-reversed-below-n', finish: [{ op: 'reverse' }] }),
  };
}

/** A block whose ciphertext ends in 00. The search is long, so that all blocks that carry a key alone share one. */
export function trailingZero(block: OaepBlock): OaepBlock {
  const alone = typeof block.M === 'string' && block.M.length === 32;
  const shared = alone ? oaepBlock('c-trailing-zero', sessionKeyFor('c-trailing-zero'), block.key) : block;
  return { ...shared, until: 'c-trailing-zero' };
}

/** Encrypted for a key that is not the certificate's; the top bit is clear, so that c is below that one's n. */
export function unrelatedKeyDefect(level: PlanLevel): BlockDefect {
  return {
    name: 'stranger',
    what: "encrypted under a public key that is not the certificate's",
    level,
    declares: { encoding: 'public-key' },
    apply: (block) => ({ ...block, key: 'stranger', until: 'c-top-bit-clear' }),
  };
}

/** c + n in place of c: the same after reduction, but out of range (RFC 8017, 5.1.2, step 1). */
export function plusModulusDefect(level: PlanLevel): BlockDefect {
  return {
    name: 'c-plus-n',
    what: 'n added to the ciphertext, which still fits',
    level,
    declares: { integer: 'at-or-above-n' },
    apply: (block) => ({ ...block, until: 'c-plus-n-fits', finish: [{ op: 'add-n' }] }),
  };
}

/** Another hash than the profile's, for an encoding that is right but for it. */
export function otherHash(context: Pick<PlanContext, 'profile'>): 'sha1' | 'sha256' {
  return context.profile.hash === 'sha1' ? 'sha256' : 'sha1';
}

const byHash = new Map<string, readonly BlockDefect[]>();

/** One defect of each kind: every value of `encoding` but `valid`, and the range of the integer. */
export function blockDefects(context: Pick<PlanContext, 'profile'>): readonly BlockDefect[] {
  const { hash } = context.profile;
  let defects = byHash.get(hash);
  if (defects === undefined) byHash.set(hash, (defects = oneOfEachKind(context)));
  return defects;
}

function oneOfEachKind(context: Pick<PlanContext, 'profile'>): BlockDefect[] {
  const hash = otherHash(context);
  const last = hashBytes(context.profile.hash) - 1;
  return [
    editDefect('y', 'y-01', 'Y set to 01', 'smoke', { field: 'Y', at: 0, set: '01' }),
    editDefect('lhash', `lhash-${last}-80`, 'last byte of lHash changed by 80', 'smoke', {
      field: 'lHash',
      at: last,
      xor: '80',
    }),
    editDefect('ps', 'ps-last', 'last byte of PS set to FF', 'smoke', { field: 'PS', at: -1, set: 'ff' }),
    editDefect('separator', 'separator-02', 'separator set to 02', 'smoke', {
      field: 'separator',
      at: 0,
      set: '02',
    }),
    parameterDefect('hash', `hash-${hash}`, `lHash and MGF1 with ${hash}`, 'smoke', { hash, mgfHash: hash }),
    parameterDefect('mgf-hash', `mgf-${hash}`, `lHash by the profile, MGF1 with ${hash}`, 'smoke', {
      mgfHash: hash,
    }),
    parameterDefect('mgf', 'counter-little-endian', 'MGF1 counter little-endian', 'smoke', {
      mgf: 'counter-little-endian',
    }),
    parameterDefect('label', 'label-opm', 'label "OPM" in place of none', 'smoke', { L: '4f504d' }),
    pkcs1Defect('pkcs1-type-2', 'PKCS #1 v1.5 padding, type 2', 'smoke', 2, nonZeroBytes('pkcs1', 128)),
    unpaddedAtEndDefect('smoke'),
    reversedCiphertextDefect('smoke'),
    unrelatedKeyDefect('smoke'),
    editDefect('scrambled', 'masked-seed-last-01', 'last byte of maskedSeed changed by 01', 'smoke', {
      field: 'maskedSeed',
      at: 'last',
      xor: '01',
    }),
    plusModulusDefect('smoke'),
  ];
}

/** Bytes without a zero, as the PS of PKCS #1 v1.5 has them. */
export function nonZeroBytes(label: string, count: number): string {
  return deterministicBytes(label, count).replaceAll(/(..)/g, (byte) => (byte === '00' ? 'a5' : byte));
}

/** Bytes of which two are exchanged: every sum and XOR over both stays. */
export function swapBytes(bytes: Buffer, a: number, b: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[a] = bytes[b] ?? 0;
  changed[b] = bytes[a] ?? 0;
  return changed;
}
