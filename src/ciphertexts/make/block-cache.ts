// Blocks that many drivers are sent: made once for each key, since the same recipe gives the same bytes.
import {
  blockName,
  blockSurroundings,
  resolveBlock,
  type BlockContext,
  type ResolvedBlock,
} from './block.ts';
import type { Block } from '../block.ts';
import type { PublicKey } from './rsa-public.ts';

/** Makes the bytes of a block; as `resolveBlock`. */
export type BlockResolver = (block: Block, context: BlockContext) => ResolvedBlock;

/**
 * A resolver that caches what it made. Memory: about 3 kB for each different block and key.
 * @param onMade called with each block that is made, and with the key that it is made for
 */
export function cachingResolver(
  onMade: (block: Block, resolved: ResolvedBlock, key: PublicKey) => void = () => undefined,
): BlockResolver {
  const made = new Map<string, ResolvedBlock>();
  // The very block of a plan that many drivers are sent, found without writing it down.
  const ofBlocks = new WeakMap<Block, Map<string, ResolvedBlock>>();
  return (block, context) => {
    // What an earlier step sent is not in the recipe, and bytes as they stand cost nothing.
    if (block.form === 'same-as' || block.form === 'bytes') return resolveBlock(block, context);
    const key = context.keys(block.key ?? 'own');
    const where = `${keyName(key)} ${blockSurroundings(block, context)}`;
    let ofBlock = ofBlocks.get(block);
    if (ofBlock === undefined) ofBlocks.set(block, (ofBlock = new Map<string, ResolvedBlock>()));
    let resolved = ofBlock.get(where);
    if (resolved === undefined) {
      const name = `${keyName(key)} ${blockName(block, context)}`;
      resolved = made.get(name);
      if (resolved === undefined) {
        made.set(name, (resolved = resolveBlock(block, context)));
        onMade(block, resolved, key);
      }
      ofBlock.set(where, resolved);
    }
    return resolved;
  };
}

const keyNames = new WeakMap<PublicKey, number>();
const modulusNames = new Map<bigint, number>();

/** Short names for moduli, which are long to print and to compare. */
function keyName(key: PublicKey): number {
  let name = keyNames.get(key);
  if (name === undefined) {
    name = modulusNames.get(key.n) ?? modulusNames.size;
    modulusNames.set(key.n, name);
    keyNames.set(key, name);
  }
  return name;
}
