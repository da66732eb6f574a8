// What is exported: vectors laid flat, each with everything a test program needs, and the keys they share.
import { SuiteError } from '../../core/errors.ts';
import { globTest } from '../../2-plan/clause-glob.ts';
import {
  isCertificateGroup,
  type ExchangeGroup,
  type ExchangeVector,
  type VectorFile,
  type VectorResult,
} from '../format.ts';

/** A vector by itself. All bytes are lower-case hexadecimal. */
export interface FlatVector {
  /** `crypto-session-opm-sha512 tcId 7` */
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly clauses: readonly string[];
  /** session: the plaintext is a key of 16 bytes; opm: 40 bytes and more, the random number in front. */
  readonly kind: 'session' | 'opm';
  readonly result: VectorResult;
  /** Name of the private key. */
  readonly keyName: string;
  readonly profile: string;
  /** Of the label and of MGF1: `SHA-512`. */
  readonly hash: string;
  readonly mgfHash: string;
  /** The bytes that are given, and how many of them the caller says there are. */
  readonly data: string;
  readonly dataSize: number;
  /** valid: one key; acceptable: those of which one is in force after a success, or none where any will do. */
  readonly keys: readonly string[];
  /** opm: the random number of the output, and the sequence numbers of a valid vector. */
  readonly random: string;
  readonly statusSequence: number;
  readonly commandSequence: number;
}

/** A private key in the forms that languages take. */
export interface ExportedKey {
  readonly name: string;
  readonly pem: string;
  readonly pkcs8: string;
}

export interface FlatVectors {
  readonly keys: readonly ExportedKey[];
  readonly vectors: readonly FlatVector[];
}

export interface ExportFilter {
  readonly flag?: string;
  readonly profile?: string;
  /** An id or a glob. */
  readonly clause?: string;
}

function flatVector(file: string, group: ExchangeGroup, vector: ExchangeVector): FlatVector {
  const { key, acceptableKeys = [], fields } = vector;
  return {
    id: `${file} tcId ${vector.tcId}`,
    comment: vector.comment,
    flags: vector.flags,
    clauses: vector.clauses,
    kind: group.type === 'OpmKeyExchange' ? 'opm' : 'session',
    result: vector.result,
    keyName: group.keyName,
    profile: group.profile,
    hash: group.sha,
    mgfHash: group.mgfSha,
    data: vector.ct,
    dataSize: vector.dataSize ?? vector.ct.length / 2,
    keys: key === undefined ? acceptableKeys : [key],
    random: vector.random ?? '',
    statusSequence: fields?.statusSequence ?? 0,
    commandSequence: fields?.commandSequence ?? 0,
  };
}

/**
 * The vectors of files that pass a filter. Certificates are not among them: they are for those who call a driver.
 * @throws SuiteError `EXPORT_EMPTY` where none is left
 */
export function flattenVectors(files: readonly VectorFile[], filter: ExportFilter = {}): FlatVectors {
  const clause = filter.clause === undefined ? undefined : globTest(filter.clause);
  const keys = new Map<string, ExportedKey>();
  const vectors: FlatVector[] = [];
  for (const file of files) {
    for (const group of file.testGroups) {
      if (isCertificateGroup(group)) continue;
      if (filter.profile !== undefined && group.profile !== filter.profile) continue;
      for (const vector of group.tests) {
        if (filter.flag !== undefined && !vector.flags.some((flag) => flag === filter.flag)) continue;
        if (clause !== undefined && !vector.clauses.some(clause)) continue;
        vectors.push(flatVector(file.name, group, vector));
        const { keyName: name, privateKeyPem: pem, privateKeyPkcs8: pkcs8 } = group;
        keys.set(name, { name, pem, pkcs8 });
      }
    }
  }
  if (vectors.length === 0) {
    const flags = [...new Set(files.flatMap((file) => Object.keys(file.notes)))].join(', ');
    throw new SuiteError(
      'EXPORT_EMPTY',
      'expected some vector to have this flag, profile and clause; none has',
      `flags: ${flags}`,
    );
  }
  return { keys: [...keys.values()], vectors };
}
