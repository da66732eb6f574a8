// One certificate vector, read once more by ASN.1 schemas (RFC 5280, RFC 5652) and not by the suite's own reader.
import { CertificateSet, ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { createPublicKey } from 'node:crypto';
import type { CertificateVector } from '../format.ts';
import { recipeHash } from './recipe-hash.ts';

const signedData = '1.2.840.113549.1.7.2';

interface ReadChain {
  readonly certificates: readonly Certificate[];
  readonly container: 'pkcs7' | 'concatenated' | 'single';
  /** Behind the chain. */
  readonly rest: Buffer;
}

/** The length of the DER element that bytes begin with; undefined where they do not hold it. */
function elementLength(bytes: Buffer): number | undefined {
  const first = bytes[1];
  if (bytes[0] !== 0x30 || first === undefined) return undefined;
  const octets = first < 0x80 ? 0 : first - 0x80;
  if (octets > 4 || bytes.length < 2 + octets) return undefined;
  const length = octets === 0 ? first : bytes.readUIntBE(2, octets);
  const end = 2 + octets + length;
  return end <= bytes.length ? end : undefined;
}

function parsed<T>(bytes: Uint8Array, schema: new () => T): T | undefined {
  try {
    return AsnConvert.parse(Uint8Array.from(bytes), schema);
  } catch {
    return undefined;
  }
}

function readPkcs7(bytes: Buffer): ReadChain | undefined {
  const end = elementLength(bytes);
  const info = end === undefined ? undefined : parsed(bytes.subarray(0, end), ContentInfo);
  if (info?.contentType !== signedData) return undefined;
  const data = parsed(Buffer.from(info.content), SignedData);
  const certificates = [...(data?.certificates ?? new CertificateSet())].flatMap(({ certificate }) =>
    certificate === undefined ? [] : [certificate],
  );
  return certificates.length === 0
    ? undefined
    : { certificates, container: 'pkcs7', rest: bytes.subarray(end) };
}

function readPlain(bytes: Buffer): ReadChain | undefined {
  const certificates: Certificate[] = [];
  let rest = bytes;
  for (;;) {
    const end = elementLength(rest);
    if (end === undefined) break;
    const certificate = parsed(rest.subarray(0, end), Certificate);
    if (certificate === undefined) return undefined;
    certificates.push(certificate);
    rest = rest.subarray(end);
  }
  if (certificates.length === 0) return undefined;
  return { certificates, container: certificates.length === 1 ? 'single' : 'concatenated', rest };
}

function nameHex(name: Certificate['tbsCertificate']['subject']): string {
  return Buffer.from(AsnConvert.serialize(name)).toString('hex');
}

/** The certificate whose subject issued none of the others. */
function findLeaf(certificates: readonly Certificate[]): Certificate | undefined {
  const issuers = new Set(
    certificates
      .filter(({ tbsCertificate: { subject, issuer } }) => nameHex(subject) !== nameHex(issuer))
      .map(({ tbsCertificate }) => nameHex(tbsCertificate.issuer)),
  );
  return certificates.find(({ tbsCertificate }) => !issuers.has(nameHex(tbsCertificate.subject)));
}

/** What the bytes are, in the words of the outcome variables. */
function certificateOutcome(bytes: Buffer): {
  readonly outcome: CertificateVector['outcome'];
  readonly leaf?: NonNullable<CertificateVector['leaf']>;
} {
  if (bytes.length === 0) return { outcome: { certificate: 'empty' } };
  const read = readPkcs7(bytes) ?? readPlain(bytes);
  const leaf = read === undefined ? undefined : findLeaf(read.certificates);
  if (read === undefined || leaf === undefined || read.rest.some((byte) => byte !== 0))
    return { outcome: { certificate: 'unreadable' } };
  const { container } = read;
  const spki = Buffer.from(AsnConvert.serialize(leaf.tbsCertificate.subjectPublicKeyInfo));
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const jwk = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails?.modulusLength !== 2048)
    return { outcome: { certificate: 'other-key', container } };
  const hex = (text: string | undefined): string => Buffer.from(text ?? '', 'base64url').toString('hex');
  return {
    outcome: { certificate: read.rest.length > 0 ? 'trailing' : 'rsa-2048', container },
    leaf: { modulus: hex(jwk.n), publicExponent: hex(jwk.e) },
  };
}

/** What is wrong with a certificate vector. `results` says what the tables allow of each outcome. */
export function checkCertificate(
  vector: CertificateVector,
  results: (certificate: string) => string,
): string[] {
  const problems: string[] = [];
  const seen = certificateOutcome(Buffer.from(vector.certificate, 'hex'));
  const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
  if (text(seen.outcome) !== text(vector.outcome))
    problems.push(`its outcome should be ${text(seen.outcome)}`);
  if (text(seen.leaf) !== text(vector.leaf)) problems.push(`its leaf should be ${text(seen.leaf)}`);
  const result = results(vector.outcome.certificate);
  if (result !== vector.result) problems.push(`its result should be ${result}`);
  if (recipeHash(vector.recipe) !== vector.case)
    problems.push(`its case should be ${recipeHash(vector.recipe)}`);
  return problems;
}
