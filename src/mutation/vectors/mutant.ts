// A mutant: a decoder with one part that is wrong.
import type { Parts } from './decoder.ts';

export interface Mutant {
  readonly name: string;
  readonly parts: Partial<Parts>;
}

export function mutant(name: string, parts: Partial<Parts>): Mutant {
  return { name, parts };
}

export const keyBytes = 16;

/** 01 for the lowest bit, 80 for the highest. */
export const bits = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** Whether two buffers are equal where a mask has ones. */
export function equalUnder(mask: (at: number) => number): (seen: Buffer, right: Buffer) => boolean {
  return (seen, right) => seen.every((byte, at) => ((byte ^ (right[at] ?? 0)) & mask(at)) === 0);
}
