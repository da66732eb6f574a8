// Undoing the masks of EM, as the RFC says or as one of the variants does. Written apart from the encoder: it is held
// against that one.
import { createHash } from 'node:crypto';
import type { MgfVariant } from '../block.ts';

/** What EM hides. */
export interface Unmasked {
  readonly Y: number;
  readonly DB: Buffer;
}

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

/** `data` without the MGF1 mask that grows from `seed`. */
function xorMgf1(data: Buffer, seed: Buffer, hash: string, counter: Counter): Buffer {
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
 * Y and DB of an EM.
 * @param bytesOfDb so many bytes of DB are enough; the masks of the others are left unmade
 */
export function unmask(
  EM: Buffer,
  hLen: number,
  mgfHash: string,
  variant?: Exclude<MgfVariant, 'seed-mask-from-db'>,
  bytesOfDb: number = EM.length - 1 - hLen,
): Unmasked {
  const Y = EM[0] ?? 0;
  const counter = (variant === undefined ? undefined : counters[variant]) ?? bigEndian;
  const maskedSeed = EM.subarray(1, 1 + hLen);
  const maskedDB = EM.subarray(1 + hLen);
  if (variant === 'unmasked-db') return { Y, DB: maskedDB };
  const seed = variant === 'unmasked-seed' ? maskedSeed : xorMgf1(maskedSeed, maskedDB, mgfHash, counter);
  return { Y, DB: xorMgf1(maskedDB.subarray(0, bytesOfDb), seed, mgfHash, counter) };
}

/**
 * Y and DB of an EM whose seed was masked from DB in place of maskedDB: one cannot be had without the other, so the seed has to
 * be known. Nothing where this seed is not the one.
 */
export function unmaskWithSeed(seed: Buffer, EM: Buffer, mgfHash: string): Unmasked | undefined {
  const hLen = seed.length;
  const DB = xorMgf1(EM.subarray(1 + hLen), seed, mgfHash, bigEndian);
  if (!xorMgf1(EM.subarray(1, 1 + hLen), DB, mgfHash, bigEndian).equals(seed)) return undefined;
  return { Y: EM[0] ?? 0, DB };
}
