#include "json.h"

#include <string.h>

typedef struct Reader {
    JsonDocument *document;
    char *line;
    size_t length;
    size_t at;
    unsigned depth;
} Reader;

static bool fail(Reader *reader, const char *expected)
{
    if (reader->document->error == NULL) {
        reader->document->error = expected;
        reader->document->errorOffset = reader->at;
    }
    return false;
}

static int peek(const Reader *reader)
{
    return reader->at < reader->length ? (unsigned char)reader->line[reader->at] : -1;
}

static void skipBlanks(Reader *reader)
{
    int c = peek(reader);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        reader->at++;
        c = peek(reader);
    }
}

size_t utf8SequenceLength(const char *text, size_t available)
{
    const unsigned char *s = (const unsigned char *)text;
    if (available == 0) return 0;
    if (s[0] < 0x80) return 1;
    size_t length = s[0] >= 0xC2 && s[0] <= 0xDF ? 2 : s[0] >= 0xE0 && s[0] <= 0xEF ? 3 : s[0] >= 0xF0 && s[0] <= 0xF4 ? 4 : 0;
    if (length == 0 || length > available) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
    }
    if (s[0] == 0xE0 && s[1] < 0xA0) return 0; /* overlong */
    if (s[0] == 0xED && s[1] > 0x9F) return 0; /* surrogates */
    if (s[0] == 0xF0 && s[1] < 0x90) return 0; /* overlong */
    if (s[0] == 0xF4 && s[1] > 0x8F) return 0; /* beyond U+10FFFF */
    return length;
}

static size_t encodeUtf8(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

static bool readHex4(Reader *reader, uint32_t *value)
{
    uint32_t sum = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(reader);
        uint32_t digit;
        if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f') digit = (uint32_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F') digit = (uint32_t)(c - 'A' + 10);
        else return fail(reader, "four hexadecimal digits after \\u");
        sum = sum << 4 | digit;
        reader->at++;
    }
    *value = sum;
    return true;
}

static bool readUnicodeEscape(Reader *reader, uint32_t *point)
{
    if (!readHex4(reader, point)) return false;
    if (*point >= 0xDC00 && *point <= 0xDFFF) return fail(reader, "a high surrogate before the low one");
    if (*point < 0xD800 || *point > 0xDBFF) return true;
    uint32_t low;
    if (peek(reader) != '\\') return fail(reader, "a low surrogate");
    reader->at++;
    if (peek(reader) != 'u') return fail(reader, "a low surrogate");
    reader->at++;
    if (!readHex4(reader, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return fail(reader, "a low surrogate");
    *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

/* The decoded form is never longer than what it was read from, so it goes back into the line. */
static bool readString(Reader *reader, const char **text, size_t *length)
{
    if (peek(reader) != '"') return fail(reader, "a string");
    reader->at++;
    char *start = reader->line + reader->at;
    char *out = start;
    for (;;) {
        int c = peek(reader);
        if (c < 0) return fail(reader, "the end of the string");
        if (c == '"') {
            reader->at++;
            *text = start;
            *length = (size_t)(out - start);
            return true;
        }
        if (c < 0x20) return fail(reader, "an escape in place of a control character");
        if (c != '\\') {
            size_t n = utf8SequenceLength(reader->line + reader->at, reader->length - reader->at);
            if (n == 0) return fail(reader, "well-formed UTF-8");
            memmove(out, reader->line + reader->at, n);
            out += n;
            reader->at += n;
            continue;
        }
        reader->at++;
        static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
        int escape = peek(reader);
        const char *found = escape > 0 ? strchr(escapes, escape) : NULL;
        if (found != NULL) {
            *out++ = meanings[found - escapes];
            reader->at++;
        } else if (escape == 'u') {
            uint32_t point;
            reader->at++;
            if (!readUnicodeEscape(reader, &point)) return false;
            out += encodeUtf8(point, out);
        } else {
            return fail(reader, "one of the escapes of RFC 8259");
        }
    }
}

static bool readDigits(Reader *reader)
{
    size_t start = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9') reader->at++;
    return reader->at > start || fail(reader, "a digit");
}

static bool readNumber(Reader *reader, JsonNode *node)
{
    size_t start = reader->at;
    if (peek(reader) == '-') reader->at++;
    if (peek(reader) == '0') reader->at++;
    else if (!readDigits(reader)) return false;
    if (peek(reader) == '.') {
        reader->at++;
        if (!readDigits(reader)) return false;
    }
    if (peek(reader) == 'e' || peek(reader) == 'E') {
        reader->at++;
        if (peek(reader) == '+' || peek(reader) == '-') reader->at++;
        if (!readDigits(reader)) return false;
    }
    node->text = reader->line + start;
    node->length = reader->at - start;
    return true;
}

static bool readWord(Reader *reader, const char *word)
{
    size_t length = strlen(word);
    if (reader->length - reader->at < length || memcmp(reader->line + reader->at, word, length) != 0) {
        return fail(reader, "a JSON value");
    }
    reader->at += length;
    return true;
}

static bool readValue(Reader *reader, uint32_t *index);

static bool readMembers(Reader *reader, uint32_t parent, char close)
{
    JsonNode *nodes = reader->document->nodes;
    uint32_t last = 0;
    if (++reader->depth > JSON_MAX_DEPTH) return fail(reader, "at most 32 levels");
    reader->at++;
    skipBlanks(reader);
    if (peek(reader) == close) {
        reader->at++;
        reader->depth--;
        return true;
    }
    for (;;) {
        const char *key = NULL;
        size_t keyLength = 0;
        uint32_t child;
        skipBlanks(reader);
        if (close == '}') {
            if (!readString(reader, &key, &keyLength)) return false;
            skipBlanks(reader);
            if (peek(reader) != ':') return fail(reader, "':'");
            reader->at++;
            skipBlanks(reader);
        }
        if (!readValue(reader, &child)) return false;
        nodes[child].key = key;
        nodes[child].keyLength = keyLength;
        if (last == 0) nodes[parent].firstChild = child;
        else nodes[last].next = child;
        last = child;
        skipBlanks(reader);
        int c = peek(reader);
        if (c != ',' && c != close) return fail(reader, close == '}' ? "',' or '}'" : "',' or ']'");
        reader->at++;
        if (c == close) {
            reader->depth--;
            return true;
        }
    }
}

static bool readValue(Reader *reader, uint32_t *index)
{
    JsonDocument *document = reader->document;
    if (document->count == JSON_MAX_NODES) return fail(reader, "at most 1024 values");
    *index = document->count++;
    JsonNode *node = &document->nodes[*index];
    memset(node, 0, sizeof *node);
    int c = peek(reader);
    switch (c) {
    case 'n': node->type = JSON_NULL; return readWord(reader, "null");
    case 'f': node->type = JSON_FALSE; return readWord(reader, "false");
    case 't': node->type = JSON_TRUE; return readWord(reader, "true");
    case '"': node->type = JSON_STRING; return readString(reader, &node->text, &node->length);
    case '[': node->type = JSON_ARRAY; return readMembers(reader, *index, ']');
    case '{': node->type = JSON_OBJECT; return readMembers(reader, *index, '}');
    default: break;
    }
    if (c != '-' && (c < '0' || c > '9')) return fail(reader, "a JSON value");
    node->type = JSON_NUMBER;
    return readNumber(reader, node);
}

bool jsonParse(JsonDocument *document, char *line, size_t length)
{
    Reader reader = {.document = document, .line = line, .length = length};
    uint32_t root;
    document->count = 0;
    document->error = NULL;
    document->errorOffset = 0;
    skipBlanks(&reader);
    if (!readValue(&reader, &root)) return false;
    skipBlanks(&reader);
    return reader.at == length || fail(&reader, "the end of the line");
}

const JsonNode *jsonFirstChild(const JsonDocument *document, const JsonNode *node)
{
    return node->firstChild != 0 ? &document->nodes[node->firstChild] : NULL;
}

const JsonNode *jsonNext(const JsonDocument *document, const JsonNode *node)
{
    return node->next != 0 ? &document->nodes[node->next] : NULL;
}

const JsonNode *jsonMember(const JsonDocument *document, const JsonNode *object, const char *name)
{
    const JsonNode *found = NULL;
    size_t length = strlen(name);
    if (object == NULL || object->type != JSON_OBJECT) return NULL;
    for (const JsonNode *m = jsonFirstChild(document, object); m != NULL; m = jsonNext(document, m)) {
        if (m->keyLength == length && memcmp(m->key, name, length) == 0) found = m;
    }
    return found;
}

bool jsonTextEquals(const JsonNode *node, const char *text)
{
    size_t length = strlen(text);
    return node != NULL && node->type == JSON_STRING && node->length == length && memcmp(node->text, text, length) == 0;
}

bool jsonUint64(const JsonNode *node, uint64_t *value)
{
    uint64_t sum = 0;
    if (node == NULL || node->type != JSON_NUMBER) return false;
    for (size_t i = 0; i < node->length; i++) {
        if (node->text[i] < '0' || node->text[i] > '9') return false;
        uint64_t digit = (uint64_t)(node->text[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10) return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}

bool jsonUint32(const JsonNode *node, uint32_t *value)
{
    uint64_t wide;
    if (!jsonUint64(node, &wide) || wide > UINT32_MAX) return false;
    *value = (uint32_t)wide;
    return true;
}
