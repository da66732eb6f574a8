// Single defects of a block: each turns a block with nothing wrong into one with exactly one thing wrong, whatever key and
// message it carries. Here is one of each kind; properties/encoding.ts has them at every position and value.
import type { Block, Edit, OaepBlock } from '../recipe/block.ts';
import type { DeclaredPoint } from '../recipe/case.ts';
import { bytesOf } from './byte-source.ts';
import { keyOf, seedOf, type Sent } from './sent.ts';
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
  readonly of: (block: OaepBlock) => Block;
}

/** Applies a defect to a block with nothing wrong. */
export function spoil(defect: BlockDefect, block: OaepBlock): Sent {
  return { block: defect.of(block), declares: defect.declares };
}

/** The block of a label with a message; nothing is wrong with it. */
export function blockOf(label: string, M: OaepBlock['M'], key?: OaepBlock['key']): OaepBlock {
  return { form: 'oaep', M, seed: seedOf(label), ...(key === undefined ? {} : { key }) };
}

/** A change to the encoded message, before the masking. */
export function edited(
  encoding: 'y' | 'lhash' | 'ps' | 'separator' | 'scrambled',
  name: string,
  what: string,
  level: PlanLevel,
  ...edits: readonly Edit[]
): BlockDefect {
  return { name, what, level, declares: { encoding }, of: (block) => ({ ...block, edits }) };
}

/** An encoding with other parameters than the profile's. */
export function parameterised(
  encoding: 'hash' | 'mgf-hash' | 'mgf' | 'label',
  name: string,
  what: string,
  level: PlanLevel,
  parameters: Pick<OaepBlock, 'hash' | 'mgfHash' | 'mgf' | 'L'>,
): BlockDefect {
  return { name, what, level, declares: { encoding }, of: (block) => ({ ...block, ...parameters }) };
}

/** The key and message of an OAEP block under another padding. */
function carried(block: OaepBlock): Pick<OaepBlock, 'M' | 'key'> {
  return { M: block.M, ...(block.key === undefined ? {} : { key: block.key }) };
}

/** RSAES-PKCS1-v1_5 in place of OAEP (RFC 8017, 7.2.1). */
export function pkcs1(
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
    of: (block) => ({ form: 'pkcs1-v1.5', blockType, PS, ...carried(block) }),
  };
}

/** The message as the last bytes of an otherwise empty encoded message: RSA without padding. */
export function unpaddedAtEnd(level: PlanLevel): BlockDefect {
  return {
    name: 'unpadded-at-end',
    what: 'no padding: zeros, then the key',
    level,
    declares: { encoding: 'unpadded' },
    of: (block) => ({ form: 'unpadded', at: 'end', ...carried(block) }),
  };
}

/** Bytes of the ciphertext in reverse order; its last byte is 00, so that it stays below n. */
export function reversed(level: PlanLevel): BlockDefect {
  return {
    name: 'reversed',
    what: 'ciphertext in little-endian byte order',
    level,
    declares: { encoding: 'byte-order' },
    of: (block) => ({ ...block, until: 'c-reversed-below-n', finish: [{ op: 'reverse' }] }),
  };
}

/** A block whose ciphertext ends in 00. The search is long, so that all blocks that carry a key alone share one. */
export function trailingZero(block: OaepBlock): OaepBlock {
  const alone = typeof block.M === 'string' && block.M.length === 32;
  const shared = alone ? blockOf('c-trailing-zero', keyOf('c-trailing-zero'), block.key) : block;
  return { ...shared, until: 'c-trailing-zero' };
}

/** Encrypted for a key that is not the certificate's; the top bit is clear, so that c is below that one's n. */
export function strangersKey(level: PlanLevel): BlockDefect {
  return {
    name: 'stranger',
    what: "encrypted under a public key that is not the certificate's",
    level,
    declares: { encoding: 'public-key' },
    of: (block) => ({ ...block, key: 'stranger', until: 'c-top-bit-clear' }),
  };
}

/** c + n in place of c: the same after reduction, but out of range (RFC 8017, 5.1.2, step 1). */
export function plusModulus(level: PlanLevel): BlockDefect {
  return {
    name: 'c-plus-n',
    what: 'n added to the ciphertext, which still fits',
    level,
    declares: { integer: 'at-or-above-n' },
    of: (block) => ({ ...block, until: 'c-plus-n-fits', finish: [{ op: 'add-n' }] }),
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
    edited('y', 'y-01', 'Y set to 01', 'smoke', { field: 'Y', at: 0, set: '01' }),
    edited('lhash', `lhash-${last}-80`, 'last byte of lHash changed by 80', 'smoke', {
      field: 'lHash',
      at: last,
      xor: '80',
    }),
    edited('ps', 'ps-last', 'last byte of PS set to FF', 'smoke', { field: 'PS', at: -1, set: 'ff' }),
    edited('separator', 'separator-02', 'separator set to 02', 'smoke', {
      field: 'separator',
      at: 0,
      set: '02',
    }),
    parameterised('hash', `hash-${hash}`, `lHash and MGF1 with ${hash}`, 'smoke', { hash, mgfHash: hash }),
    parameterised('mgf-hash', `mgf-${hash}`, `lHash by the profile, MGF1 with ${hash}`, 'smoke', {
      mgfHash: hash,
    }),
    parameterised('mgf', 'counter-little-endian', 'MGF1 counter little-endian', 'smoke', {
      mgf: 'counter-little-endian',
    }),
    parameterised('label', 'label-opm', 'label "OPM" in place of none', 'smoke', { L: '4f504d' }),
    pkcs1('pkcs1-type-2', 'PKCS #1 v1.5 padding, type 2', 'smoke', 2, bytesOfNonZero('pkcs1', 128)),
    unpaddedAtEnd('smoke'),
    reversed('smoke'),
    strangersKey('smoke'),
    edited('scrambled', 'masked-seed-last-01', 'last byte of maskedSeed changed by 01', 'smoke', {
      field: 'maskedSeed',
      at: 'last',
      xor: '01',
    }),
    plusModulus('smoke'),
  ];
}

/** Bytes without a zero, as the PS of PKCS #1 v1.5 has them. */
export function bytesOfNonZero(label: string, count: number): string {
  return bytesOf(label, count).replaceAll(/(..)/g, (byte) => (byte === '00' ? 'a5' : byte));
}

/** Bytes of which two are exchanged: every sum and XOR over both stays. */
export function exchanged(bytes: Buffer, a: number, b: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[a] = bytes[b] ?? 0;
  changed[b] = bytes[a] ?? 0;
  return changed;
}
