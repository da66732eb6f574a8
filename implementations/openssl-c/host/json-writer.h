/* Writes one JSON text into memory that grows; commas come of themselves. */
#ifndef OPENSSL_C_HOST_JSON_WRITER_H
#define OPENSSL_C_HOST_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  char *text;
  size_t length;
  size_t capacity;
  bool failed; /* memory ran out: the text is of no use */
} JsonWriter;

void writerClear(JsonWriter *writer);
void writerFree(JsonWriter *writer);

/* Brackets and line end, as they are. */
void writeRaw(JsonWriter *writer, const char *text);

/* Names are identifiers of ours and are not escaped; NULL: an element of an array. */
void writeStringOf(JsonWriter *writer, const char *name, const char *text, size_t length); /* UTF-8 */
void writeString(JsonWriter *writer, const char *name, const char *text);
void writeInteger(JsonWriter *writer, const char *name, int64_t number);
void writeTrue(JsonWriter *writer, const char *name);
void writeNull(JsonWriter *writer, const char *name);
void writeHex(JsonWriter *writer, const char *name, const void *bytes, size_t size); /* lower case */

/* A value that is JSON already. */
void writeJson(JsonWriter *writer, const char *name, const char *json, size_t length);

void writeObject(JsonWriter *writer, const char *name); /* opens; writeRaw(writer, "}") closes */
void writeArray(JsonWriter *writer, const char *name);

#endif
