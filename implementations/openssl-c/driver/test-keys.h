/* Fixed RSA-2048 keys: for tests alone, known to everybody. */
#ifndef OPENSSL_C_DRIVER_TEST_KEYS_H
#define OPENSSL_C_DRIVER_TEST_KEYS_H

#include <openssl/evp.h>

typedef enum {
  TEST_KEY_ROOT,
  TEST_KEY_INTERMEDIATE,
  TEST_KEY_SESSION,
  TEST_KEY_OPM,
  TEST_KEY_CHANNEL,
} TestKey;

/* The key, owned by the caller; NULL where memory ran out. */
EVP_PKEY *testKeyLoad(TestKey which);

#endif
