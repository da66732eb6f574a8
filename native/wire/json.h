/* A strict RFC 8259 reader for one line of the wire: no allocation, strings decoded in place. */
#ifndef KEXCTS_WIRE_JSON_H
#define KEXCTS_WIRE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_MAX_NODES 1024u
#define JSON_MAX_DEPTH 32u

typedef enum JsonType { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonType;

/* Text of numbers and strings lies in the caller's line; a string's is decoded, and may hold NUL. */
typedef struct JsonNode {
    JsonType type;
    const char *text;
    size_t length;
    const char *key; /* NULL outside of objects */
    size_t keyLength;
    uint32_t firstChild; /* index, 0 where there is none */
    uint32_t next;       /* next sibling, 0 where there is none */
} JsonNode;

typedef struct JsonDocument {
    JsonNode nodes[JSON_MAX_NODES];
    uint32_t count;
    const char *error; /* what was expected, where jsonParse returned false */
    size_t errorOffset;
} JsonDocument;

/* Parses exactly one value; `line` is overwritten by decoded strings. The root is nodes[0]. */
bool jsonParse(JsonDocument *document, char *line, size_t length);

/* The member named `name` (the last one where a name comes twice), or NULL. */
const JsonNode *jsonMember(const JsonDocument *document, const JsonNode *object, const char *name);

const JsonNode *jsonFirstChild(const JsonDocument *document, const JsonNode *node);
const JsonNode *jsonNext(const JsonDocument *document, const JsonNode *node);

bool jsonTextEquals(const JsonNode *node, const char *text);

/* An integer without fraction or exponent that fits; false otherwise. */
bool jsonUint64(const JsonNode *node, uint64_t *value);
bool jsonUint32(const JsonNode *node, uint32_t *value);

/* Length of the well-formed UTF-8 sequence at `text` (RFC 3629), or 0. */
size_t utf8SequenceLength(const char *text, size_t available);

#endif
