/* Writes one JSON value into a fixed buffer; what does not fit sets `overflow` and is dropped. */
#ifndef KEXCTS_WIRE_JSON_WRITER_H
#define KEXCTS_WIRE_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct JsonWriter {
    char *buffer;
    size_t capacity;
    size_t length;
    bool overflow;
} JsonWriter;

void jsonBeginObject(JsonWriter *writer);
void jsonEndObject(JsonWriter *writer);
void jsonBeginArray(JsonWriter *writer);
void jsonEndArray(JsonWriter *writer);
void jsonKey(JsonWriter *writer, const char *name);

/* Any bytes: what is no well-formed UTF-8 becomes U+FFFD, controls are escaped. */
void jsonStringBytes(JsonWriter *writer, const char *text, size_t length);
void jsonString(JsonWriter *writer, const char *text);
void jsonUint(JsonWriter *writer, uint64_t value);
void jsonInt(JsonWriter *writer, int64_t value);
void jsonBool(JsonWriter *writer, bool value);
void jsonNull(JsonWriter *writer);
/* A number as it was read, or other text that is JSON already. */
void jsonRaw(JsonWriter *writer, const char *text, size_t length);
/* Lower-case hexadecimal, two digits a byte. */
void jsonHex(JsonWriter *writer, const void *bytes, size_t size);

#endif
