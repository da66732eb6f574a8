// One vector of a large set, from the seed of the set and its number alone: independent of the order in which vectors are made.
import { createHash } from 'node:crypto';
import type { Contract, Profile } from '../../1-contract/model.ts';
import { Draft } from '../../2-plan/draft.ts';
import type { BlockToSend } from '../../2-plan/block-to-send.ts';
import { hashBytes } from '../../2-plan/lengths.ts';
import { resolveBlock } from '../../ciphertexts/make/block.ts';
import type { PublicKey } from '../../ciphertexts/make/rsa-public.ts';
import type { OaepBlock } from '../../ciphertexts/block.ts';
import type { DeclaredPoint } from '../../steps/case.ts';
import { expectedExchange, abnormalVariables, type ExpectedExchange } from '../expect.ts';
import type { ExchangeVector } from '../format.ts';
import type { Flag } from '../notes.ts';
import { caseId } from '../../steps/case.ts';

const call = 'NegotiateCryptoSessionKeyExchange';

/** Numbers from a stream of bytes that grows from a seed and a number. */
class Chance {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(seed: number, index: number) {
    this.bytes = createHash('shake256', { outputLength: 128 })
      .update(`kexcts/large/${seed}/${index}`)
      .digest();
  }

  hex(count: number): string {
    this.at += count;
    return this.bytes.toString('hex', this.at - count, this.at);
  }

  /** A whole number below `limit`; so little skewed that nobody sees it. */
  below(limit: number): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4) % limit;
  }
}

interface Kind {
  readonly flag: Flag;
  readonly comment: string;
  readonly of: (block: OaepBlock) => BlockToSend;
}

const byte = (value: number): string => value.toString(16).padStart(2, '0');

function edited(
  flag: Flag,
  encoding: string,
  field: 'Y' | 'lHash' | 'PS' | 'separator',
  at: number,
  change: { readonly set: string } | { readonly xor: string },
  what: string,
): Kind {
  return {
    flag,
    comment: what,
    of: (block) => ({ block: { ...block, edits: [{ field, at, ...change }] }, declares: { encoding } }),
  };
}

/** One kind of many: half of them valid, half with one defect at any place. */
function kindOf(chance: Chance, profile: Profile, psBytes: number): Kind {
  const hLen = hashBytes(profile.hash);
  const choice = chance.below(10);
  const value = 1 + chance.below(255);
  switch (choice) {
    case 0:
      return edited('InvalidLeadingByte', 'y', 'Y', 0, { set: byte(1 + (value % 0x7f)) }, 'Y is not 00');
    case 1: {
      const at = chance.below(hLen);
      return edited(
        'InvalidLabelHash',
        'lhash',
        'lHash',
        at,
        { xor: byte(value) },
        `lHash: byte ${at + 1} is wrong`,
      );
    }
    case 2: {
      const at = chance.below(psBytes);
      // 01 would be the separator of a longer message.
      const set = byte(value === 1 ? 2 : value);
      return edited('InvalidPadding', 'ps', 'PS', at, { set }, `PS: byte ${at + 1} is not 00`);
    }
    case 3: {
      const set = byte(value === 1 ? 0xff : value);
      return edited('InvalidSeparator', 'separator', 'separator', 0, { set }, 'The separator is not 01');
    }
    case 4: {
      const hash = profile.hash === 'sha1' ? 'sha256' : 'sha1';
      return {
        flag: 'WrongHash',
        comment: 'Another hash for label and MGF1',
        of: (block) => ({ block: { ...block, hash, mgfHash: hash }, declares: { encoding: 'hash' } }),
      };
    }
    default:
      return {
        flag: 'Normal',
        comment: 'A key and a seed of no remarkable shape',
        of: (block) => ({ block, declares: {} }),
      };
  }
}

/** What all vectors of a set have in common. */
export interface StreamContext {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly publicKey: PublicKey;
  readonly keyName: string;
  readonly seed: number;
}

/** Expectations by point: there are few points, and many vectors. */
const known = new Map<string, { readonly expected: ExpectedExchange; readonly point: DeclaredPoint }>();

/** A vector as it stands on a line of a large set: as in the files, with the name of its key. */
export type StreamedVector = ExchangeVector & { readonly keyName: string };

/** The vector of that number, from 1. */
export function randomVector(context: StreamContext, index: number): StreamedVector {
  const { contract, profile, publicKey, keyName, seed } = context;
  const chance = new Chance(seed, index);
  const M = chance.hex(16);
  const room = publicKey.modulusBytes - 2 * hashBytes(profile.hash) - 2;
  const block: OaepBlock = { form: 'oaep', M, seed: chance.hex(64) };
  const { flag, comment, of } = kindOf(chance, profile, room - M.length / 2);
  const sent = of(block);
  const draft = new Draft({ contract, dialect: 'd3d11.1' }).session().negotiate('s', sent);
  const point = draft.points[1] ?? {};
  const name = JSON.stringify(sent.declares);
  let expectation = known.get(name);
  if (expectation === undefined) {
    expectation = {
      expected: expectedExchange(contract, call, point),
      point: abnormalVariables(contract, call, point),
    };
    known.set(name, expectation);
  }
  const made = resolveBlock(sent.block, { profile, keys: () => publicKey, earlier: () => Buffer.alloc(0) });
  // With the top bit of n set and Y below 80, EM is always below n.
  if (made.problem !== undefined) throw new RangeError(`vector ${index}: ${made.problem}`);
  const { result, allowed, clauses } = expectation.expected;
  const recipe = draft.recipe();
  return {
    tcId: index,
    comment,
    flags: [flag],
    keyName,
    ct: made.bytes.toString('hex'),
    dataSize: made.bytes.length,
    msg: M,
    result,
    ...(result === 'valid' ? { key: M } : {}),
    allowed,
    clauses,
    point: expectation.point,
    case: caseId(recipe),
    recipe,
  };
}
