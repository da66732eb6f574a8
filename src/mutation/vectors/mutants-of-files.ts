// Which vector kills which mutant, and whether each vector is the only one of its group that kills some mutant.
import type { Profile } from '../../1-contract/model.ts';
import { hashBytes } from '../../2-plan/lengths.ts';
import { covers } from '../../1-contract/evaluate.ts';
import { statusName } from '../../core/windows/hresult.ts';
import { groupKey } from '../../vectors/check/group-key.ts';
import {
  isCertificateGroup,
  type ExchangeGroup,
  type ExchangeVector,
  type VectorFile,
} from '../../vectors/format.ts';
import { Decoding, rightParts, type Output } from './decoder.ts';
import type { Mutant } from './mutant.ts';
import {
  fallbackMutants,
  labelHashMutants,
  leadingByteMutants,
  paddingMutants,
  parameterMutants,
  separatorMutants,
} from './mutants-encoding.ts';
import { opmMutants } from './mutants-opm.ts';
import { contentMutants, lengthMutants, numberMutants, shapeMutants, sizeMutants } from './mutants-values.ts';

/** What the vectors of one group do to the mutants. */
export interface GroupMutants {
  readonly file: string;
  readonly keyName: string;
  readonly mutants: number;
  readonly detected: number;
  readonly undetected: readonly string[];
  /** Vectors that kill no mutant that another one of their group would not kill; plain ones are not among them. */
  readonly redundant: readonly { readonly tcId: number; readonly comment: string }[];
  /** Vectors that the decoder without a fault would fail: none. */
  readonly failsCorrect: readonly number[];
}

/** Whether what a decoder gave is not what the vector allows. */
function fails(vector: ExchangeVector, { code, key, crashed }: Output): boolean {
  if (crashed === true) return true;
  const text = statusName(code) ?? `0x${code.toString(16)}`;
  if (!vector.allowed.should.some((allowed) => covers(allowed, text))) return true;
  if (code >= 0x80000000) return false;
  if (vector.fields !== undefined) {
    const { key: signing, statusSequence, commandSequence } = vector.fields;
    const seen = key ?? Buffer.alloc(24);
    return (
      seen.toString('hex', 0, 16) !== signing ||
      seen.readUInt32LE(16) !== statusSequence ||
      seen.readUInt32LE(20) !== commandSequence
    );
  }
  const right = vector.key === undefined ? vector.acceptableKeys : [vector.key];
  return right !== undefined && !right.includes(key?.toString('hex') ?? '');
}

function mutantsFor(group: ExchangeGroup, profile: Profile): Mutant[] {
  const hLen = hashBytes(profile.hash);
  const opm = group.type === 'OpmKeyExchange';
  const messageBytes = opm ? 40 : 16;
  const room = group.keySize / 8 - 2 * hLen - 2;
  return [
    ...leadingByteMutants(),
    ...labelHashMutants(hLen),
    ...paddingMutants(room - messageBytes, messageBytes),
    ...separatorMutants(),
    ...parameterMutants(profile.hash, profile.mgfHash),
    ...fallbackMutants(messageBytes),
    ...numberMutants(),
    ...shapeMutants(),
    ...contentMutants(),
    ...lengthMutants(room),
    ...sizeMutants(),
    ...(opm ? opmMutants() : []),
  ];
}

/** Runs all mutants over a group. */
export function groupMutants(file: string, group: ExchangeGroup, profile: Profile): GroupMutants {
  const decoding = new Decoding(groupKey(group), profile);
  const inputs = group.tests.map((vector) => {
    const ct = Buffer.from(vector.ct, 'hex');
    const random = vector.random === undefined ? {} : { random: Buffer.from(vector.random, 'hex') };
    const dataSize = vector.dataSize ?? ct.length;
    return { vector, input: { ct, dataSize, guarded: vector.buffer === 'guard-after', ...random } };
  });
  const detecting = (parts: typeof rightParts): number[] =>
    inputs.flatMap(({ vector, input }) =>
      fails(vector, decoding.decode(input, parts)) ? [vector.tcId] : [],
    );
  const soleDetectors = new Set<number>();
  const undetected: string[] = [];
  const mutants = mutantsFor(group, profile);
  for (const { name, parts } of mutants) {
    const detectedBy = detecting({ ...rightParts, ...parts });
    const [only] = detectedBy;
    if (only === undefined) undetected.push(name);
    else if (detectedBy.length === 1) soleDetectors.add(only);
  }
  const redundant = group.tests.filter(
    (vector) => !soleDetectors.has(vector.tcId) && !vector.flags.includes('Normal'),
  );
  return {
    file,
    keyName: group.keyName,
    mutants: mutants.length,
    detected: mutants.length - undetected.length,
    undetected,
    redundant: redundant.map(({ tcId, comment }) => ({ tcId, comment })),
    failsCorrect: detecting(rightParts),
  };
}

/** Runs all mutants over all groups that hold more than plain vectors. */
export function mutantsOfFiles(files: readonly VectorFile[], profiles: readonly Profile[]): GroupMutants[] {
  return files.flatMap((file) =>
    file.testGroups.flatMap((group) => {
      const profile = isCertificateGroup(group)
        ? undefined
        : profiles.find((one) => one.name === group.profile);
      if (isCertificateGroup(group) || profile === undefined) return [];
      const plain = group.tests.every((vector) => vector.flags.includes('Normal'));
      return plain ? [] : [groupMutants(file.name, group, profile)];
    }),
  );
}
