// What was read as a certificate, in the words of the contract's outcome `certificate`.
import { hash } from 'node:crypto';
import { CertificateError } from './certificate-error.ts';
import { readChain, type Chain } from './chain.ts';
import type { Container } from './container.ts';

export interface CertificateDescription {
  readonly form: 'rsa-2048' | 'other-key' | 'unreadable' | 'empty';
  readonly container?: Container;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
  /** What else than the expected: the other key, why it is unreadable, or that there is padding. */
  readonly what?: string;
  readonly chain?: Chain;
}

/** Certificates are read over and over, and reading one takes longer than all else that is done with it. */
const mostKnown = 64;
const known = new Map<string, CertificateDescription>();

/** {@link readChain} for what an observation says of a certificate: never throws for bytes, whatever they are. */
export function describeCertificate(bytes: Buffer): CertificateDescription {
  const sha256 = hash('sha256', bytes, 'hex');
  let description = known.get(sha256);
  if (description === undefined) {
    if (known.size >= mostKnown) known.clear();
    known.set(sha256, (description = describe(bytes, sha256)));
  }
  return description;
}

function describe(bytes: Buffer, sha256: string): CertificateDescription {
  if (bytes.length === 0) return { form: 'empty', sha256 };
  let chain: Chain;
  try {
    chain = readChain(bytes);
  } catch (thrown) {
    if (!(thrown instanceof CertificateError)) throw thrown;
    return { form: 'unreadable', sha256, what: thrown.message };
  }
  const { form, container } = chain;
  if (chain.form === 'other-key') return { form, container, sha256, what: chain.what, chain };
  if (chain.padding === 0) return { form, container, sha256, chain };
  return { form, container, sha256, what: `${chain.padding} zero bytes follow the chain`, chain };
}
