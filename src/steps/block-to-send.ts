// What a call sends: a block and what is declared of it, how it is called, and how long the bytes become.
import type { Placement } from '../core/protocol/adapter.ts';
import { isRandomPiece, type Block, type Hex, type Message } from '../ciphertexts/block.ts';
import type { DeclaredPoint } from './declared-point.ts';
import { modulusLength } from '../core/windows/lengths.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';

/** A block, with what is remarkable about it in the words of the point's variables (`encoding`, `integer`, `random`). */
export interface BlockToSend {
  readonly block: Block;
  readonly declares: DeclaredPoint;
}

/** A session key of 16 bytes that no other label has. */
export function sessionKeyFor(label: string): Hex {
  return deterministicBytes(`key/${label}`, 16);
}

/** A seed of 64 bytes, cut to hLen when it is used. */
export function seedFor(label: string): Hex {
  return deterministicBytes(`seed/${label}`, 64);
}

/** A block with nothing wrong: a 16-byte key by the profile. */
export function validBlock(label: string, M: Message = sessionKeyFor(label)): BlockToSend {
  return { block: { form: 'oaep', M, seed: seedFor(label) }, declares: {} };
}

/** How a key exchange is called beside its data. */
export interface CallOptions {
  readonly DataSize?: number;
  readonly device?: string;
  readonly flags?: number;
  readonly buffer?: Placement;
  readonly failAllocation?: number | 'each';
  readonly MT?: boolean;
}

/** Variables that a recipe does not determine: what is wrong with the bytes. */
const declaredVariables = ['encoding', 'integer', 'random'];

/** What a point declares of the bytes. */
export function declaredOf(point: DeclaredPoint | null): DeclaredPoint {
  const declared = Object.entries(point ?? {}).filter(([name]) => declaredVariables.includes(name));
  return Object.fromEntries(declared);
}

/** The length in bytes of a plaintext; a random number has 16. */
export function messageBytes(M: Message): number {
  if (typeof M === 'string') return M.length / 2;
  return M.reduce((sum, piece) => sum + (isRandomPiece(piece) ? 16 : piece.length / 2), 0);
}

/** The plaintext of a block, as a text to compare; undefined where it has none. */
export function plaintextText(block: Block): string | undefined {
  return 'M' in block ? JSON.stringify(block.M) : undefined;
}

/** The length in bytes of what a block becomes. */
export function sentLength(block: Block): number {
  if (block.form === 'bytes') return block.bytes.length / 2;
  let length = modulusLength;
  for (const finish of 'finish' in block ? (block.finish ?? []) : []) {
    if (finish.op === 'truncate' || finish.op === 'repeat') length = finish.to;
    else if (finish.op === 'drop-front') length -= finish.bytes;
    else if (finish.op === 'append' || finish.op === 'prepend') length += finish.bytes.length / 2;
  }
  return length;
}
