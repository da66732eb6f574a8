#include "symmetric.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "allocation.h"

/* Why an operation that began at `failures` failed, if it did. */
static HRESULT outcome(BOOL done, UINT64 failures) {
  if (!done) ERR_clear_error();
  if (allocationFailures() != failures) return E_OUTOFMEMORY;
  return done ? S_OK : E_FAIL;
}

HRESULT symmetricOpen(SymmetricAlgorithms *algorithms) {
  UINT64 failures = allocationFailures();
  algorithms->aesEcb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
  algorithms->aesCtr = EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL);
  algorithms->cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
  return outcome(algorithms->aesEcb != NULL && algorithms->aesCtr != NULL && algorithms->cmac != NULL, failures);
}

void symmetricClose(SymmetricAlgorithms *algorithms) {
  EVP_CIPHER_free(algorithms->aesEcb);
  EVP_CIPHER_free(algorithms->aesCtr);
  EVP_MAC_free(algorithms->cmac);
}

static HRESULT cipher(const EVP_CIPHER *algorithm, int encrypt, const BYTE *key, const BYTE *iv, const BYTE *in,
                      BYTE *out, SIZE_T size) {
  UINT64 failures = allocationFailures();
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  int written = 0;
  BOOL done = context != NULL && size <= INT_MAX &&
              EVP_CipherInit_ex2(context, algorithm, key, iv, encrypt, NULL) &&
              EVP_CIPHER_CTX_set_padding(context, 0) &&
              (size == 0 || EVP_CipherUpdate(context, out, &written, in, (int)size)) && (SIZE_T)written == size;
  EVP_CIPHER_CTX_free(context);
  return outcome(done, failures);
}

HRESULT aesEncryptBlock(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE in[16], BYTE out[16]) {
  return cipher(algorithms->aesEcb, 1, key, NULL, in, out, AES_KEY_BYTES);
}

HRESULT aesDecryptBlock(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE in[16], BYTE out[16]) {
  return cipher(algorithms->aesEcb, 0, key, NULL, in, out, AES_KEY_BYTES);
}

HRESULT aesCtr(const SymmetricAlgorithms *algorithms, const BYTE key[16], const BYTE iv[16], const BYTE *in,
               BYTE *out, SIZE_T size) {
  return cipher(algorithms->aesCtr, 1, key, iv, in, out, size);
}

HRESULT aesCmac(const SymmetricAlgorithms *algorithms, const BYTE key[16], const void *data, SIZE_T size,
                BYTE mac[16]) {
  UINT64 failures = allocationFailures();
  EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithms->cmac);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)"AES-128-CBC", 0), OSSL_PARAM_construct_end()};
  SIZE_T written = 0;
  BOOL done = context != NULL && EVP_MAC_init(context, key, AES_KEY_BYTES, parameters) &&
              EVP_MAC_update(context, data, size) && EVP_MAC_final(context, mac, &written, 16) && written == 16;
  EVP_MAC_CTX_free(context);
  return outcome(done, failures);
}

HRESULT randomBytes(void *bytes, SIZE_T size) {
  UINT64 failures = allocationFailures();
  return outcome(RAND_priv_bytes_ex(NULL, bytes, size, 0) == 1, failures);
}
