// What is wrong with an imported block, found with its private key: as the value of `encoding`, and as a change that can be
// made to another block.
import type { Block, Edit, OaepBlock } from '../../ciphertexts/block.ts';
import { readFields, type FieldDefect } from '../../ciphertexts/open/fields.ts';
import { labelHash } from '../../ciphertexts/open/other-encodings.ts';
import { integerOf, openWith, privateKeyOf } from '../../ciphertexts/open/private-key.ts';
import { unmask, type Unmasked } from '../../ciphertexts/open/unmask.ts';
import type { ImportedVector } from './imported.ts';

/** A defect, and how a block of ours gets it. */
export interface FoundDefect {
  /** Of the contract's variable; absent: the encoding is right. */
  readonly encoding?: string;
  readonly integer?: 'at-or-above-n';
  /** The block with this defect and another message; absent where it cannot be carried over. */
  readonly rebuild?: (block: OaepBlock) => Block;
}

const k = 256;

const integers: readonly (readonly [value: '0' | '1' | 'n-1' | 'n' | 'n+1', of: (n: bigint) => bigint])[] = [
  ['0', () => 0n],
  ['1', () => 1n],
  ['n-1', (n) => n - 1n],
  ['n', (n) => n],
  ['n+1', (n) => n + 1n],
];

/** The defect of a block of 256 bytes under a key of 2048 bits. */
export function findDefect({ ct, key, parameters, msg }: ImportedVector): FoundDefect {
  if (key === undefined) return { encoding: 'scrambled' };
  const privateKey = privateKeyOf(key);
  const { n } = privateKey;
  const c = integerOf(ct);
  const value = integers.find(([, of]) => of(n) === c)?.[0];
  if (value !== undefined) {
    const rebuild = (): Block => ({ form: 'integer', value });
    // 0 and 1 are their own decryptions, and so are n and n + 1 where they are reduced: zeros, then a message.
    if (c < n) return { encoding: c < 2n ? 'unpadded' : 'scrambled', rebuild };
    return { integer: 'at-or-above-n', encoding: 'unpadded', rebuild };
  }
  if (c >= n) {
    const rebuild = (block: OaepBlock): Block => ({
      ...block,
      until: 'c-plus-n-fits',
      finish: [{ op: 'add-n' }],
    });
    return { integer: 'at-or-above-n', rebuild };
  }
  const lHash = labelHash(parameters.hash, parameters.label);
  const unmasked = unmask(openWith(privateKey, ct), lHash.length, parameters.mgfHash);
  const { defects, M: found } = readFields(unmasked, lHash, [msg.length], true);
  const [encoding] = defects;
  if (encoding === undefined) return {};
  if (defects.length > 1 || found?.length !== msg.length) return { encoding: 'scrambled' };
  const edits = editsFor(encoding, unmasked, lHash, msg.length);
  return {
    encoding,
    rebuild: (block) => {
      // A key that begins with 01 would make its own separator where there is none.
      const M = typeof block.M === 'string' ? `a7${block.M.slice(2)}` : block.M;
      return { ...block, M, edits };
    },
  };
}

/** The edits that give a block of ours the same wrong field. */
function editsFor(encoding: FieldDefect, { Y, DB }: Unmasked, lHash: Buffer, messageBytes: number): Edit[] {
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  const separatorAt = DB.length - messageBytes - 1;
  switch (encoding) {
    case 'y':
      return [{ field: 'Y', at: 0, set: hex(Y) }];
    case 'lhash': {
      const xor = Buffer.from(lHash.map((byte, at) => byte ^ (DB[at] ?? 0)));
      return [{ field: 'lHash', at: 0, xor: xor.toString('hex') }];
    }
    case 'separator':
      return [{ field: 'separator', at: 0, set: hex(DB[separatorAt] ?? 0) }];
    case 'ps': {
      const PS = DB.subarray(lHash.length, separatorAt);
      const wrong = [...PS.entries()].filter(([, byte]) => byte !== 0);
      // All of PS, its end, or single bytes counted from its front.
      if (wrong.length === PS.length) return [{ field: 'PS', at: 'first', set: hex(PS[0] ?? 0).repeat(k) }];
      return wrong.map(([at, byte]) => ({ field: 'PS', at: at === PS.length - 1 ? -1 : at, set: hex(byte) }));
    }
  }
}
