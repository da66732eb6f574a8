// Undoing the masks of EM, as RFC 8017 defines them or as one of the variants does. Shares no code with the encoder, which it
// checks.
import { createHash } from 'node:crypto';
import type { MgfVariant } from '../block.ts';

/** The fields of EM before masking. */
export interface Unmasked {
  readonly Y: number;
  readonly seed: Buffer;
  readonly DB: Buffer;
}

/** A variant that can be undone without the seed. */
export type UnmaskVariant = Exclude<MgfVariant, 'seed-mask-from-db'>;

type Counter = (index: number) => Buffer;

function bigEndian(index: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(index);
  return octets;
}

const counters: Readonly<Partial<Record<MgfVariant, Counter>>> = {
  'counter-little-endian': (index) => bigEndian(index).reverse(),
  'counter-from-one': (index) => bigEndian(index + 1),
  'counter-one-byte': (index) => Buffer.of(index),
  'no-counter': () => Buffer.alloc(0),
};

/** `data` XOR the MGF1 mask of `seed`: masks it, or removes the mask. */
export function xorMgf1(data: Buffer, seed: Buffer, hash: string, counter: Counter = bigEndian): Buffer {
  const plain = Buffer.from(data);
  let at = 0;
  for (let index = 0; at < plain.length; index++) {
    for (const byte of createHash(hash).update(seed).update(counter(index)).digest()) {
      if (at === plain.length) break;
      plain[at] = (plain[at] ?? 0) ^ byte;
      at++;
    }
  }
  return plain;
}

/**
 * The fields of an EM.
 * @param bytesOfDb how many bytes of DB are needed; the mask of the others is not computed
 */
export function unmask(
  EM: Buffer,
  hLen: number,
  mgfHash: string,
  variant?: UnmaskVariant,
  bytesOfDb: number = EM.length - 1 - hLen,
): Unmasked {
  const counter = (variant === undefined ? undefined : counters[variant]) ?? bigEndian;
  const maskedSeed = EM.subarray(1, 1 + hLen);
  const maskedDB = EM.subarray(1 + hLen);
  const seed = variant === 'unmasked-seed' ? maskedSeed : xorMgf1(maskedSeed, maskedDB, mgfHash, counter);
  const DB =
    variant === 'unmasked-db' ? maskedDB : xorMgf1(maskedDB.subarray(0, bytesOfDb), seed, mgfHash, counter);
  return { Y: EM[0] ?? 0, seed, DB };
}

/**
 * The fields of an EM whose seed was masked from DB instead of maskedDB: neither can be computed without the other, so the seed
 * must be known. Undefined if it has another seed.
 */
export function unmaskWithSeed(seed: Buffer, EM: Buffer, mgfHash: string): Unmasked | undefined {
  const hLen = seed.length;
  const DB = xorMgf1(EM.subarray(1 + hLen), seed, mgfHash);
  if (!xorMgf1(EM.subarray(1, 1 + hLen), DB, mgfHash).equals(seed)) return undefined;
  return { Y: EM[0] ?? 0, seed, DB };
}
