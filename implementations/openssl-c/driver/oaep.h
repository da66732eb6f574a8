/* RSAES-OAEP (RFC 8017, section 7.1) with RSA-2048, empty label, one hash for OAEP and MGF1. */
#ifndef OPENSSL_C_DRIVER_OAEP_H
#define OPENSSL_C_DRIVER_OAEP_H

#include "identity.h"

#define RSA_BYTES 256u

/* OAEP_REFUSED stands for every reason why a ciphertext is not accepted; the reasons are not told apart. */
typedef enum { OAEP_DECRYPTED, OAEP_REFUSED, OAEP_NO_MEMORY } OaepOutcome;

/*
 * Decrypts RSA_BYTES bytes, which it reads once, with the identity's private key. On OAEP_DECRYPTED the first *size
 * bytes of message are the message. The caller wipes message whatever the outcome.
 */
OaepOutcome oaepDecrypt(Identity *identity, OaepProfile profile, const BYTE *ciphertext, BYTE message[RSA_BYTES],
                        SIZE_T *size);

/* Encrypts `size` bytes for a key; 0 where it cannot. */
BOOL oaepEncrypt(EVP_PKEY *key, OaepProfile profile, const BYTE *message, SIZE_T size, BYTE ciphertext[RSA_BYTES]);

#endif
