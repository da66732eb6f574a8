// Which vector kills which mutant, and whether each vector is the only one of its group that kills some mutant.
import type { Profile } from '../../1-contract/model.ts';
import { hashBytes } from '../../2-plan/lengths.ts';
import { covers } from '../../1-contract/evaluate.ts';
import { statusName } from '../../core/windows/hresult.ts';
import { provedKey } from '../../vectors/check/rsa-proof.ts';
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
export interface GroupKills {
  readonly file: string;
  readonly keyName: string;
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly string[];
  /** Vectors that kill no mutant that another one of their group would not kill; plain ones are not among them. */
  readonly idle: readonly { readonly tcId: number; readonly comment: string }[];
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
export function killsOf(file: string, group: ExchangeGroup, profile: Profile): GroupKills {
  const key = provedKey(group.privateKey, group.privateKeyPkcs8);
  const { hash, mgfHash } = profile;
  const decoding = new Decoding(key, { hash, mgfHash, label: Buffer.from(profile.label, 'hex') });
  const inputs = group.tests.map((vector) => {
    const ct = Buffer.from(vector.ct, 'hex');
    const random = vector.random === undefined ? {} : { random: Buffer.from(vector.random, 'hex') };
    const dataSize = vector.dataSize ?? ct.length;
    return { vector, input: { ct, dataSize, guarded: vector.buffer === 'guard-after', ...random } };
  });
  const killersOf = (parts: typeof rightParts): number[] =>
    inputs.flatMap(({ vector, input }) =>
      fails(vector, decoding.decode(input, parts)) ? [vector.tcId] : [],
    );
  const alone = new Set<number>();
  const survivors: string[] = [];
  const mutants = mutantsFor(group, profile);
  for (const { name, parts } of mutants) {
    const killers = killersOf({ ...rightParts, ...parts });
    const [only] = killers;
    if (only === undefined) survivors.push(name);
    else if (killers.length === 1) alone.add(only);
  }
  const idle = group.tests.filter((vector) => !alone.has(vector.tcId) && !vector.flags.includes('Normal'));
  return {
    file,
    keyName: group.keyName,
    mutants: mutants.length,
    killed: mutants.length - survivors.length,
    survivors,
    idle: idle.map(({ tcId, comment }) => ({ tcId, comment })),
    failsCorrect: killersOf(rightParts),
  };
}

/** Runs all mutants over all groups that hold more than plain vectors. */
export function killsOfFiles(files: readonly VectorFile[], profiles: readonly Profile[]): GroupKills[] {
  return files.flatMap((file) =>
    file.testGroups.flatMap((group) => {
      const profile = isCertificateGroup(group)
        ? undefined
        : profiles.find((one) => one.name === group.profile);
      if (isCertificateGroup(group) || profile === undefined) return [];
      const plain = group.tests.every((vector) => vector.flags.includes('Normal'));
      return plain ? [] : [killsOf(file.name, group, profile)];
    }),
  );
}
