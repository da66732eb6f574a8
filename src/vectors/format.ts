// The types of vectors/*.json (schema kexcts-vectors/1): test vectors in the format of Wycheproof.
import type { DeclaredPoint } from '../steps/declared-point.ts';
import type { Recipe } from '../steps/recipe.ts';
import type { CertificateRecipe } from './certificate-recipe.ts';
import type { Flag, Note } from './notes.ts';

export const vectorsSchema = 'kexcts-vectors/1';

/** What an implementation does with a vector. `acceptable`: the contract leaves it open, or only advises. */
export type VectorResult = 'valid' | 'invalid' | 'acceptable';

/** Codes that the contract allows, by name (see the file's `codes`), or `success` and `failure` for any of that severity. */
export interface AllowedCodes {
  readonly must: readonly string[];
  /** What is left where the contract's advice is followed too. */
  readonly should: readonly string[];
}

interface AnyVector {
  /** Never reused, never renumbered; unique in its file. */
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly Flag[];
  readonly result: VectorResult;
  readonly clauses: readonly string[];
  /** The id of the case that sends it, made anew for a driver's own certificate. */
  readonly case: string;
}

/** The four fields of OPM's plaintext: bytes in hexadecimal, sequence numbers as unsigned integers. */
export interface OpmFields {
  readonly random: string;
  readonly key: string;
  readonly statusSequence: number;
  readonly commandSequence: number;
}

/** A block, or other bytes, as they are sent; all bytes in lower-case hexadecimal. */
export interface ExchangeVector extends AnyVector {
  /** The bytes at pData, or EncryptedParameters. */
  readonly ct: string;
  /** The argument DataSize in bytes; absent where the function has none (OPM). */
  readonly dataSize?: number;
  /** Where the bytes lie, if that matters: behind them no memory is accessible, of which DataSize may claim some. */
  readonly buffer?: 'guard-after';
  /** The plaintext in ct, where there is one. */
  readonly msg?: string;
  /** valid: the key in force afterwards. */
  readonly key?: string;
  /** acceptable: the keys of which one is in force where the call succeeds; absent: any. */
  readonly acceptableKeys?: readonly string[];
  /** OPM: the random number of the protected output. */
  readonly random?: string;
  /** OPM, valid: what is set. */
  readonly fields?: OpmFields;
  readonly allowed: AllowedCodes;
  /** The variables of the contract's point that are away from normal. */
  readonly point: DeclaredPoint;
  readonly recipe: Recipe;
}

/** What a driver returned as its certificate. */
export interface CertificateVector extends AnyVector {
  readonly certificate: string;
  /** In the words of the contract's outcome variables. */
  readonly outcome: { readonly certificate: string; readonly container?: string };
  readonly recipe: CertificateRecipe;
  /** The public key of the leaf, where it is an RSA key of 2048 bits: what blocks are encrypted with. */
  readonly leaf?: { readonly modulus: string; readonly publicExponent: string };
}

/** Numbers of RFC 8017, A.1.2, in hexadecimal, big-endian, with an even number of digits. */
export interface RsaNumbers {
  readonly modulus: string;
  readonly publicExponent: string;
  readonly privateExponent: string;
  readonly prime1: string;
  readonly prime2: string;
  readonly exponent1: string;
  readonly exponent2: string;
  readonly coefficient: string;
}

/** The calls that take a block, and the type of group that each has. */
export const groupTypes = {
  CryptoSessionKeyExchange: 'NegotiateCryptoSessionKeyExchange',
  AuthenticatedChannelKeyExchange: 'NegotiateAuthenticatedChannelKeyExchange',
  OpmKeyExchange: 'OPMSetSigningKeyAndSequenceNumbers',
} as const;
export type GroupType = keyof typeof groupTypes;

export interface ExchangeGroup {
  readonly type: GroupType;
  /** The call under test. */
  readonly call: (typeof groupTypes)[GroupType];
  readonly profile: string;
  readonly keySize: number;
  /** Hash of lHash, as Wycheproof writes it: `SHA-512`. */
  readonly sha: string;
  readonly mgf: 'MGF1';
  readonly mgfSha: string;
  readonly label: string;
  /** The file in vectors/keys, without `.pem`. A key for testing: everybody has it. */
  readonly keyName: string;
  readonly privateKey: RsaNumbers;
  readonly privateKeyPem: string;
  /** PKCS #8, DER, hexadecimal: as test/provisionKey takes it. */
  readonly privateKeyPkcs8: string;
  readonly privateKeyJwk: Readonly<Record<string, string>>;
  readonly tests: readonly ExchangeVector[];
}

export interface CertificateGroup {
  readonly type: 'Certificate';
  readonly call: 'GetCertificate';
  readonly tests: readonly CertificateVector[];
}

export type VectorGroup = ExchangeGroup | CertificateGroup;

export interface VectorFile {
  readonly schema: typeof vectorsSchema;
  /** As the file's name, without `.json`. */
  readonly name: string;
  readonly algorithm: 'RSAES-OAEP' | 'X.509';
  /** Version of the contract that results and codes follow from. */
  readonly contractVersion: string;
  readonly numberOfTests: number;
  readonly header: readonly string[];
  /** The codes named in `allowed`, as unsigned 32-bit numbers. */
  readonly codes: Readonly<Record<string, number>>;
  readonly notes: Readonly<Partial<Record<Flag, Note>>>;
  readonly testGroups: readonly VectorGroup[];
}

export function isCertificateGroup(group: VectorGroup): group is CertificateGroup {
  return group.type === 'Certificate';
}

/** Names of hashes as Wycheproof and the standards write them. */
export const hashTitles: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha512-224': 'SHA-512/224',
  'sha512-256': 'SHA-512/256',
};
