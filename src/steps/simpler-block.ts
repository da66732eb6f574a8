// Plainer blocks in place of one: a plain key, a plain seed, one change less.
import type { Block, Hex, Message } from '../ciphertexts/block.ts';

const plainKey: Hex = '00112233445566778899aabbccddeeff';
const plainSeed: Hex = '00'.repeat(64);

/** Each with one thing plainer. */
export function* simplerBlocks(block: Block | null): Generator<Block> {
  if (block?.form !== 'oaep') return;
  if (block.until === undefined && block.seed !== plainSeed) yield { ...block, seed: plainSeed };
  const M = plainerMessage(block.M);
  if (M !== undefined) yield { ...block, M };
  for (const index of (block.edits ?? []).keys()) {
    const edits = (block.edits ?? []).filter((_, at) => at !== index);
    if (edits.length > 0) yield { ...block, edits };
  }
}

function plainerMessage(M: Message): Message | undefined {
  return typeof M === 'string' && M.length === plainKey.length && M !== plainKey ? plainKey : undefined;
}
