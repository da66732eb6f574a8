#include "oaep.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <string.h>

#include "allocation.h"

static const char *const hashNames[] = {
    [OAEP_SHA512] = "SHA512",
    [OAEP_SHA256] = "SHA256",
    [OAEP_SHA1] = "SHA1",
};

typedef struct {
  OSSL_PARAM list[4];
} Parameters;

static Parameters parametersOf(OaepProfile profile) {
  char *hash = (char *)hashNames[profile];
  return (Parameters){{OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_PAD_MODE,
                                                        OSSL_PKEY_RSA_PAD_MODE_OAEP, 0),
                       OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, hash, 0),
                       OSSL_PARAM_construct_utf8_string(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST, hash, 0),
                       OSSL_PARAM_construct_end()}};
}

static BOOL decryptWith(EVP_PKEY *key, OaepProfile profile, const BYTE *ciphertext, BYTE *message, SIZE_T *size) {
  Parameters parameters = parametersOf(profile);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
  *size = RSA_BYTES;
  BOOL done = context != NULL && EVP_PKEY_decrypt_init_ex(context, parameters.list) > 0 &&
              EVP_PKEY_decrypt(context, message, size, ciphertext, RSA_BYTES) > 0;
  EVP_PKEY_CTX_free(context);
  return done;
}

OaepOutcome oaepDecrypt(Identity *identity, OaepProfile profile, const BYTE *ciphertext, BYTE message[RSA_BYTES],
                        SIZE_T *size) {
  UINT64 failures = allocationFailures();
  /* A copy: the caller's buffer may change meanwhile. */
  BYTE *copy = allocate(RSA_BYTES);
  EVP_PKEY *key = copy == NULL ? NULL : identityBorrowKey(identity);
  if (copy != NULL) memcpy(copy, ciphertext, RSA_BYTES);
  BOOL done = key != NULL && decryptWith(key, profile, copy, message, size);
  EVP_PKEY_free(key);
  release(copy);
  ERR_clear_error();
  /* Success too: libcrypto shrugs off some failed allocations, and what it then left behind is unknown. */
  if (allocationFailures() != failures) {
    identityRetireKey(identity);
    return OAEP_NO_MEMORY;
  }
  return done ? OAEP_DECRYPTED : OAEP_REFUSED;
}

BOOL oaepEncrypt(EVP_PKEY *key, OaepProfile profile, const BYTE *message, SIZE_T size, BYTE ciphertext[RSA_BYTES]) {
  Parameters parameters = parametersOf(profile);
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
  SIZE_T written = RSA_BYTES;
  BOOL done = context != NULL && EVP_PKEY_encrypt_init_ex(context, parameters.list) > 0 &&
              EVP_PKEY_encrypt(context, ciphertext, &written, message, size) > 0 && written == RSA_BYTES;
  EVP_PKEY_CTX_free(context);
  ERR_clear_error();
  return done;
}
