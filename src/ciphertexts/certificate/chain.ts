// A driver's certificate chain, and the public key that session keys are encrypted with: that of the leaf.
import { X509Certificate, type KeyObject } from 'node:crypto';
import { CertificateError } from './certificate-error.ts';
import { openContainer, type Container } from './container.ts';
import { findLeaf } from './leaf.ts';

interface AnyChain {
  readonly container: Container;
  /** In the order of the container. */
  readonly certificates: readonly X509Certificate[];
  readonly leaf: X509Certificate;
  /** Zero bytes behind the chain, which are tolerated. */
  readonly padding: number;
}

/** A chain whose leaf holds an RSA key with a modulus of 2048 bits, as the exchange needs it. */
export interface RsaChain extends AnyChain {
  readonly form: 'rsa-2048';
  readonly publicKey: KeyObject;
  readonly n: bigint;
  /** n, big-endian, 256 bytes. */
  readonly modulus: Buffer;
  readonly modulusBits: 2048;
  readonly exponent: bigint;
}

/** A chain whose leaf holds another key. */
export interface OtherKeyChain extends AnyChain {
  readonly form: 'other-key';
  /** The key in words, e.g. `an RSA key of 1024 bits`. */
  readonly what: string;
}

export type Chain = RsaChain | OtherKeyChain;

/**
 * Reads a chain in any of the containers of {@link Container}. Neither signatures nor validity are looked at: the keys
 * that drivers are tested with have no root of Microsoft's, and no clock is asked.
 * @throws CertificateError where there is no chain in the bytes
 */
export function readChain(bytes: Buffer): Chain {
  const { container, certificates: encoded, padding } = openContainer(bytes);
  const certificates = encoded.map((der, index) => {
    try {
      return new X509Certificate(der);
    } catch {
      // The reason that OpenSSL gives differs from version to version, and reports must not.
      throw new CertificateError(`certificate ${index + 1} of ${encoded.length} is not X.509`);
    }
  });
  const leaf = findLeaf(certificates);
  const chain: AnyChain = { container, certificates, leaf, padding };
  let publicKey: KeyObject;
  try {
    publicKey = leaf.publicKey;
  } catch {
    return { ...chain, form: 'other-key', what: 'a key of an unknown kind' };
  }
  return withKey(chain, publicKey);
}

function withKey(chain: AnyChain, publicKey: KeyObject): Chain {
  const other = (what: string): Chain => ({ ...chain, form: 'other-key', what });
  const kind = publicKey.asymmetricKeyType;
  const { modulusLength, publicExponent: exponent, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (kind !== 'rsa' || modulusLength === undefined || exponent === undefined) {
    return other(
      `a key of the kind ${kind ?? 'unknown'}${namedCurve === undefined ? '' : ` (${namedCurve})`}`,
    );
  }
  if (modulusLength !== 2048) return other(`an RSA key of ${modulusLength} bits`);
  const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
  const n = BigInt(`0x${modulus.toString('hex')}`);
  if (n % 2n === 0n) return other('an RSA key with an even modulus');
  // RFC 8017, 3.1: e is odd (prime to λ(n)) and lies between 3 and n - 1. With another one nothing could be decrypted.
  if (exponent < 3n || exponent >= n || exponent % 2n === 0n)
    return other('an RSA key with an exponent that is none');
  return { ...chain, form: 'rsa-2048', publicKey, n, modulus, modulusBits: 2048, exponent };
}
