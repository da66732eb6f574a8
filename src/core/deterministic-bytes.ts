// Bytes from a small seed: the same label gives the same bytes, in any order of asking.
import { hash } from 'node:crypto';

/** `count` bytes in hexadecimal, from SHA-512 over a label and a counter. */
export function deterministicBytes(label: string, count: number): string {
  let hex = '';
  for (let counter = 0; hex.length < count * 2; counter += 1) {
    hex += hash('sha512', `kexcts/${label}/${counter}`, 'hex');
  }
  return hex.slice(0, count * 2);
}
