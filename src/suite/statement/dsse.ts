// Dead Simple Signing Envelope, version 1.0.2 of its protocol: what is signed, and how it is packed.
import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { reasonOf, SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';

export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly {
    /** SHA-256 of the public key (SPKI, DER), hexadecimal. A hint, not signed. */
    readonly keyid?: string;
    /** Base64, 64 bytes. */
    readonly sig: string;
  }[];
}

/** PAE: the bytes that are signed. */
export function preAuthenticationEncoding(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), body]);
}

/** SHA-256 of a public key (SPKI, DER), hexadecimal. */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Signs a payload with Ed25519 (RFC 8032): the same payload and key give the same bytes. */
export function seal(
  payloadType: string,
  body: Uint8Array,
  key: { privateKey: KeyObject; publicKey: KeyObject },
): Envelope {
  const sig = sign(null, preAuthenticationEncoding(payloadType, body), key.privateKey);
  return {
    payloadType,
    payload: Buffer.from(body).toString('base64'),
    signatures: [{ keyid: keyIdOf(key.publicKey), sig: sig.toString('base64') }],
  };
}

/** Whether one of the signatures is by that key. */
export function isSignedBy(envelope: Envelope, publicKey: KeyObject): boolean {
  const signed = preAuthenticationEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
  return envelope.signatures.some(({ sig }) => verify(null, signed, publicKey, Buffer.from(sig, 'base64')));
}

/**
 * Reads an envelope.
 * @throws SuiteError `STATEMENT_UNREADABLE`
 */
export function parseEnvelope(path: string, text: string): Envelope {
  const bad = (what: string): SuiteError =>
    new SuiteError(
      'STATEMENT_UNREADABLE',
      `expected a signed statement in ${plainText(path, 500)}; ${plainText(what, 300)}`,
      'give the file that `kexcts statement` wrote',
    );
  let value: Partial<Envelope> | null;
  try {
    value = JSON.parse(text) as Partial<Envelope> | null;
  } catch (error) {
    throw bad(reasonOf(error));
  }
  const { payloadType, payload, signatures } = value ?? {};
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures)) {
    throw bad('"payloadType", "payload" or "signatures" is missing');
  }
  if (!signatures.every((one: unknown) => typeof (one as { sig?: unknown } | null)?.sig === 'string')) {
    throw bad('a signature has no "sig"');
  }
  return { payloadType, payload, signatures: signatures as Envelope['signatures'] };
}
