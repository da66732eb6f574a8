#include "json-writer.h"

#include <stdio.h>
#include <string.h>

#include "json.h"

static void put(JsonWriter *writer, const char *text, size_t length)
{
    if (writer->overflow || length > writer->capacity - writer->length) {
        writer->overflow = true;
        return;
    }
    memcpy(writer->buffer + writer->length, text, length);
    writer->length += length;
}

/* A comma is due unless the value comes first in its container, after its key, or alone. */
static void separate(JsonWriter *writer)
{
    if (writer->length == 0) return;
    char last = writer->buffer[writer->length - 1];
    if (last != '{' && last != '[' && last != ':') put(writer, ",", 1);
}

void jsonBeginObject(JsonWriter *writer)
{
    separate(writer);
    put(writer, "{", 1);
}

void jsonEndObject(JsonWriter *writer)
{
    put(writer, "}", 1);
}

void jsonBeginArray(JsonWriter *writer)
{
    separate(writer);
    put(writer, "[", 1);
}

void jsonEndArray(JsonWriter *writer)
{
    put(writer, "]", 1);
}

void jsonKey(JsonWriter *writer, const char *name)
{
    jsonString(writer, name);
    put(writer, ":", 1);
}

void jsonStringBytes(JsonWriter *writer, const char *text, size_t length)
{
    separate(writer);
    put(writer, "\"", 1);
    for (size_t i = 0; i < length;) {
        size_t n = utf8SequenceLength(text + i, length - i);
        unsigned char c = (unsigned char)text[i];
        if (n == 0) {
            put(writer, "\xEF\xBF\xBD", 3);
            i++;
        } else if (c == '"' || c == '\\') {
            put(writer, "\\", 1);
            put(writer, text + i++, 1);
        } else if (c < 0x20 || c == 0x7F) {
            char escape[7];
            snprintf(escape, sizeof escape, "\\u%04x", c);
            put(writer, escape, 6);
            i++;
        } else {
            put(writer, text + i, n);
            i += n;
        }
    }
    put(writer, "\"", 1);
}

void jsonString(JsonWriter *writer, const char *text)
{
    jsonStringBytes(writer, text, strlen(text));
}

void jsonRaw(JsonWriter *writer, const char *text, size_t length)
{
    separate(writer);
    put(writer, text, length);
}

void jsonUint(JsonWriter *writer, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    jsonRaw(writer, digits + at, sizeof digits - at);
}

void jsonInt(JsonWriter *writer, int64_t value)
{
    if (value >= 0) {
        jsonUint(writer, (uint64_t)value);
        return;
    }
    separate(writer);
    put(writer, "-", 1);
    /* No comma after the sign: digits follow as they are. */
    JsonWriter digits = {.buffer = (char[20]){0}, .capacity = 20};
    jsonUint(&digits, 0u - (uint64_t)value);
    put(writer, digits.buffer, digits.length);
}

void jsonBool(JsonWriter *writer, bool value)
{
    jsonRaw(writer, value ? "true" : "false", value ? 4 : 5);
}

void jsonNull(JsonWriter *writer)
{
    jsonRaw(writer, "null", 4);
}

void jsonHex(JsonWriter *writer, const void *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;
    separate(writer);
    put(writer, "\"", 1);
    if (writer->overflow || size > (writer->capacity - writer->length) / 2) {
        writer->overflow = true;
        return;
    }
    char *out = writer->buffer + writer->length;
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[at[i] >> 4];
        out[2 * i + 1] = digits[at[i] & 15];
    }
    writer->length += 2 * size;
    put(writer, "\"", 1);
}
