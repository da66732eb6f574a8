// The end of a chain that holds the driver's key, whatever the order in which the certificates come (PKCS #7 has a SET).
import type { X509Certificate } from 'node:crypto';
import { CertificateError } from './certificate-error.ts';

/**
 * The certificate that issued none of the others, as issuer and subject names (and key identifiers) say. Where several are
 * left: no CA by basicConstraints before a CA, then the one with the longest way up, then the one that comes first.
 * @throws CertificateError where there is none at all
 */
export function findLeaf(certificates: readonly X509Certificate[]): X509Certificate {
  const [only] = certificates;
  if (only === undefined) throw new CertificateError('there is no certificate');
  if (certificates.length === 1) return only;
  const distinct = [...new Map(certificates.map((each) => [each.fingerprint256, each])).values()];
  const issuersOf = new Map(
    distinct.map((each) => [each, distinct.filter((other) => other !== each && each.checkIssued(other))]),
  );
  const issuers = new Set([...issuersOf.values()].flat());
  const ends = distinct.filter((each) => !issuers.has(each));
  // Names that go round in a circle leave no end; then every certificate may be meant.
  let candidates = ends.length > 0 ? ends : distinct;
  const notCa = candidates.filter((each) => !each.ca);
  if (notCa.length > 0) candidates = notCa;
  const wayUp = (from: X509Certificate): number => {
    const seen = new Set([from]);
    // A Set also visits what is added while it is walked.
    for (const each of seen) for (const issuer of issuersOf.get(each) ?? []) seen.add(issuer);
    return seen.size;
  };
  let leaf = candidates[0] ?? only;
  let longest = wayUp(leaf);
  for (const each of candidates.slice(1)) {
    const length = wayUp(each);
    if (length > longest) [leaf, longest] = [each, length];
  }
  return leaf;
}
