// Lengths in bytes that the DDI's documents fix.

/** A session key, which is one of AES-128, and a random number that is combined with it. */
export const sessionKeyBytes = 16;

/** A ciphertext under RSA-2048: k of RFC 8017. */
export const modulusLength = 256;
