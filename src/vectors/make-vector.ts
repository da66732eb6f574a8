// From a drafted vector to a finished one: bytes from the recipe, expectations from the contract.
import type { Contract, Profile } from '../1-contract/model.ts';
import { resolveBlock, type MadeBlock } from '../ciphertexts/make/block.ts';
import type { PublicKey } from '../ciphertexts/make/rsa-public.ts';
import { unrelatedKey } from '../ciphertexts/make/unrelated-key.ts';
import { fromHex } from '../core/hex.ts';
import { isRandomPiece, type Block, type Message } from '../ciphertexts/block.ts';
import { draftVectorCase } from './draft-case.ts';
import { expectedExchange, abnormalVariables } from './expect.ts';
import { groupTypes, type ExchangeVector, type GroupType, type OpmFields } from './format.ts';
import type { DraftVector } from './sets/set.ts';

/** What a vector is made for. */
export interface MakeContext {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly publicKey: PublicKey;
}

/** Why a vector cannot be made for a key, though nothing is wrong with it. */
export interface NotMade {
  readonly comment: string;
  readonly problem: string;
}

function plaintextOf(made: MadeBlock, block: Block, random: string | undefined): string | undefined {
  const field = made.fields?.find((one) => one.name === 'M');
  if (field === undefined || !('M' in block)) return undefined;
  const whole = made.unmasked ?? made.EM;
  if (whole !== undefined) return whole.toString('hex', field.offset, field.offset + field.length);
  return messageText(block.M, random);
}

function messageText(M: Message, random: string | undefined): string {
  if (typeof M === 'string') return M;
  const reversed = fromHex(random ?? '')
    .reverse()
    .toString('hex');
  return M.map((piece) => {
    if (!isRandomPiece(piece)) return piece;
    return piece === '$random' ? (random ?? '') : reversed;
  }).join('');
}

/** OPM's four fields, as they lie in a plaintext of at least 40 bytes. */
export function opmFields(plain: string): OpmFields {
  const bytes = fromHex(plain);
  return {
    random: bytes.toString('hex', 0, 16),
    key: bytes.toString('hex', 16, 32),
    statusSequence: bytes.readUInt32LE(32),
    commandSequence: bytes.readUInt32LE(36),
  };
}

/** Where the words of the outcome variable `key` lie in a plaintext of a session, in hexadecimal digits. */
const keyOffsets: Readonly<Record<string, readonly [from: number, to: number]>> = {
  sent: [0, 32],
  'sent-at-16': [32, 64],
};

function acceptableKeys(words: readonly string[] | undefined, msg: string | undefined): string[] | undefined {
  if (words === undefined || msg === undefined) return undefined;
  return words.flatMap((word) => {
    const place = keyOffsets[word];
    return place === undefined ? [] : [msg.slice(...place)];
  });
}

/** Finishes a vector, but for its tcId. */
export function makeVector(
  type: GroupType,
  drafted: DraftVector,
  { contract, profile, publicKey }: MakeContext,
): Omit<ExchangeVector, 'tcId'> | NotMade {
  const { planned, point } = draftVectorCase(contract, type, drafted);
  const { block } = drafted.sent;
  const made = resolveBlock(block, {
    profile,
    keys: (reference) => (reference === 'stranger' ? unrelatedKey() : publicKey),
    earlier: () => Buffer.alloc(0),
    ...(drafted.random === undefined ? {} : { random: fromHex(drafted.random) }),
  });
  if (made.problem !== undefined) return { comment: drafted.comment, problem: made.problem };
  const call = groupTypes[type];
  const { result, allowed, clauses, keys } = expectedExchange(contract, call, point);
  const msg = drafted.msg ?? plaintextOf(made, block, drafted.random);
  const opm = type === 'OpmKeyExchange';
  const { DataSize, buffer } = drafted.options ?? {};
  const acceptable = result === 'acceptable' && !opm ? acceptableKeys(keys, msg) : undefined;
  return {
    comment: drafted.comment,
    flags: drafted.flags,
    ct: made.bytes.toString('hex'),
    ...(opm ? {} : { dataSize: DataSize ?? made.bytes.length }),
    ...(buffer === 'guard-after' ? { buffer } : {}),
    ...(msg === undefined ? {} : { msg }),
    result,
    ...(result === 'valid' && msg !== undefined ? { key: opm ? opmFields(msg).key : msg.slice(0, 32) } : {}),
    ...(acceptable === undefined ? {} : { acceptableKeys: acceptable }),
    ...(drafted.random === undefined ? {} : { random: drafted.random }),
    ...(opm && result === 'valid' && msg !== undefined ? { fields: opmFields(msg) } : {}),
    allowed,
    clauses,
    point: abnormalVariables(contract, call, point),
    case: planned.id,
    recipe: planned.recipe,
  };
}
