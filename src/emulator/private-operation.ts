// RSADP (RFC 8017, section 5.1.2), the one slow step: exchangeable, so that many drivers can share its results.
import { constants, privateDecrypt } from 'node:crypto';
import type { DriverKey } from './keys.ts';

/**
 * RSADP: `ciphertext`, as long as the modulus and below it, to the integer of its plaintext, as long as the modulus.
 * The ciphertext is a view valid during the call only; the result may be shared, and nobody writes to it.
 */
export type PrivateOperation = (key: DriverKey, ciphertext: Buffer) => Buffer;

/** RSADP by OpenSSL. */
export const nodePrivateOperation: PrivateOperation = (key, ciphertext) =>
  privateDecrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, ciphertext);
