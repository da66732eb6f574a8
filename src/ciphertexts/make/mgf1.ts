// MGF1 (RFC 8017, B.2.1), and the mistakes in its counter that implementations make.
import { hash as digest } from 'node:crypto';
import type { MgfVariant } from '../block.ts';

/**
 * A mask of `length` bytes. Of the variants only those of the counter matter here; the others are about the mask's use.
 * @param hash OpenSSL name
 */
export function mgf1(seed: Uint8Array, length: number, hash: string, variant?: MgfVariant): Buffer {
  const counterBytes = variant === 'no-counter' ? 0 : variant === 'counter-one-byte' ? 1 : 4;
  const input = Buffer.alloc(seed.length + counterBytes);
  input.set(seed);
  const mask = Buffer.allocUnsafe(length);
  let counter = variant === 'counter-from-one' ? 1 : 0;
  for (let at = 0; at < length; counter++) {
    if (variant === 'counter-little-endian') input.writeUInt32LE(counter, seed.length);
    else if (counterBytes > 0) input.writeUIntBE(counter, seed.length, counterBytes);
    // A string of one character a byte costs half of what a Buffer does; `write` cuts the last one to what is left.
    at += mask.write(digest(hash, input, 'binary'), at, 'latin1');
  }
  return mask;
}
