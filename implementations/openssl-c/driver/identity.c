#include "identity.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <string.h>

#include "allocation.h"
#include "oaep.h"

struct Identity {
  atomic_uint references;
  EVP_PKEY *pristine; /* no operation is done with it, so no failure can spoil it */
  EVP_PKEY *working;  /* a copy of it; NULL after a failure */
  CRYPTO_RWLOCK *lock; /* of working */
  BYTE *certificate;
  UINT certificateSize;
};

/* Encrypts a message for the key and has it decrypted. */
static BOOL proves(Identity *identity, OaepProfile profile) {
  BYTE message[16] = {1, 2, 3}, ciphertext[RSA_BYTES], decrypted[RSA_BYTES];
  SIZE_T size = 0;
  return oaepEncrypt(identity->pristine, profile, message, sizeof message, ciphertext) &&
         oaepDecrypt(identity, profile, ciphertext, decrypted, &size) == OAEP_DECRYPTED &&
         size == sizeof message && memcmp(message, decrypted, size) == 0;
}

Identity *identityCreate(const CertificateAuthority *authority, EVP_PKEY *key, const char *name,
                         const DriverOptions *options) {
  Identity *identity = allocateZeroed(sizeof *identity);
  if (identity == NULL) return NULL;
  atomic_init(&identity->references, 1);
  identity->lock = CRYPTO_THREAD_lock_new();
  identity->certificate =
      certificateIssue(authority, key, name, options->container, &identity->certificateSize);
  if (EVP_PKEY_up_ref(key)) identity->pristine = key;
  if (identity->lock != NULL && identity->certificate != NULL && identity->pristine != NULL &&
      proves(identity, options->profile)) {
    EVP_PKEY_free(key);
    return identity;
  }
  identityRelease(identity);
  return NULL;
}

Identity *identityShare(Identity *identity) {
  atomic_fetch_add_explicit(&identity->references, 1, memory_order_relaxed);
  return identity;
}

void identityRelease(Identity *identity) {
  if (identity == NULL || atomic_fetch_sub_explicit(&identity->references, 1, memory_order_acq_rel) != 1) return;
  EVP_PKEY_free(identity->working);
  EVP_PKEY_free(identity->pristine);
  CRYPTO_THREAD_lock_free(identity->lock);
  release(identity->certificate);
  release(identity);
}

const BYTE *identityCertificate(const Identity *identity, UINT *size) {
  *size = identity->certificateSize;
  return identity->certificate;
}

EVP_PKEY *identityBorrowKey(Identity *identity) {
  if (!CRYPTO_THREAD_write_lock(identity->lock)) return NULL;
  if (identity->working == NULL) identity->working = EVP_PKEY_dup(identity->pristine);
  EVP_PKEY *key = identity->working;
  if (key != NULL && !EVP_PKEY_up_ref(key)) key = NULL;
  CRYPTO_THREAD_unlock(identity->lock);
  return key;
}

void identityRetireKey(Identity *identity) {
  if (!CRYPTO_THREAD_write_lock(identity->lock)) return;
  EVP_PKEY_free(identity->working);
  identity->working = NULL;
  CRYPTO_THREAD_unlock(identity->lock);
}
