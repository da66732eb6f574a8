#include "json-writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void writerClear(JsonWriter *writer) {
  writer->length = 0;
  writer->failed = false;
}

void writerFree(JsonWriter *writer) {
  free(writer->text);
  *writer = (JsonWriter){0};
}

/* Room for `size` more bytes, or NULL. */
static char *reserve(JsonWriter *writer, size_t size) {
  if (writer->failed) return NULL;
  if (writer->capacity - writer->length < size) {
    size_t capacity = (writer->length + size) * 2 + 256;
    char *text = realloc(writer->text, capacity);
    if (text == NULL) {
      writer->failed = true;
      return NULL;
    }
    writer->text = text;
    writer->capacity = capacity;
  }
  char *room = writer->text + writer->length;
  writer->length += size;
  return room;
}

static void append(JsonWriter *writer, const char *text, size_t length) {
  char *room = reserve(writer, length);
  if (room != NULL) memcpy(room, text, length);
}

void writeRaw(JsonWriter *writer, const char *text) {
  append(writer, text, strlen(text));
}

static void begin(JsonWriter *writer, const char *name) {
  if (writer->length > 0 && strchr("{[", writer->text[writer->length - 1]) == NULL) append(writer, ",", 1);
  if (name == NULL) return;
  append(writer, "\"", 1);
  writeRaw(writer, name);
  append(writer, "\":", 2);
}

void writeStringOf(JsonWriter *writer, const char *name, const char *text, size_t length) {
  begin(writer, name);
  append(writer, "\"", 1);
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '"' || c == '\\') {
      append(writer, "\\", 1);
      append(writer, &text[i], 1);
    } else if (c < 0x20) {
      char escape[8];
      append(writer, escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", c));
    } else {
      append(writer, &text[i], 1);
    }
  }
  append(writer, "\"", 1);
}

void writeString(JsonWriter *writer, const char *name, const char *text) {
  writeStringOf(writer, name, text, strlen(text));
}

void writeInteger(JsonWriter *writer, const char *name, int64_t number) {
  char text[32];
  begin(writer, name);
  append(writer, text, (size_t)snprintf(text, sizeof text, "%" PRId64, number));
}

void writeTrue(JsonWriter *writer, const char *name) {
  begin(writer, name);
  append(writer, "true", 4);
}

void writeNull(JsonWriter *writer, const char *name) {
  begin(writer, name);
  append(writer, "null", 4);
}

void writeHex(JsonWriter *writer, const char *name, const void *bytes, size_t size) {
  static const char digits[] = "0123456789abcdef";
  begin(writer, name);
  append(writer, "\"", 1);
  char *room = reserve(writer, size * 2);
  const unsigned char *byte = bytes;
  for (size_t i = 0; room != NULL && i < size; i++) {
    room[2 * i] = digits[byte[i] >> 4];
    room[2 * i + 1] = digits[byte[i] & 15];
  }
  append(writer, "\"", 1);
}

void writeJson(JsonWriter *writer, const char *name, const char *json, size_t length) {
  begin(writer, name);
  append(writer, json, length);
}

void writeObject(JsonWriter *writer, const char *name) {
  begin(writer, name);
  append(writer, "{", 1);
}

void writeArray(JsonWriter *writer, const char *name) {
  begin(writer, name);
  append(writer, "[", 1);
}
