// What a file of vectors is made of, before bytes are made: recipes with a flag and a comment each.
import type { Contract, Profile } from '../../1-contract/model.ts';
import type { BlockDefect } from '../../2-plan/block-defects.ts';
import { oaepBlock } from '../../2-plan/block-defects.ts';
import { sessionKeyFor, type CallOptions, type BlockToSend } from '../../steps/block-to-send.ts';
import type { PlanContext } from '../../2-plan/property.ts';
import type { Hex, OaepBlock } from '../../ciphertexts/block.ts';
import type { GroupType } from '../format.ts';
import type { Flag } from '../notes.ts';

/** Keys of vectors/keys that groups of vectors have: RSA-2048 all, made for testing. */
export const vectorKeyNames = [
  'test-rsa2048-a',
  'test-rsa2048-b',
  'test-rsa2048-c',
  'test-rsa2048-e3',
] as const;
export type VectorKeyName = (typeof vectorKeyNames)[number];

/** One vector to be. */
export interface DraftVector {
  readonly key: VectorKeyName;
  readonly flags: readonly Flag[];
  readonly comment: string;
  readonly sent: BlockToSend;
  readonly options?: CallOptions;
  /** OPM: the random number of the protected output. */
  readonly random?: Hex;
  /** The plaintext, where the block does not say it. */
  readonly msg?: Hex;
}

export interface SetContext {
  readonly contract: Contract;
  readonly profile: Profile;
}

/** The vectors of one file. */
export interface VectorSet {
  /** As the file's name, without `.json`. */
  readonly name: string;
  readonly type: GroupType;
  /** Name of the profile that the blocks are made by. */
  readonly profile: string;
  readonly header: readonly string[];
  vectors(context: SetContext): Iterable<DraftVector>;
}

/** The key that most vectors have. */
export const mainKey: VectorKeyName = 'test-rsa2048-a';

/** A block with nothing wrong, whose key and seed grow from a name. */
export function plainBlock(name: string, M: OaepBlock['M'] = sessionKeyFor(`vectors/${name}`)): OaepBlock {
  return oaepBlock(`vectors/${name}`, M);
}

/** A vector under the main key. */
export function vector(
  flag: Flag,
  comment: string,
  sent: BlockToSend,
  more: Partial<Pick<DraftVector, 'key' | 'options' | 'random' | 'msg'>> = {},
): DraftVector {
  return { key: mainKey, flags: [flag], comment, sent, ...more };
}

/** A defect of a block, and the flag that it has as a vector. */
export interface FlaggedDefect {
  readonly flag: Flag;
  readonly defect: BlockDefect;
}

/** The first letter in upper case: comments are sentences, names of defects are not. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What generators of the plan look at, for those parts of them that vectors share. */
export function planContext({ contract, profile }: SetContext): PlanContext {
  return { contract, profile, dialect: 'd3d11.1', level: 'full', seed: 1 };
}
