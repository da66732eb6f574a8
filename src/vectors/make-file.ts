// Whole files of vectors: groups that share a key, ids from the ledger, notes for the flags in use.
import type { Contract, Profile } from '../1-contract/model.ts';
import { describeCertificate } from '../ciphertexts/certificate/describe.ts';
import { exitStatus, SuiteError } from '../core/errors.ts';
import { publicKeyOf } from '../ciphertexts/make/rsa-public.ts';
import { canonicalHash } from '../core/canonical.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { certificateBytes } from './certificate-recipe.ts';
import {
  groupTypes,
  hashTitles,
  vectorsSchema,
  type CertificateVector,
  type ExchangeGroup,
  type ExchangeVector,
  type VectorFile,
  type VectorGroup,
} from './format.ts';
import { makeVector } from './make-vector.ts';
import { expectedCertificate } from './expect-certificate.ts';
import { flagNames, notes, type Flag, type Note } from './notes.ts';
import { certificateVectors } from './sets/certificates.ts';
import { vectorKeyNames, type VectorSet } from './sets/set.ts';
import type { TcIds } from './tc-ids.ts';
import { testKey } from './test-keys.ts';

export interface FileContext {
  readonly contract: Contract;
  readonly profiles: readonly Profile[];
  readonly ids: TcIds;
}

/** The profile of a set. @throws SuiteError `PROFILE_UNKNOWN` */
export function profileNamed(profiles: readonly Profile[], name: string): Profile {
  const profile = profiles.find((one) => one.name === name);
  if (profile !== undefined) return profile;
  const known = profiles.map((one) => one.name).join(', ');
  throw new SuiteError('PROFILE_UNKNOWN', `vectors need the profile "${name}"`, `known profiles: ${known}`);
}

/** Makes the file of a set of blocks. @throws SuiteError `VECTOR_NOT_MADE` where a recipe does not fit its key */
export function makeFile(set: VectorSet, { contract, profiles, ids }: FileContext): VectorFile {
  const profile = profileNamed(profiles, set.profile);
  const tests = new Map<string, ExchangeVector[]>();
  for (const drafted of set.vectors({ contract, profile })) {
    const publicKey = publicKeyOf(testKey(drafted.key).keyObject);
    const made = makeVector(set.type, drafted, { contract, profile, publicKey });
    if ('problem' in made) {
      throw new SuiteError(
        'VECTOR_NOT_MADE',
        `${set.name}: expected a block for ${drafted.key}: ${made.comment}; got: ${made.problem}`,
        'give the vector another key or seed',
        exitStatus.undecided,
      );
    }
    const tcId = ids.tcIdFor(set.name, `${drafted.key}/${made.case}`, drafted.comment);
    tests.set(drafted.key, [...(tests.get(drafted.key) ?? []), { tcId, ...made }]);
  }
  const testGroups = vectorKeyNames.flatMap((keyName): ExchangeGroup[] => {
    const own = tests.get(keyName);
    if (own === undefined) return [];
    return [
      {
        type: set.type,
        call: groupTypes[set.type],
        profile: profile.name,
        sha: hashTitles[profile.hash] ?? profile.hash,
        mgf: 'MGF1',
        mgfSha: hashTitles[profile.mgfHash] ?? profile.mgfHash,
        label: profile.label,
        ...testKey(keyName).parts,
        tests: sortedByTcId(own),
      },
    ];
  });
  return vectorFile(contract, set.name, 'RSAES-OAEP', set.header, testGroups);
}

function sortedByTcId<T extends { readonly tcId: number }>(tests: readonly T[]): T[] {
  return tests.toSorted((a, b) => a.tcId - b.tcId);
}

/** The name of the file of certificates. */
export const certificatesName = 'certificates';

/** Makes the file of certificates. */
export function makeCertificateFile({ contract, ids }: Pick<FileContext, 'contract' | 'ids'>): VectorFile {
  const tests = [...certificateVectors()].map(({ flags, comment, recipe }): CertificateVector => {
    const bytes = certificateBytes(recipe);
    const { chain, form, container } = describeCertificate(bytes);
    const trailing = chain?.form === 'rsa-2048' && chain.padding > 0;
    const outcome = {
      certificate: trailing ? 'trailing' : form,
      ...(container === undefined ? {} : { container: container === 'der' ? 'single' : container }),
    };
    // The case is the recipe of the certificate: no call can make a driver return it.
    const id = canonicalHash(recipe);
    return {
      tcId: ids.tcIdFor(certificatesName, id, comment),
      comment,
      flags,
      certificate: bytes.toString('hex'),
      ...expectedCertificate(contract, outcome),
      outcome,
      ...(chain?.form === 'rsa-2048'
        ? {
            leaf: {
              modulus: chain.modulus.toString('hex'),
              publicExponent: evenHex(chain.exponent),
            },
          }
        : {}),
      case: id,
      recipe,
    };
  });
  const header = [
    'What a driver returned as the certificate of a crypto session, and what a caller makes of it.',
    'leaf is the RSA key with which blocks are encrypted. Signatures and validity are not judged here: test authorities have no root.',
  ];
  return vectorFile(contract, certificatesName, 'X.509', header, [
    { type: 'Certificate', call: 'GetCertificate', tests: sortedByTcId(tests) },
  ]);
}

function evenHex(value: bigint): string {
  const digits = value.toString(16);
  return digits.padStart(digits.length + (digits.length % 2), '0');
}

/** A file around its groups: counts, codes and notes as far as they are in use. */
export function vectorFile(
  contract: Contract,
  name: string,
  algorithm: VectorFile['algorithm'],
  header: readonly string[],
  testGroups: readonly VectorGroup[],
): VectorFile {
  const tests = testGroups.flatMap((group): readonly (ExchangeVector | CertificateVector)[] => group.tests);
  const flags = new Set<Flag>(tests.flatMap((one) => one.flags));
  const used = new Set(
    tests.flatMap((one) => ('allowed' in one ? [...one.allowed.must, ...one.allowed.should] : [])),
  );
  const codes = Object.entries(statusCodes).filter(([code]) => used.has(code));
  return {
    schema: vectorsSchema,
    name,
    algorithm,
    contractVersion: contract.version,
    numberOfTests: tests.length,
    header,
    codes: Object.fromEntries(codes),
    notes: Object.fromEntries(
      flagNames.filter((flag) => flags.has(flag)).map((flag): [Flag, Note] => [flag, notes[flag]]),
    ),
    testGroups,
  };
}
