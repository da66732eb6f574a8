/*
 * A strict JSON reader (RFC 8259) for one text at a time: valid UTF-8, no trailing commas, no comments, no lone
 * surrogates. It works in the text's own memory: strings are decoded in place, and values point into it.
 */
#ifndef OPENSSL_C_HOST_JSON_H
#define OPENSSL_C_HOST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;

typedef struct JsonValue {
  JsonKind kind;
  const char *text; /* a string's UTF-8 or a number as written; not ended by a zero */
  size_t length;    /* bytes of text */
  const char *name; /* of a member of an object, else NULL */
  size_t nameLength;
  struct JsonValue *first; /* of an array or object */
  struct JsonValue *next;  /* sibling */
} JsonValue;

/* Memory of the values of one text, kept and reused from text to text. Starts as all zeros. */
typedef struct {
  struct JsonBlock *blocks;
} JsonMemory;

/* Nesting deeper than this is refused. */
#define JSON_DEPTH_MAX 64

/*
 * Parses `length` bytes, which it changes. NULL where it is no JSON text or memory ran out; *problem (static) says
 * what was wrong and *at where. Values hold until the next jsonParse or jsonForget with the same memory.
 */
const JsonValue *jsonParse(JsonMemory *memory, char *text, size_t length, const char **problem, size_t *at);

void jsonForget(JsonMemory *memory);

/* The member of that name, the last where there are several; NULL where there is none or `object` is no object. */
const JsonValue *jsonMember(const JsonValue *object, const char *name);

bool jsonIsText(const JsonValue *value, const char *text);

/* Reads a number that is an integer in [low, high]; 1e3 and 1.0 count as integers. */
bool jsonInteger(const JsonValue *value, int64_t low, int64_t high, int64_t *result);

#endif
