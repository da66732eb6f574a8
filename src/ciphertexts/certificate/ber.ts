// One element of BER (X.690, 8.1): identifier and length octets. Only what is needed to find certificates in a container.
import { CertificateError } from './certificate-error.ts';

/** Identifier octets of X.690 that chains are made of. */
export const tags = {
  integer: 0x02,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const;

/** Where one element lies; offsets in bytes into the whole buffer. */
export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** Behind the element, end-of-contents octets included. */
  readonly end: number;
}

// An indefinite length is found by walking what is inside, so the bytes decide on the depth; chains need four levels.
const deepest = 16;

/**
 * The element that starts at an offset.
 * @param end the first byte that does not belong to what the element lies in
 * @param what names the element in an error
 * @throws CertificateError where it is cut off, or is encoded in a way that certificates are not
 */
export function readElement(bytes: Buffer, offset: number, end: number, what: string, depth = 0): Element {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (offset + 2 > end || tag === undefined || first === undefined) {
    throw new CertificateError(`${what} is cut off at byte ${offset}`);
  }
  if ((tag & 0x1f) === 0x1f)
    throw new CertificateError(`${what} has an identifier of several octets at byte ${offset}`);
  if (first === 0x80) return readIndefinite(bytes, offset, end, what, depth);
  let length = first;
  let contentStart = offset + 2;
  if (first > 0x80) {
    const octets = first - 0x80;
    // Six octets say 256 TB; more than that is never meant, and would not be exact as a number.
    if (octets > 6) throw new CertificateError(`${what} has a length of ${octets} octets at byte ${offset}`);
    if (contentStart + octets > end) throw new CertificateError(`${what} is cut off at byte ${offset}`);
    length = bytes.readUIntBE(contentStart, octets);
    contentStart += octets;
  }
  const contentEnd = contentStart + length;
  if (contentEnd > end) {
    throw new CertificateError(
      `${what} at byte ${offset} should be ${length} bytes long, and ${end - contentStart} are there`,
    );
  }
  return { tag, start: offset, contentStart, contentEnd, end: contentEnd };
}

function readIndefinite(bytes: Buffer, offset: number, end: number, what: string, depth: number): Element {
  const tag = bytes[offset] ?? 0;
  if ((tag & 0x20) === 0 || depth >= deepest) {
    throw new CertificateError(`${what} has an indefinite length at byte ${offset} where none can be`);
  }
  let at = offset + 2;
  while (at + 2 <= end) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) {
      return { tag, start: offset, contentStart: offset + 2, contentEnd: at, end: at + 2 };
    }
    at = readElement(bytes, at, end, what, depth + 1).end;
  }
  throw new CertificateError(`${what} at byte ${offset} has an indefinite length and no end`);
}
