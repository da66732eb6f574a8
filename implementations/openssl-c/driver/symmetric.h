/* AES-128 as the interface uses it, and random bytes. All answer S_OK, E_OUTOFMEMORY, or E_FAIL where libcrypto fails. */
#ifndef OPENSSL_C_DRIVER_SYMMETRIC_H
#define OPENSSL_C_DRIVER_SYMMETRIC_H

#include <openssl/evp.h>

#include "ddi.h"

#define AES_KEY_BYTES 16u

/* Algorithms fetched once, so that no call pays for finding them. */
typedef struct {
  EVP_CIPHER *aesEcb;
  EVP_CIPHER *aesCtr;
  EVP_MAC *cmac;
} SymmetricAlgorithms;

HRESULT symmetricOpen(SymmetricAlgorithms *algorithms);
void symmetricClose(SymmetricAlgorithms *algorithms);

/* One block under AES-ECB: how keys travel under the session key. */
HRESULT aesEncryptBlock(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE in[16], BYTE out[16]);
HRESULT aesDecryptBlock(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE in[16], BYTE out[16]);

/* AES-CTR from the counter block `iv` on; encryption and decryption are the same. */
HRESULT aesCtr(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE iv[16], const BYTE *in,
               BYTE *out, SIZE_T size);

/* AES-CMAC (RFC 4493), which the interface calls OMAC. */
HRESULT aesCmac(const SymmetricAlgorithms *algorithms, const BYTE key[16], const void *data, SIZE_T size,
                BYTE mac[16]);

/* Bytes for keys and nonces. */
HRESULT randomBytes(void *bytes, SIZE_T size);

#endif
