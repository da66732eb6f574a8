/* The test vectors; vectors.c holds them. Keys are hexadecimal. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stddef.h>
#include <stdint.h>

enum vector_kind { VECTOR_SESSION, VECTOR_OPM };

enum vector_result { VECTOR_VALID, VECTOR_INVALID, VECTOR_ACCEPTABLE };

struct vector_key {
  const char *name;
  const char *pem;
};

struct vector {
  const char *id;
  const char *comment;
  enum vector_kind kind;
  enum vector_result result;
  size_t key; /* its place in vector_keys */
  const char *hash;
  const char *mgf_hash;
  uint32_t data_size;  /* what the caller says, in bytes */
  const uint8_t *data; /* the bytes that are given; NULL where there are none */
  size_t data_length;
  const char *keys;   /* right ones, with blanks between them; none: any */
  const char *random; /* OPM: of the protected output */
  uint32_t status_sequence;
  uint32_t command_sequence;
};

extern const struct vector_key vector_keys[];
extern const size_t vector_key_count;
extern const struct vector vectors[];
extern const size_t vector_count;

#endif
