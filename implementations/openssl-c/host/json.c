#include "json.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_VALUES 256

typedef struct JsonBlock {
  struct JsonBlock *next;
  size_t used;
  JsonValue values[BLOCK_VALUES];
} JsonBlock;

typedef struct {
  JsonMemory *memory;
  char *text;
  size_t length;
  size_t at;
  const char *problem;
} Reader;

static bool readValue(Reader *reader, int depth, JsonValue *value);

static bool fail(Reader *reader, const char *problem) {
  if (reader->problem == NULL) reader->problem = problem;
  return false;
}

static int peek(const Reader *reader) {
  return reader->at < reader->length ? (unsigned char)reader->text[reader->at] : -1;
}

static bool take(Reader *reader, int wanted) {
  if (peek(reader) != wanted) return false;
  reader->at++;
  return true;
}

static void skipBlanks(Reader *reader) {
  int c;
  while ((c = peek(reader)) == ' ' || c == '\t' || c == '\n' || c == '\r') reader->at++;
}

static JsonValue *newValue(Reader *reader) {
  JsonBlock *block = reader->memory->blocks;
  if (block == NULL || block->used == BLOCK_VALUES) {
    block = malloc(sizeof *block);
    if (block == NULL) {
      fail(reader, "memory ran out");
      return NULL;
    }
    block->next = reader->memory->blocks;
    block->used = 0;
    reader->memory->blocks = block;
  }
  JsonValue *value = &block->values[block->used++];
  memset(value, 0, sizeof *value);
  return value;
}

/* Keeps one block for the next text. */
static void reuse(JsonMemory *memory) {
  while (memory->blocks != NULL && memory->blocks->next != NULL) {
    JsonBlock *block = memory->blocks;
    memory->blocks = block->next;
    free(block);
  }
  if (memory->blocks != NULL) memory->blocks->used = 0;
}

void jsonForget(JsonMemory *memory) {
  reuse(memory);
  free(memory->blocks);
  memory->blocks = NULL;
}

static int hexDigit(int c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

static bool readHex4(Reader *reader, uint32_t *unit) {
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hexDigit(peek(reader));
    if (digit < 0) return fail(reader, "\\u without four hexadecimal digits");
    *unit = *unit << 4 | (uint32_t)digit;
    reader->at++;
  }
  return true;
}

/* The code point behind \u, which two escapes may make up together. */
static bool readCodePoint(Reader *reader, uint32_t *point) {
  if (!readHex4(reader, point)) return false;
  if (*point < 0xD800 || *point > 0xDFFF) return true;
  uint32_t low;
  if (*point > 0xDBFF || !take(reader, '\\') || !take(reader, 'u') || !readHex4(reader, &low) || low < 0xDC00 ||
      low > 0xDFFF)
    return fail(reader, "lone surrogate");
  *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
  return true;
}

/* UTF-8 of a code point, always shorter than its escape. */
static char *putCodePoint(char *out, uint32_t point) {
  if (point < 0x80) {
    *out++ = (char)point;
  } else if (point < 0x800) {
    *out++ = (char)(0xC0 | point >> 6);
    *out++ = (char)(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    *out++ = (char)(0xE0 | point >> 12);
    *out++ = (char)(0x80 | (point >> 6 & 0x3F));
    *out++ = (char)(0x80 | (point & 0x3F));
  } else {
    *out++ = (char)(0xF0 | point >> 18);
    *out++ = (char)(0x80 | (point >> 12 & 0x3F));
    *out++ = (char)(0x80 | (point >> 6 & 0x3F));
    *out++ = (char)(0x80 | (point & 0x3F));
  }
  return out;
}

static bool readEscape(Reader *reader, char **out) {
  static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  int c = peek(reader);
  reader->at++;
  if (c == 'u') {
    uint32_t point;
    if (!readCodePoint(reader, &point)) return false;
    *out = putCodePoint(*out, point);
    return true;
  }
  const char *letter = c <= 0 ? NULL : strchr(letters, c);
  if (letter == NULL) return fail(reader, "unknown escape");
  *(*out)++ = meanings[letter - letters];
  return true;
}

/* Copies one character of several bytes where it is well-formed (RFC 3629, section 4). */
static bool readMultibyte(Reader *reader, char **out) {
  const unsigned char *in = (const unsigned char *)reader->text + reader->at;
  size_t left = reader->length - reader->at;
  size_t length = in[0] >= 0xF0 ? 4 : in[0] >= 0xE0 ? 3 : 2;
  if (in[0] < 0xC2 || in[0] > 0xF4 || left < length) return fail(reader, "invalid UTF-8");
  for (size_t i = 1; i < length; i++)
    if ((in[i] & 0xC0) != 0x80) return fail(reader, "invalid UTF-8");
  if ((in[0] == 0xE0 && in[1] < 0xA0) || (in[0] == 0xED && in[1] > 0x9F) || (in[0] == 0xF0 && in[1] < 0x90) ||
      (in[0] == 0xF4 && in[1] > 0x8F))
    return fail(reader, "invalid UTF-8");
  memmove(*out, in, length);
  *out += length;
  reader->at += length;
  return true;
}

/* Reads a string behind its opening quote, and decodes it where it stands. */
static bool readString(Reader *reader, const char **text, size_t *length) {
  char *start = reader->text + reader->at, *out = start;
  for (;;) {
    int c = peek(reader);
    if (c < 0x20) return fail(reader, c < 0 ? "string without end" : "control character in a string");
    if (c >= 0x80) {
      if (!readMultibyte(reader, &out)) return false;
      continue;
    }
    reader->at++;
    if (c == '"') break;
    if (c == '\\') {
      if (!readEscape(reader, &out)) return false;
    } else {
      *out++ = (char)c;
    }
  }
  *text = start;
  *length = (size_t)(out - start);
  return true;
}

static size_t skipDigits(Reader *reader) {
  size_t start = reader->at;
  while (peek(reader) >= '0' && peek(reader) <= '9') reader->at++;
  return reader->at - start;
}

static bool readNumber(Reader *reader, JsonValue *value) {
  size_t start = reader->at;
  take(reader, '-');
  if (!take(reader, '0') && skipDigits(reader) == 0) return fail(reader, "value expected");
  if (take(reader, '.') && skipDigits(reader) == 0) return fail(reader, "digit expected");
  if (take(reader, 'e') || take(reader, 'E')) {
    if (!take(reader, '+')) take(reader, '-');
    if (skipDigits(reader) == 0) return fail(reader, "digit expected");
  }
  value->kind = JSON_NUMBER;
  value->text = reader->text + start;
  value->length = reader->at - start;
  return true;
}

static bool readWord(Reader *reader, const char *word, JsonKind kind, JsonValue *value) {
  size_t length = strlen(word);
  if (reader->length - reader->at < length || memcmp(reader->text + reader->at, word, length) != 0)
    return fail(reader, "value expected");
  reader->at += length;
  value->kind = kind;
  return true;
}

static bool readMemberName(Reader *reader, JsonValue *member) {
  skipBlanks(reader);
  if (!take(reader, '"')) return fail(reader, "member name expected");
  if (!readString(reader, &member->name, &member->nameLength)) return false;
  skipBlanks(reader);
  return take(reader, ':') || fail(reader, "colon expected");
}

/* Reads an array or object behind its opening bracket. */
static bool readContainer(Reader *reader, int depth, JsonValue *value, JsonKind kind, char end) {
  value->kind = kind;
  if (depth >= JSON_DEPTH_MAX) return fail(reader, "nested too deeply");
  skipBlanks(reader);
  if (take(reader, end)) return true;
  JsonValue **link = &value->first;
  do {
    JsonValue *element = newValue(reader);
    if (element == NULL) return false;
    if (kind == JSON_OBJECT && !readMemberName(reader, element)) return false;
    if (!readValue(reader, depth + 1, element)) return false;
    *link = element;
    link = &element->next;
    skipBlanks(reader);
  } while (take(reader, ','));
  return take(reader, end) || fail(reader, "comma or closing bracket expected");
}

static bool readValue(Reader *reader, int depth, JsonValue *value) {
  skipBlanks(reader);
  switch (peek(reader)) {
    case '{':
      reader->at++;
      return readContainer(reader, depth, value, JSON_OBJECT, '}');
    case '[':
      reader->at++;
      return readContainer(reader, depth, value, JSON_ARRAY, ']');
    case '"':
      reader->at++;
      value->kind = JSON_STRING;
      return readString(reader, &value->text, &value->length);
    case 't':
      return readWord(reader, "true", JSON_TRUE, value);
    case 'f':
      return readWord(reader, "false", JSON_FALSE, value);
    case 'n':
      return readWord(reader, "null", JSON_NULL, value);
    default:
      return readNumber(reader, value);
  }
}

const JsonValue *jsonParse(JsonMemory *memory, char *text, size_t length, const char **problem, size_t *at) {
  Reader reader = {memory, text, length, 0, NULL};
  reuse(memory);
  JsonValue *value = newValue(&reader);
  bool done = value != NULL && readValue(&reader, 0, value);
  if (done) {
    skipBlanks(&reader);
    done = reader.at == length || fail(&reader, "more behind the value");
  }
  *problem = reader.problem;
  *at = reader.at;
  return done ? value : NULL;
}

const JsonValue *jsonMember(const JsonValue *object, const char *name) {
  if (object == NULL || object->kind != JSON_OBJECT) return NULL;
  const JsonValue *found = NULL;
  size_t length = strlen(name);
  for (const JsonValue *member = object->first; member != NULL; member = member->next)
    if (member->nameLength == length && memcmp(member->name, name, length) == 0) found = member;
  return found;
}

bool jsonIsText(const JsonValue *value, const char *text) {
  return value != NULL && value->kind == JSON_STRING && value->length == strlen(text) &&
         memcmp(value->text, text, value->length) == 0;
}

bool jsonInteger(const JsonValue *value, int64_t low, int64_t high, int64_t *result) {
  char copy[64]; /* longer numbers may be integers, but none that fits */
  if (value == NULL || value->kind != JSON_NUMBER || value->length >= sizeof copy) return false;
  memcpy(copy, value->text, value->length);
  copy[value->length] = '\0';
  double number = strtod(copy, NULL);
  /* Doubles hold every integer up to 2^53, and nobody asks for more. */
  if (!(number >= -9007199254740992.0 && number <= 9007199254740992.0) || number != (double)(int64_t)number)
    return false;
  *result = (int64_t)number;
  return *result >= low && *result <= high;
}
