// A block that carries the random number of a protected output: what a program needs to build it anew, since the driver chooses
// another number each time.
import { resolveBlock } from '../../ciphertexts/make/block.ts';
import type { PublicKey } from '../../ciphertexts/make/rsa-public.ts';
import type { Profile } from '../../1-contract/model.ts';
import { isRandomPiece, type Block } from '../../ciphertexts/block.ts';

export interface RebuildableBlock {
  /** The encoded message before masking, with the random number of the run that was written down: k bytes. */
  readonly unmasked: Buffer;
  /** Where a random number stands in it, and what is to be XORed to one; 16 bytes each. */
  readonly randomPlaces: readonly { readonly at: number; readonly xor: Buffer }[];
  /** The hash of MGF1 and the length of the seed in bytes; absent: nothing is masked. */
  readonly mask?: { readonly hash: string; readonly seedBytes: number };
  readonly modulus: Buffer;
  readonly exponent: bigint;
}

const randomBytes = 16;

/** Whether a block carries what the driver chooses anew each time. */
export function carriesRandom(block: Block | null): boolean {
  return block !== null && 'M' in block && Array.isArray(block.M) && block.M.some(isRandomPiece);
}

/**
 * Takes a block apart; undefined where it takes more than a random number to build it: a search for a seed, other masks, bytes
 * that are moved, before or after encryption.
 * @param sent what was sent with this random number
 */
export function rebuildableBlock(
  block: Block,
  random: Buffer,
  sent: Buffer,
  key: PublicKey,
  profile: Profile,
): RebuildableBlock | undefined {
  if (!('M' in block) || block.form === 'bytes' || (block.finish?.length ?? 0) > 0) return undefined;
  if (block.M.includes('$random-reversed')) return undefined;
  if (block.form === 'oaep' && (block.until !== undefined || block.mgf !== undefined)) return undefined;
  const made = resolveBlock(block, { profile, keys: () => key, earlier: () => Buffer.alloc(0), random });
  if (made.problem !== undefined || !made.bytes.equals(sent)) return undefined;
  const unmasked = made.unmasked ?? made.EM;
  const M = made.fields?.find((field) => field.name === 'M');
  if (unmasked === undefined || M === undefined) return undefined;
  const places: { at: number; xor: Buffer }[] = [];
  let at = M.offset;
  for (const piece of typeof block.M === 'string' ? [block.M] : block.M) {
    if (piece === '$random') {
      const seen = unmasked.subarray(at, at + randomBytes);
      places.push({ at, xor: Buffer.from(seen.map((byte, place) => byte ^ (random[place] ?? 0))) });
    }
    at += piece === '$random' ? randomBytes : piece.length / 2;
  }
  const { modulus, exponent } = key;
  if (block.form !== 'oaep') return { unmasked, randomPlaces: places, modulus, exponent };
  const named = block.mgfHash ?? 'profile';
  const hash = (named as string) === 'profile' ? profile.mgfHash : named;
  const seedBytes = (made.seedUsed?.length ?? 0) / 2;
  return { unmasked, randomPlaces: places, modulus, exponent, mask: { hash, seedBytes } };
}
