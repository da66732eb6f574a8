/* An RSA-2048 key pair and the certificate chain issued for it: what a caller encrypts for, and what decrypts it. */
#ifndef OPENSSL_C_DRIVER_IDENTITY_H
#define OPENSSL_C_DRIVER_IDENTITY_H

#include <openssl/evp.h>

#include "certificate.h"

/* Shared and counted: threads may use one while another replaces it in the adapter. Never changes once created. */
typedef struct Identity Identity;

/*
 * Takes a certificate for `key` (whose reference it keeps on success alone) and tries the key once, so that later
 * operations find libcrypto's lazily made state in place. NULL where memory ran out or the key does not decrypt.
 */
Identity *identityCreate(const CertificateAuthority *authority, EVP_PKEY *key, const char *name,
                         const DriverOptions *options);

Identity *identityShare(Identity *identity);
void identityRelease(Identity *identity); /* NULL is allowed */

const BYTE *identityCertificate(const Identity *identity, UINT *size);

/*
 * The private key to decrypt with; the caller frees its reference. NULL where memory ran out.
 * After an allocation failed inside an operation with it, identityRetireKey makes the next caller get a fresh copy:
 * libcrypto leaves a blinding pair half updated there, and every later result with it is wrong.
 */
EVP_PKEY *identityBorrowKey(Identity *identity);
void identityRetireKey(Identity *identity);

#endif
