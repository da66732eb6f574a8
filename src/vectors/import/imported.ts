// A vector of somebody else's, whatever file it came from.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { OaepParameters } from '../../ciphertexts/open/other-encodings.ts';

export interface ImportedVector {
  /** Where it stands: the file, and what the file calls it. */
  readonly id: string;
  readonly comment: string;
  /** What the file says of it. */
  readonly result: string;
  readonly keyBits: number;
  /** Absent where the numbers are no key that OpenSSL takes. */
  readonly key: KeyObject | undefined;
  readonly parameters: OaepParameters;
  /** The message that was encrypted, also where a defect was applied to the block. */
  readonly msg: Buffer;
  readonly ct: Buffer;
}

/** Numbers of a key, in base64url. */
export interface JwkNumbers {
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

/** A private key from its numbers; undefined where they are none. */
export function privateKeyFromJwk(numbers: JwkNumbers): KeyObject | undefined {
  try {
    return createPrivateKey({ key: { kty: 'RSA', ...numbers }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
