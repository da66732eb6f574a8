// Where the certificates lie in what a driver returns: PKCS #7 (RFC 2315, RFC 5652 section 5.1), or X.509 end to end.
//
// A walk of our own, not @peculiar/asn1-cms: that costs 32 ms to load from the bundle and 13 ms to parse its first chain,
// of the 300 ms until the first verdict; it can be loaded late only asynchronously; and it gives certificates encoded anew,
// not the bytes that the driver signed. The tests hold this walk against it.
import { readElement, tags, type Element } from './ber.ts';
import { CertificateError } from './certificate-error.ts';

/** The containers that the suite reads; the DDI documents none. `der`: one certificate and nothing else. */
export type Container = 'pkcs7' | 'concatenated' | 'der';

/** The certificates of a container, each as its own bytes, in the order in which they stand there. */
export interface Contents {
  readonly container: Container;
  readonly certificates: readonly Buffer[];
  /** Zero bytes behind the chain. */
  readonly padding: number;
}

// Chains have two to four certificates; each costs a parse, and every pair a comparison.
const most = 64;

/** Contents octets of 1.2.840.113549.1.7.2, signedData. */
const signedData = Buffer.from('2a864886f70d010702', 'hex');

/**
 * Takes a container apart, without looking into the certificates.
 * @throws CertificateError where the bytes are neither PKCS #7 nor X.509, or something else stands behind them
 */
export function openContainer(bytes: Buffer): Contents {
  if (bytes.length === 0) throw new CertificateError('there are no bytes');
  if (bytes.toString('latin1', 0, 11) === '-----BEGIN ')
    throw new CertificateError('the bytes are PEM text, DER was expected');
  const outer = readElement(bytes, 0, bytes.length, 'the outermost element');
  if (outer.tag !== tags.sequence) {
    throw new CertificateError(
      `DER starts with 30 (SEQUENCE), the bytes start with ${bytes.toString('hex', 0, 1)}`,
    );
  }
  const inner = readElement(bytes, outer.contentStart, outer.contentEnd, 'the first element of the SEQUENCE');
  if (inner.tag === tags.objectIdentifier) {
    const certificates = readSignedData(bytes, outer, inner);
    return { container: 'pkcs7', certificates, padding: paddingBehind(bytes, outer.end) };
  }
  return readConcatenated(bytes);
}

function readConcatenated(bytes: Buffer): Contents {
  const certificates: Buffer[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] === tags.sequence) {
    const element = readElement(bytes, at, bytes.length, `certificate ${certificates.length + 1}`);
    add(certificates, bytes, element);
    at = element.end;
  }
  const container = certificates.length === 1 ? 'der' : 'concatenated';
  return { container, certificates, padding: paddingBehind(bytes, at) };
}

function readSignedData(bytes: Buffer, contentInfo: Element, contentType: Element): Buffer[] {
  if (!bytes.subarray(contentType.contentStart, contentType.contentEnd).equals(signedData)) {
    throw new CertificateError('the PKCS #7 content is not SignedData');
  }
  const explicit = readElement(bytes, contentType.end, contentInfo.contentEnd, 'the content of the PKCS #7');
  expectTag(explicit, tags.context0, 'the content of the PKCS #7');
  expectEnd(explicit.end, contentInfo.contentEnd, 'the PKCS #7');
  const data = readElement(bytes, explicit.contentStart, explicit.contentEnd, 'SignedData');
  expectTag(data, tags.sequence, 'SignedData');
  expectEnd(data.end, explicit.contentEnd, 'SignedData');

  let at = data.contentStart;
  const next = (tag: number, what: string): Element => {
    const element = readElement(bytes, at, data.contentEnd, what);
    expectTag(element, tag, what);
    at = element.end;
    return element;
  };
  next(tags.integer, 'the version of SignedData');
  next(tags.set, 'the digest algorithms of SignedData');
  next(tags.sequence, 'the inner content of SignedData');
  if (bytes[at] !== tags.context0 || at >= data.contentEnd)
    throw new CertificateError('the PKCS #7 holds no certificates');
  const field = next(tags.context0, 'the certificates of SignedData');
  if (bytes[at] === tags.context1) next(tags.context1, 'the revocation lists of SignedData');
  next(tags.set, 'the signers of SignedData');
  expectEnd(at, data.contentEnd, 'the signers of SignedData');

  const certificates: Buffer[] = [];
  for (let each = field.contentStart; each < field.contentEnd;) {
    const element = readElement(bytes, each, field.contentEnd, `certificate ${certificates.length + 1}`);
    // Other choices of CertificateChoices (attribute certificates and such) hold no key of ours.
    if (element.tag === tags.sequence) add(certificates, bytes, element);
    each = element.end;
  }
  if (certificates.length === 0) throw new CertificateError('the PKCS #7 holds no certificates');
  return certificates;
}

function add(certificates: Buffer[], bytes: Buffer, element: Element): void {
  if (certificates.length === most) throw new CertificateError(`there are more than ${most} certificates`);
  certificates.push(bytes.subarray(element.start, element.end));
}

function expectTag(element: Element, tag: number, what: string): void {
  if (element.tag === tag) return;
  const got = element.tag.toString(16).padStart(2, '0');
  throw new CertificateError(
    `${what} should start with ${tag.toString(16).padStart(2, '0')} at byte ${element.start}, not with ${got}`,
  );
}

function expectEnd(at: number, end: number, what: string): void {
  if (at !== end)
    throw new CertificateError(
      `${what} is followed by ${end - at} bytes that do not belong there, at byte ${at}`,
    );
}

function paddingBehind(bytes: Buffer, at: number): number {
  for (let index = at; index < bytes.length; index++) {
    if (bytes[index] !== 0)
      throw new CertificateError(`the chain ends at byte ${at}, and something else than zeros follows`);
  }
  return bytes.length - at;
}
