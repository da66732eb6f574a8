// EME-OAEP encoding (RFC 8017, 7.1.1, step 2) with a chosen seed and chosen defects.
import { hash as digest } from 'node:crypto';
import type { Edit, EmField, MgfVariant } from '../block.ts';
import { mgf1 } from './mgf1.ts';
import { place } from './position.ts';

/** How to encode; every member counts, nothing is taken from a profile here. */
export interface Encoding {
  readonly M: Buffer;
  readonly label: Buffer;
  /** OpenSSL names. */
  readonly hash: string;
  readonly mgfHash: string;
  readonly mgf?: MgfVariant | undefined;
  readonly edits: readonly Edit[];
  /** Length of EM in bytes: that of the modulus, k. */
  readonly k: number;
}

/** A field of EM, for drawing it. Offsets and lengths in bytes. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** Whether an edit changed something in it. */
  readonly edited: boolean;
}

/** An EM for one seed. */
export interface Encoded {
  readonly EM: Buffer;
  /** Y || seed || DB as it was before masking, early edits included: it lies like EM. */
  readonly unmasked: Buffer;
  /** The seed as masked, hLen bytes. */
  readonly seed: Buffer;
}

/** An encoding whose fields are laid out and checked; what is left depends on the seed. */
export interface PreparedEncoding {
  readonly hLen: number;
  /** M with the edits in it. */
  readonly M: Buffer;
  readonly fields: readonly Field[];
  /** @throws RangeError where the seed is shorter than hLen; a longer one is cut */
  encode(seed: Buffer): Encoded;
}

interface Change {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly xor: boolean;
}

// EM as a whole, and what is named after its masking, is edited behind the masking; the rest before.
const behindMasking: ReadonlySet<EmField> = new Set(['EM', 'Y', 'maskedSeed', 'maskedDB']);

const labelHashes = new Map<string, Buffer>();

/**
 * lHash = Hash(L); cached.
 * @throws RangeError for a hash that OpenSSL does not know
 */
export function labelHash(hash: string, label: Buffer): Buffer {
  const name = `${hash} ${label.toString('hex')}`;
  let lHash = labelHashes.get(name);
  if (lHash === undefined) {
    try {
      lHash = digest(hash, label, 'buffer');
    } catch {
      throw new RangeError(`hash: "${hash}" is none that this Node's OpenSSL has`);
    }
    labelHashes.set(name, lHash);
  }
  return lHash;
}

/** @throws RangeError that names the member at fault */
export function prepareEncoding(encoding: Encoding): PreparedEncoding {
  const { M, hash, mgfHash, mgf, k } = encoding;
  const lHash = labelHash(hash, encoding.label);
  labelHash(mgfHash, encoding.label);
  const hLen = lHash.length;
  const room = k - 2 * hLen - 2;
  if (M.length > room) {
    throw new RangeError(
      `M: ${M.length} bytes were given, at most ${Math.max(0, room)} fit (${hash}, ${k} bytes of modulus)`,
    );
  }
  const dbAt = 1 + hLen;
  const psAt = dbAt + hLen;
  const separatorAt = k - M.length - 1;
  const extents: Readonly<Record<EmField, readonly [offset: number, end: number]>> = {
    EM: [0, k],
    Y: [0, 1],
    seed: [1, dbAt],
    maskedSeed: [1, dbAt],
    DB: [dbAt, k],
    maskedDB: [dbAt, k],
    lHash: [dbAt, psAt],
    PS: [psAt, separatorAt],
    separator: [separatorAt, separatorAt + 1],
    M: [separatorAt + 1, k],
  };
  const early: Change[] = [];
  const late: Change[] = [];
  for (const edit of encoding.edits)
    (behindMasking.has(edit.field) ? late : early).push(changeOf(edit, extents));

  const template = Buffer.alloc(k);
  lHash.copy(template, dbAt);
  template[separatorAt] = 1;
  M.copy(template, separatorAt + 1);
  for (const change of early) if (change.offset >= dbAt) apply(change, template);
  const seedChanges = early.filter((change) => change.offset < dbAt);

  const encode = (seed: Buffer): Encoded => {
    if (seed.length < hLen)
      throw new RangeError(`seed: ${seed.length} bytes were given, ${hash} needs ${hLen}`);
    const unmasked = Buffer.from(template);
    seed.copy(unmasked, 1, 0, hLen);
    for (const change of seedChanges) apply(change, unmasked);
    const EM = mask(unmasked, hLen, mgfHash, mgf);
    for (const change of late) apply(change, EM);
    return { EM, unmasked, seed: unmasked.subarray(1, dbAt) };
  };
  const all = [...early, ...late];
  const fields = (['Y', 'seed', 'lHash', 'PS', 'separator', 'M'] as const).map((name): Field => {
    const [offset, end] = extents[name];
    const edited = all.some((change) => change.offset < end && change.offset + change.bytes.length > offset);
    return { name, offset, length: end - offset, edited };
  });
  return { hLen, M: template.subarray(separatorAt + 1), fields, encode };
}

function mask(unmasked: Buffer, hLen: number, hash: string, variant: MgfVariant | undefined): Buffer {
  const EM = Buffer.from(unmasked);
  const seed = unmasked.subarray(1, 1 + hLen);
  const DB = unmasked.subarray(1 + hLen);
  const maskedSeed = EM.subarray(1, 1 + hLen);
  const maskedDB = EM.subarray(1 + hLen);
  if (variant !== 'unmasked-db') xorInto(maskedDB, mgf1(seed, DB.length, hash, variant));
  if (variant === 'unmasked-seed') return EM;
  const from = variant === 'seed-mask-from-db' ? DB : maskedDB;
  xorInto(maskedSeed, mgf1(from, hLen, hash, variant));
  return EM;
}

function changeOf(
  edit: Edit,
  extents: Readonly<Record<EmField, readonly [offset: number, end: number]>>,
): Change {
  const hex = edit.xor ?? edit.set;
  if (hex === undefined || (edit.xor !== undefined && edit.set !== undefined)) {
    throw new RangeError(`${edit.field}: an edit has exactly one of xor and set`);
  }
  const extent = extents[edit.field] as readonly [offset: number, end: number] | undefined;
  if (extent === undefined) throw new RangeError(`${edit.field}: EM has no field of this name`);
  const placed = place(edit.field, extent[1] - extent[0], edit.at, hex);
  return { offset: extent[0] + placed.offset, bytes: placed.bytes, xor: edit.xor !== undefined };
}

function apply(change: Change, target: Buffer): void {
  if (change.xor) xorInto(target.subarray(change.offset, change.offset + change.bytes.length), change.bytes);
  else change.bytes.copy(target, change.offset);
}

/** target ^= mask, as far as the mask reaches. */
export function xorInto(target: Buffer, mask: Buffer): void {
  for (let at = 0; at < mask.length; at++) target[at] = (target[at] ?? 0) ^ (mask[at] ?? 0);
}
