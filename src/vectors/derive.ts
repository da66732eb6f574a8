// Vectors for a driver's own certificate: the recipes of the published ones, under its public key. They serve where the
// driver's private key is not available.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { CertificateError } from '../ciphertexts/certificate/certificate-error.ts';
import { readChain } from '../ciphertexts/certificate/chain.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import { resolveBlock } from '../ciphertexts/make/block.ts';
import { publicKeyOf, type PublicKey } from '../ciphertexts/make/rsa-public.ts';
import { unrelatedKey } from '../ciphertexts/make/unrelated-key.ts';
import { fromHex } from '../core/hex.ts';
import type { Block } from '../ciphertexts/block.ts';
import { isCertificateGroup, type ExchangeGroup, type ExchangeVector, type VectorFile } from './format.ts';
import { opmFields } from './make-vector.ts';

/** A certificate to encrypt for. */
export interface CertificateKey {
  readonly publicKey: PublicKey;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

function badCertificate(path: string, what: string): SuiteError {
  return new SuiteError(
    'CERTIFICATE_FILE',
    `expected a certificate chain with an RSA-2048 leaf in ${path}; ${what}`,
    'give what GetCertificate returned, or an X.509 certificate as DER or PEM',
  );
}

/** Reads a chain: as a driver returns it, or PEM. @throws SuiteError `CERTIFICATE_FILE` */
export function readCertificateKey(path: string): CertificateKey {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw badCertificate(path, reasonOf(error));
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const blocks = [
    ...bytes.toString('latin1').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g),
  ];
  const der =
    blocks.length === 0 ? bytes : Buffer.concat(blocks.map((one) => Buffer.from(one[1] ?? '', 'base64')));
  try {
    const chain = readChain(der);
    if (chain.form !== 'rsa-2048') throw new CertificateError(`its leaf holds ${chain.what}`);
    return { publicKey: publicKeyOf(chain.publicKey), sha256 };
  } catch (error) {
    if (error instanceof CertificateError) throw badCertificate(path, error.message);
    throw error;
  }
}

/** A group without a private key. */
export type DerivedGroup = Pick<
  ExchangeGroup,
  'type' | 'call' | 'profile' | 'sha' | 'mgf' | 'mgfSha' | 'label' | 'keySize' | 'tests'
> & {
  readonly certificateSha256: string;
  readonly publicKey: { readonly modulus: string; readonly publicExponent: string };
};

export const derivedSchema = 'kexcts-derived-vectors/1';

/** A file of vectors for one certificate. A tcId is that of the vector in this package with the same recipe. */
export type DerivedFile = Omit<VectorFile, 'schema' | 'testGroups'> & {
  readonly schema: typeof derivedSchema;
  readonly testGroups: readonly DerivedGroup[];
};

/** What came of a file: the vectors, and how many could not be made for this key. */
export interface Derived {
  readonly file: DerivedFile;
  readonly notMade: number;
}

export interface DeriveContext {
  readonly contract: Contract;
  readonly profiles: readonly Profile[];
  readonly key: CertificateKey;
  /** The random number of the protected output; without it there are no vectors of OPM. */
  readonly random?: string;
}

function deriveBytes(
  vector: ExchangeVector,
  profile: Profile,
  { key, random }: DeriveContext,
): Partial<ExchangeVector> | undefined {
  const step: unknown = vector.recipe.steps.at(-1);
  const block = (step as { data: Block }).data;
  const made = resolveBlock(block, {
    profile,
    keys: (reference) => (reference === 'stranger' ? unrelatedKey() : key.publicKey),
    earlier: () => Buffer.alloc(0),
    ...(random === undefined ? {} : { random: fromHex(random) }),
  });
  if (made.problem !== undefined) return undefined;
  const { bytes } = made;
  const outOfRange = bytes.length === key.publicKey.modulusBytes && bytes.compare(key.publicKey.modulus) >= 0;
  // Two things wrong with one block prove nothing.
  if (outOfRange && vector.point['integer'] === undefined) return undefined;
  const ct = bytes.toString('hex');
  if (vector.random === undefined) return { ct };
  const field = made.fields?.find((one) => one.name === 'M');
  const whole = made.unmasked ?? made.EM;
  if (field === undefined || whole === undefined) return { ct };
  const msg = whole.toString('hex', field.offset, field.offset + field.length);
  const fields = vector.fields === undefined ? {} : { fields: opmFields(msg) };
  return { ct, msg, ...(random === undefined ? {} : { random }), ...fields };
}

/** Derives one file; undefined where it has nothing to be encrypted. @throws SuiteError for an unknown profile */
export function deriveFile(file: VectorFile, context: DeriveContext): Derived | undefined {
  const { key, profiles, random } = context;
  const groups: DerivedGroup[] = [];
  const seen = new Set<string>();
  let notMade = 0;
  for (const group of file.testGroups) {
    if (isCertificateGroup(group) || (group.type === 'OpmKeyExchange' && random === undefined)) continue;
    const profile = profiles.find((one) => one.name === group.profile);
    if (profile === undefined) continue;
    const tests: ExchangeVector[] = [];
    for (const vector of group.tests) {
      if (seen.has(vector.case)) continue;
      seen.add(vector.case);
      const made = deriveBytes(vector, profile, context);
      if (made === undefined) notMade += 1;
      else tests.push({ ...vector, ...made });
    }
    const { type, call, sha, mgf, mgfSha, label, keySize } = group;
    const exponent = key.publicKey.exponent.toString(16);
    const head = { type, call, profile: group.profile, sha, mgf, mgfSha, label, keySize };
    const own = groups.findIndex((one) => one.type === type && one.profile === group.profile);
    const known = groups[own];
    if (known !== undefined) groups[own] = { ...known, tests: [...known.tests, ...tests] };
    else {
      groups.push({
        ...head,
        certificateSha256: key.sha256,
        publicKey: {
          modulus: key.publicKey.modulus.toString('hex'),
          publicExponent: exponent.padStart(exponent.length + (exponent.length % 2), '0'),
        },
        tests,
      });
    }
  }
  const numberOfTests = groups.reduce((sum, group) => sum + group.tests.length, 0);
  if (numberOfTests === 0) return undefined;
  return { notMade, file: { ...file, schema: derivedSchema, numberOfTests, testGroups: groups } };
}
