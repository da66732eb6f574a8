/*
 * Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of
 * OPM. Prints TAP; the exit status is 1 where a vector failed. `decrypt` gives
 * the plaintext of a block. Put your own decoder there.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vectors.h"

enum { BLOCK_SIZE = 256, KEY_SIZE = 16, OPM_FIELDS_SIZE = 40 };

/* What a driver sets; the sequence numbers are OPM's. */
struct outcome {
  uint8_t key[KEY_SIZE];
  uint32_t status_sequence;
  uint32_t command_sequence;
};

static EVP_PKEY *read_key(const char *pem) {
  BIO *bio = BIO_new_mem_buf(pem, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
  BIO_free(bio);
  if (key == NULL) {
    fputs("a private key of the vectors cannot be read\n", stderr);
    exit(EXIT_FAILURE);
  }
  return key;
}

/* The plaintext of a block: its length, or -1 where it is refused. */
static int decrypt(EVP_PKEY *key, const struct vector *vector,
                   const uint8_t block[BLOCK_SIZE],
                   uint8_t message[BLOCK_SIZE]) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  size_t length = BLOCK_SIZE;
  bool done =
      context != NULL && EVP_PKEY_decrypt_init(context) > 0 &&
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
      EVP_PKEY_CTX_set_rsa_oaep_md_name(context, vector->hash, NULL) > 0 &&
      EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, vector->mgf_hash, NULL) > 0 &&
      EVP_PKEY_decrypt(context, message, &length, block, BLOCK_SIZE) > 0;
  EVP_PKEY_CTX_free(context);
  return done ? (int)length : -1;
}

static void from_hex(uint8_t *bytes, const char *text, size_t length) {
  for (size_t at = 0; at < length; at++) {
    char digits[3] = {text[2 * at], text[2 * at + 1], '\0'};
    bytes[at] = (uint8_t)strtoul(digits, NULL, 16);
  }
}

static uint32_t little_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
         (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* What a driver sets, or false where it refuses the block. */
static bool negotiate(EVP_PKEY *key, const struct vector *vector,
                      struct outcome *outcome) {
  uint8_t message[BLOCK_SIZE];
  memset(outcome, 0, sizeof *outcome);
  if (vector->data_size != BLOCK_SIZE || vector->data_length != BLOCK_SIZE) {
    return false;
  }
  int length = decrypt(key, vector, vector->data, message);
  if (vector->kind == VECTOR_SESSION) {
    if (length != KEY_SIZE) {
      return false;
    }
    memcpy(outcome->key, message, KEY_SIZE);
    return true;
  }
  uint8_t random[KEY_SIZE];
  from_hex(random, vector->random, KEY_SIZE);
  if (length < OPM_FIELDS_SIZE || memcmp(message, random, KEY_SIZE) != 0) {
    return false;
  }
  memcpy(outcome->key, message + KEY_SIZE, KEY_SIZE);
  outcome->status_sequence = little_endian(message + 32);
  outcome->command_sequence = little_endian(message + 36);
  return true;
}

static bool is_right_key(const struct vector *vector,
                         const uint8_t key[KEY_SIZE]) {
  size_t length = strlen(vector->keys);
  for (size_t at = 0; at + 2 * KEY_SIZE <= length; at += 2 * KEY_SIZE + 1) {
    uint8_t right[KEY_SIZE];
    from_hex(right, vector->keys + at, KEY_SIZE);
    if (memcmp(right, key, KEY_SIZE) == 0) {
      return true;
    }
  }
  return length == 0;
}

/* What is wrong, or NULL. */
static const char *problem(EVP_PKEY *key, const struct vector *vector) {
  struct outcome got;
  if (!negotiate(key, vector, &got)) {
    return vector->result == VECTOR_VALID ? "refused" : NULL;
  }
  if (vector->result == VECTOR_INVALID) {
    return "accepted";
  }
  if (!is_right_key(vector, got.key)) {
    return "another key";
  }
  if (got.status_sequence != vector->status_sequence ||
      got.command_sequence != vector->command_sequence) {
    return "other sequence numbers";
  }
  return NULL;
}

int main(void) {
  EVP_PKEY **keys = calloc(vector_key_count, sizeof *keys);
  if (keys == NULL) {
    return EXIT_FAILURE;
  }
  for (size_t at = 0; at < vector_key_count; at++) {
    keys[at] = read_key(vector_keys[at].pem);
  }
  size_t failed = 0;
  printf("1..%zu\n", vector_count);
  for (size_t at = 0; at < vector_count; at++) {
    const struct vector *vector = &vectors[at];
    const char *what = problem(keys[vector->key], vector);
    if (what == NULL) {
      printf("ok %zu - %s\n", at + 1, vector->id);
      continue;
    }
    failed++;
    printf("not ok %zu - %s: %s: %s\n", at + 1, vector->id, what,
           vector->comment);
  }
  for (size_t at = 0; at < vector_key_count; at++) {
    EVP_PKEY_free(keys[at]);
  }
  free(keys);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
