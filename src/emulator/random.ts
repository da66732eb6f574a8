// Where the driver's random numbers come from.
import { hash, randomFillSync } from 'node:crypto';

/** Gives that many random bytes, in a buffer of the caller's own. */
export type RandomSource = (bytes: number) => Buffer;

/** Drawn ahead: asking for 16 bytes costs as much as asking for these. */
const pool = Buffer.alloc(4096);
let poolAt = pool.length;

/** The operating system's generator. */
export const systemRandom: RandomSource = (bytes) => {
  if (bytes > pool.length) return randomFillSync(Buffer.alloc(bytes));
  if (poolAt + bytes > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const drawn = Buffer.from(pool.subarray(poolAt, poolAt + bytes));
  poolAt += bytes;
  return drawn;
};

/**
 * The same bytes for the same seed, on every machine: SHA-256 over the seed and a block counter. For reproducible tests only.
 * @param blockOf gives the blocks, 32 bytes each
 */
export function seededRandom(seed: number, blockOf = seededBlock): RandomSource {
  let counter = 0;
  return (bytes) => {
    const blocks: Buffer[] = [];
    for (let made = 0; made < bytes; made += 32) blocks.push(blockOf(seed, counter++));
    return Buffer.concat(blocks, bytes);
  };
}

/** A block of {@link seededRandom}, 32 bytes. */
export function seededBlock(seed: number, counter: number): Buffer {
  return hash('sha256', `kexcts emulator ${seed} ${counter}`, 'buffer');
}
