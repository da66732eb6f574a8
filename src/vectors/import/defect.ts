// What is wrong with an imported block, found with its private key: as the value of `encoding`, and as a change that can be
// made to another block.
import { constants, privateDecrypt } from 'node:crypto';
import type { Block, Edit, OaepBlock } from '../../ciphertexts/block.ts';
import { fieldsOf, messageOf, wrongFields } from '../check/eme-fields.ts';
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

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}

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
  const n = toInteger(Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url'));
  const c = toInteger(ct);
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
  const EM = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ct);
  const fields = fieldsOf(EM, parameters);
  if (messageOf(fields) !== undefined) return {};
  const wrong = wrongFields(fields, msg.length);
  const [encoding] = wrong;
  if (encoding === undefined || wrong.length > 1) return { encoding: 'scrambled' };
  const separatorAt = fields.rest.length - msg.length - 1;
  const edits = editsFor(encoding, fields, separatorAt);
  return {
    encoding,
    rebuild: (block) => {
      // A key that begins with 01 would make its own separator where there is none.
      const M = typeof block.M === 'string' ? `a7${block.M.slice(2)}` : block.M;
      return { ...block, M, edits };
    },
  };
}

function editsFor(encoding: string, fields: ReturnType<typeof fieldsOf>, separatorAt: number): Edit[] {
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  switch (encoding) {
    case 'y':
      return [{ field: 'Y', at: 0, set: hex(fields.Y) }];
    case 'lhash': {
      const xor = Buffer.from(fields.lHash.map((byte, at) => byte ^ (fields.rightLHash[at] ?? 0)));
      return [{ field: 'lHash', at: 0, xor: xor.toString('hex') }];
    }
    case 'separator':
      return [{ field: 'separator', at: 0, set: hex(fields.rest[separatorAt] ?? 0) }];
    default: {
      const PS = fields.rest.subarray(0, separatorAt);
      const places = [...PS.entries()].filter(([, byte]) => byte !== 0);
      // All of it, its end, or single bytes counted from its front.
      if (places.length === PS.length) return [{ field: 'PS', at: 'first', set: hex(PS[0] ?? 0).repeat(k) }];
      return places.map(([at, byte]) => ({
        field: 'PS',
        at: at === PS.length - 1 ? -1 : at,
        set: hex(byte),
      }));
    }
  }
}
