// A block as a well-behaved caller makes it: RSAES-OAEP with SHA-512, MGF1-SHA-512 and the empty label
// (profile opm-sha512).
import { constants, publicEncrypt, type X509Certificate } from 'node:crypto';

/** Bytes of the block (RSA-2048). */
export const blockBytes = 256;

/** The message encrypted for the key of a certificate. Its seed is random, as a caller's is. */
export function validBlock(leaf: X509Certificate, message: Uint8Array): Buffer {
  return publicEncrypt(
    { key: leaf.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512' },
    message,
  );
}
