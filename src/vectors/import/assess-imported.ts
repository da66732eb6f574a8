// What an imported vector can test in a driver, as it is; and the vector that is made from it.
import type { Contract, Profile } from '../../1-contract/model.ts';
import { Draft } from '../../2-plan/draft.ts';
import { sessionKeyFor, seedFor, type BlockToSend } from '../../steps/block-to-send.ts';
import type { Dialect } from '../../core/protocol/adapter.ts';
import type { Finish, OaepBlock } from '../../ciphertexts/block.ts';
import type { Case } from '../../steps/case.ts';
import { caseFrom } from '../as-cases.ts';
import { expectedExchange } from '../expect.ts';
import { findDefect, type FoundDefect } from './defect.ts';
import type { ImportedVector } from './imported.ts';

const k = 256;
const keyBytes = 16;
const call = 'NegotiateCryptoSessionKeyExchange';

/**
 * - `meant`: what the vector was made for can be seen on a driver;
 * - `length`: all that a driver says of it is that its message has the wrong length;
 * - `nothing`: it is refused for more than one reason, or made for another key or other parameters.
 */
export type AssessedUse = 'meant' | 'length' | 'nothing';

export interface AssessedVector {
  readonly vector: ImportedVector;
  readonly tests: AssessedUse;
  /** Why, in a few words. */
  readonly why: string;
  /** Clauses that it tests as it is; none where it tests nothing. */
  readonly clauses: readonly string[];
  /** The case that sends it as it is, to a driver that takes its key; absent where that cannot be. */
  readonly verbatim?: Case;
  /** The case with a key of 16 bytes and the same defect, for any certificate. */
  readonly rebuilt?: Case;
}

export interface AssessContext {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly dialect: Dialect;
}

function sameParameters({ parameters }: ImportedVector, profile: Profile): boolean {
  return parameters.hash === profile.hash && parameters.mgfHash === profile.mgfHash;
}

function declaredBy(defect: FoundDefect, vector: ImportedVector, profile: Profile): Record<string, string> {
  const { integer, encoding } = defect;
  if (integer !== undefined || encoding !== undefined)
    return { ...(integer === undefined ? {} : { integer }), ...(encoding === undefined ? {} : { encoding }) };
  return vector.parameters.label === profile.label ? {} : { encoding: 'label' };
}

function negotiation(context: AssessContext, sent: BlockToSend, before?: string): Draft {
  const draft = new Draft(context);
  if (before !== undefined) draft.provisionKey(before);
  return draft.session().negotiate('s', sent);
}

/** What a vector tests, and what is made of it, where the driver has this profile. */
export function assess(context: AssessContext, vector: ImportedVector): AssessedVector {
  const { contract, profile } = context;
  const otherLength = vector.ct.length !== k;
  const defect = otherLength || vector.keyBits !== 2048 ? {} : findDefect(vector);
  const rebuilt = rebuild(context, vector, defect);
  const more = rebuilt === undefined ? {} : { rebuilt };
  const nothing = (why: string): AssessedVector => ({ vector, tests: 'nothing', why, clauses: [], ...more });
  if (vector.keyBits !== 2048) return nothing(`a key of ${vector.keyBits} bits`);
  if (vector.key === undefined) return nothing('a key that OpenSSL does not take');
  const declares = otherLength ? {} : declaredBy(defect, vector, profile);
  // Noise and numbers have no known message; a defective block has one, and its length is one more reason to refuse.
  const noise =
    ['scrambled', 'unpadded'].includes(declares['encoding'] ?? '') || declares['integer'] !== undefined;
  const M = otherLength || noise ? {} : { M: vector.msg.toString('hex') };
  const sent: BlockToSend = { block: { form: 'bytes', bytes: vector.ct.toString('hex'), ...M }, declares };
  const pkcs8 = vector.key.export({ format: 'der', type: 'pkcs8' }).toString('hex');
  const draft = negotiation(context, sent, pkcs8);
  if (!otherLength && !sameParameters(vector, profile)) return nothing('other parameters than the profile');
  const verbatim = { verbatim: caseFrom(draft, `${vector.id}: ${vector.comment}, as it stands`) };
  const { clauses } = expectedExchange(contract, call, draft.points.at(-1) ?? {});
  if (otherLength) {
    const why = `${vector.ct.length} bytes in place of ${k}`;
    return { vector, tests: 'meant', why, clauses, ...verbatim, ...more };
  }
  if (declares['integer'] !== undefined && declares['encoding'] !== undefined)
    return { ...nothing('out of range, and no encoding besides'), ...verbatim };
  const defective = Object.keys(declares).length > 0;
  const wrongLength = vector.msg.length !== keyBytes;
  if (defective && wrongLength && !noise) {
    const why = `refused for its message of ${vector.msg.length} bytes already`;
    return { ...nothing(why), ...verbatim };
  }
  if (!defective && wrongLength)
    return {
      vector,
      tests: 'length',
      why: `a message of ${vector.msg.length} byte${vector.msg.length === 1 ? '' : 's'}`,
      clauses,
      ...verbatim,
      ...more,
    };
  const why = defective ? 'refused for its defect alone' : 'a key of 16 bytes';
  return { vector, tests: 'meant', why, clauses, ...verbatim, ...more };
}

/** The same idea with a key of 16 bytes, one defect, and no private key. */
function rebuild(context: AssessContext, vector: ImportedVector, defect: FoundDefect): Case | undefined {
  const { profile } = context;
  const label = `import/${vector.id}`;
  const plain: OaepBlock = { form: 'oaep', M: sessionKeyFor(label), seed: seedFor(label) };
  const title = `${vector.id}: ${vector.comment}, with a key of 16 bytes`;
  const made = (sent: BlockToSend): Case => caseFrom(negotiation(context, sent), title);
  if (vector.keyBits === 2048 && vector.ct.length !== k) {
    const finish: Finish =
      vector.ct.length < k
        ? { op: 'truncate', to: vector.ct.length }
        : { op: 'repeat', to: vector.ct.length };
    return made({ block: { ...plain, finish: [finish] }, declares: {} });
  }
  if (vector.keyBits !== 2048) {
    // Of other keys the parameters and the label are what is left.
    return vector.result === 'valid' ? made(withParameters(vector, profile, plain)) : undefined;
  }
  if (defect.encoding === undefined && defect.integer === undefined)
    return made(withParameters(vector, profile, plain));
  // Where the parameters differ too, the block would have two defects.
  if (defect.rebuild === undefined) return undefined;
  const declares = declaredBy(defect, vector, profile);
  const block = defect.rebuild(plain);
  // lHash of another length cannot be changed byte by byte in ours.
  const fits = defect.encoding !== 'lhash' || sameParameters(vector, profile);
  return fits ? made({ block, declares }) : undefined;
}

function withParameters({ parameters }: ImportedVector, profile: Profile, plain: OaepBlock): BlockToSend {
  const { hash, mgfHash, label } = parameters;
  if (hash !== profile.hash) {
    return {
      block: { ...plain, hash: hash as 'sha1', mgfHash: mgfHash as 'sha1' },
      declares: { encoding: 'hash' },
    };
  }
  if (mgfHash !== profile.mgfHash)
    return { block: { ...plain, mgfHash: mgfHash as 'sha1' }, declares: { encoding: 'mgf-hash' } };
  return label === profile.label
    ? { block: plain, declares: {} }
    : { block: { ...plain, L: label }, declares: { encoding: 'label' } };
}
