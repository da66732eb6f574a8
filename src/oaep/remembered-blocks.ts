// Blocks that many drivers are sent: made once for each key, since the same recipe gives the same bytes.
import { blockName, resolveBlock, type BlockContext, type ResolvedBlock } from './block.ts';
import type { Block } from '../recipe/block.ts';
import type { PublicKey } from './rsa-public.ts';

/** Makes the bytes of a block; as `resolveBlock`. */
export type BlockResolver = (block: Block, context: BlockContext) => ResolvedBlock;

/**
 * A resolver that remembers what it made. Memory: about 3 kB for each different block and key.
 * @param told told of each block that is made, and of the key that it is made for
 */
export function rememberingResolver(
  told: (block: Block, resolved: ResolvedBlock, key: PublicKey) => void = () => undefined,
): BlockResolver {
  const made = new Map<string, ResolvedBlock>();
  return (block, context) => {
    // What an earlier step sent is not in the recipe, and bytes as they stand cost nothing.
    if (block.form === 'same-as' || block.form === 'bytes') return resolveBlock(block, context);
    const key = context.keys(block.key ?? 'own');
    const name = `${keyName(key.n)} ${blockName(block, context)}`;
    let resolved = made.get(name);
    if (resolved === undefined) {
      made.set(name, (resolved = resolveBlock(block, context)));
      told(block, resolved, key);
    }
    return resolved;
  };
}

/** Short names for moduli, which are long to print. */
const keyNames = new Map<bigint, number>();
function keyName(n: bigint): number {
  let name = keyNames.get(n);
  if (name === undefined) keyNames.set(n, (name = keyNames.size));
  return name;
}
