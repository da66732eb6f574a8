// The certificate chain that GetCertificate returns, in the container asked for (the container is open, A36).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueCertificate } from './certificate-issue.ts';
import { integer, objectIdentifier, sequence, set, tagged } from './der.ts';
import { keyFolder, type DriverKey } from './keys.ts';

export const containers = ['pkcs7', 'der', 'concatenated'] as const;
/**
 * - `pkcs7`: a SignedData without signers (RFC 2315), which holds the chain;
 * - `der`: the leaf certificate alone;
 * - `concatenated`: the certificates one behind the other, leaf first.
 */
export type Container = (typeof containers)[number];

export const chainLengths = [2, 3, 4] as const;
export type ChainLength = (typeof chainLengths)[number];

interface CertificateFile {
  readonly authorities: Readonly<Record<string, string>>;
  readonly leaves: Readonly<Record<string, string>>;
}

const authoritiesAbove: Readonly<Record<ChainLength, readonly string[]>> = {
  2: ['issuingSelfSigned'],
  3: ['issuingUnderRoot', 'root'],
  4: ['issuingUnderIntermediate', 'intermediateUnderRoot', 'root'],
};

let file: CertificateFile | undefined;
function certificateFile(): CertificateFile {
  file ??= JSON.parse(readFileSync(join(keyFolder, 'test-certificates.json'), 'utf8')) as CertificateFile;
  return file;
}

function authority(name: string): Buffer {
  return Buffer.from(certificateFile().authorities[name] ?? '', 'base64');
}

const leaves = new Map<string, Buffer>();

/** DER of the leaf certificate of a key; keys from outside of the pool get one issued. */
export function leafCertificate(key: DriverKey): Buffer {
  let leaf = leaves.get(key.name);
  if (leaf === undefined) {
    const issued = certificateFile().leaves[key.name];
    leaf = issued === undefined ? issueCertificate(key) : Buffer.from(issued, 'base64');
    leaves.set(key.name, leaf);
  }
  return leaf;
}

function degenerateSignedData(certificates: readonly Buffer[]): Buffer {
  const data = sequence(objectIdentifier('1.2.840.113549.1.7.1'));
  // DER orders a SET OF by its elements' bytes (X.690, 11.6), so the leaf may stand anywhere.
  const ordered = certificates.toSorted((a, b) => Buffer.compare(a, b));
  const signedData = sequence(integer(Buffer.of(1)), set(), data, tagged(0xa0, ...ordered), set());
  return sequence(objectIdentifier('1.2.840.113549.1.7.2'), tagged(0xa0, signedData));
}

const chains = new Map<string, Buffer>();

/** The certificates of a chain, leaf first. */
export function chainOf(key: DriverKey, length: ChainLength): readonly Buffer[] {
  return [leafCertificate(key), ...authoritiesAbove[length].map(authority)];
}

/** The bytes that GetCertificate returns for a key. To be read only: they are shared. */
export function certificateChain(key: DriverKey, container: Container, length: ChainLength): Buffer {
  const name = `${key.name} ${container} ${length}`;
  let chain = chains.get(name);
  if (chain === undefined) {
    const certificates = chainOf(key, length);
    chain =
      container === 'pkcs7'
        ? degenerateSignedData(certificates)
        : container === 'concatenated'
          ? Buffer.concat(certificates)
          : leafCertificate(key);
    chains.set(name, chain);
  }
  return chain;
}
