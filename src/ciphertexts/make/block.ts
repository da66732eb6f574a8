// From the recipe of a block to the bytes that are sent.
import type { Profile } from '../../1-contract/model.ts';
import { fromHex, isHex, toHex } from '../../core/hex.ts';
import {
  isRandomPiece,
  type Block,
  type Hex,
  type HashName,
  type IntegerBlock,
  type KeyReference,
  type Message,
  type OaepBlock,
} from '../block.ts';
import { prepareEncoding, type Field } from './eme-oaep.ts';
import { finish, type FinishProblem } from './finish.ts';
import { encodePkcs1, encodeUnpadded, type PlainEncoding } from './pkcs1-v1.5.ts';
import { i2osp, isBelowModulus, rsaPublic, type PublicKey } from './rsa-public.ts';
import { encryptWithShape, type Found, type NotFound } from './shape-search.ts';

/** What a recipe leaves open. */
export interface BlockContext {
  readonly profile: Pick<Profile, 'hash' | 'mgfHash' | 'label'>;
  readonly keys: (reference: KeyReference) => PublicKey;
  /** The random number of the protected output that the block is sent to. */
  readonly random?: Buffer | undefined;
  /** The bytes that an earlier step of the case sent. */
  readonly earlier: (step: number) => Buffer;
}

/** Parts of the plaintext that may turn up as a key, in hexadecimal; absent where M is too short for them. */
export interface Carried {
  /** Bytes 0 to 15. */
  readonly sent?: Hex;
  /** Bytes 16 to 31. */
  readonly sentAt16?: Hex;
  /** Bytes 32 to 39: OPM's status and command sequence numbers. */
  readonly sequence?: Hex;
}

/** Why a recipe cannot be made for this key, though nothing is wrong with the recipe. */
export type BlockProblem =
  NotFound | FinishProblem | 'the integer does not fit' | 'the random number is its own reverse';

export interface MadeBlock {
  readonly problem?: undefined;
  /** What is sent. */
  readonly bytes: Buffer;
  /** The encoded message, before encryption. */
  readonly EM?: Buffer;
  /** OAEP: Y || seed || DB as before masking, laid out like EM. */
  readonly unmasked?: Buffer;
  /** The layout of `unmasked` where it is there, else of EM. */
  readonly fields?: readonly Field[];
  readonly carried?: Carried;
  /** OAEP: the seed in use, hLen bytes. */
  readonly seedUsed?: Hex;
}

export type ResolvedBlock = MadeBlock | { readonly problem: BlockProblem };

/**
 * Makes the bytes of a block. The same recipe, keys, profile and random number give the same bytes.
 * @throws RangeError that names the recipe's member, where that cannot be meant for any key of this size and this profile
 */
export function resolveBlock(block: Block, context: BlockContext): ResolvedBlock {
  switch (block.form) {
    case 'oaep':
      return resolveOaep(block, context);
    case 'pkcs1-v1.5': {
      const key = context.keys(block.key ?? 'own');
      const M = messageBytes(block.M, context);
      const encoding = encodePkcs1(M, bytesOf('PS', block.PS), block.blockType, key.modulusBytes);
      return encrypted(encoding, M, key, block.finish);
    }
    case 'unpadded': {
      const key = context.keys(block.key ?? 'own');
      const M = messageBytes(block.M, context);
      return encrypted(encodeUnpadded(M, block.at, key.modulusBytes), M, key, block.finish);
    }
    case 'integer':
      return resolveInteger(block, context.keys(block.key ?? 'own'));
    case 'bytes': {
      const carried = block.M === undefined ? {} : { carried: carriedBy(bytesOf('M', block.M)) };
      return { bytes: bytesOf('bytes', block.bytes), ...carried };
    }
    case 'same-as':
      return finished({ bytes: context.earlier(block.step) }, block.finish, () => context.keys('own'));
    default:
      throw new RangeError(`form: there is no block of the form "${(block satisfies never as Block).form}"`);
  }
}

function resolveOaep(block: OaepBlock, context: BlockContext): ResolvedBlock {
  const { profile, random } = context;
  if (block.M.includes('$random-reversed') && random?.equals(Buffer.from(random).reverse()) === true)
    return { problem: 'the random number is its own reverse' };
  const key = context.keys(block.key ?? 'own');
  const prepared = prepareEncoding({
    M: messageBytes(block.M, context),
    label: bytesOf('L', block.L ?? profile.label),
    hash: hashOf(block.hash, profile.hash),
    mgfHash: hashOf(block.mgfHash, profile.mgfHash),
    mgf: block.mgf,
    edits: block.edits ?? [],
    k: key.modulusBytes,
  });
  const found =
    block.until === undefined
      ? encryptWithShape(prepared, key, bytesOf('seed', block.seed), undefined)
      : searched(key, withoutFinish(block), context, () =>
          encryptWithShape(prepared, key, bytesOf('seed', block.seed), block.until),
        );
  if (typeof found === 'string') return { problem: found };
  const made: MadeBlock = {
    bytes: found.c,
    EM: found.EM,
    unmasked: found.unmasked,
    fields: prepared.fields,
    carried: carriedBy(prepared.M),
    seedUsed: toHex(found.seed),
  };
  return finished(made, block.finish, () => key);
}

/** A name of all that the bytes of a block depend on, but for the key and what an earlier step sent. */
export function blockName(block: Block, context: BlockContext): string {
  return `${blockSurroundings(block, context)} ${JSON.stringify(block)}`;
}

/** What stands in that name beside the block itself. */
export function blockSurroundings(block: Block, { profile, random }: BlockContext): string {
  const drawn = 'M' in block && Array.isArray(block.M) ? random?.toString('hex') : '';
  return `${profile.hash} ${profile.mgfHash} ${profile.label} ${drawn}`;
}

function withoutFinish({ finish: _, ...block }: OaepBlock): OaepBlock {
  return block;
}

/** What searches for a shape found, for each key: several cases do different things to the same rare block. */
const foundOfKey = new WeakMap<PublicKey, Map<string, Found | NotFound>>();

function searched(
  key: PublicKey,
  block: OaepBlock,
  context: BlockContext,
  search: () => Found | NotFound,
): Found | NotFound {
  let ofKey = foundOfKey.get(key);
  if (ofKey === undefined) foundOfKey.set(key, (ofKey = new Map<string, Found | NotFound>()));
  const name = blockName(block, context);
  let result = ofKey.get(name);
  if (result === undefined) ofKey.set(name, (result = search()));
  return result;
}

function encrypted(
  encoding: PlainEncoding,
  M: Buffer,
  key: PublicKey,
  operations: OaepBlock['finish'],
): ResolvedBlock {
  if (!isBelowModulus(encoding.EM, key)) return { problem: 'EM is not below n' };
  const made: MadeBlock = { ...encoding, bytes: rsaPublic(key, encoding.EM), carried: carriedBy(M) };
  return finished(made, operations, () => key);
}

function finished(made: MadeBlock, operations: OaepBlock['finish'], key: () => PublicKey): ResolvedBlock {
  if (operations === undefined) return made;
  const bytes = finish(made.bytes, operations, key);
  return typeof bytes === 'string' ? { problem: bytes } : { ...made, bytes };
}

function resolveInteger(block: IntegerBlock, key: PublicKey): ResolvedBlock {
  const value = integerOf(block.value, key.n);
  if (value >= 1n << BigInt(8 * key.modulusBytes)) return { problem: 'the integer does not fit' };
  return { bytes: i2osp(value, key.modulusBytes) };
}

function integerOf(value: IntegerBlock['value'], n: bigint): bigint {
  switch (value) {
    case '0':
    case '1':
    case '2':
      return BigInt(value);
    case 'n-2':
      return n - 2n;
    case 'n-1':
      return n - 1n;
    case 'n':
      return n;
    case 'n+1':
      return n + 1n;
    case 'n/2':
      return n >> 1n;
    case '2^2047':
      return 1n << 2047n;
    case '2^2048-1':
      return (1n << 2048n) - 1n;
    default:
      throw new RangeError(`value: there is no integer "${String(value satisfies never)}"`);
  }
}

function hashOf(name: HashName | undefined, profiles: string): string {
  return name === undefined || name === 'profile' ? profiles : name;
}

function bytesOf(name: string, hex: Hex): Buffer {
  if (!isHex(hex))
    throw new RangeError(`${name}: hexadecimal bytes were expected, got "${String(hex).slice(0, 40)}"`);
  return fromHex(hex);
}

function messageBytes(message: Message, context: BlockContext): Buffer {
  if (typeof message === 'string') return bytesOf('M', message);
  return Buffer.concat(
    message.map((piece) => {
      if (!isRandomPiece(piece)) return bytesOf('M', piece);
      if (context.random === undefined)
        throw new RangeError(`M: ${piece} stands in it, and no random number was read before`);
      return piece === '$random' ? context.random : Buffer.from(context.random).reverse();
    }),
  );
}

function carriedBy(M: Buffer): Carried {
  return {
    ...(M.length < 16 ? {} : { sent: M.toString('hex', 0, 16) }),
    ...(M.length < 32 ? {} : { sentAt16: M.toString('hex', 16, 32) }),
    ...(M.length < 40 ? {} : { sequence: M.toString('hex', 32, 40) }),
  };
}
