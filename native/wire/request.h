/* One JSON-RPC 2.0 request of the adapter protocol and its answer. Portable; knows nothing of transport or driver. */
#ifndef KEXCTS_WIRE_REQUEST_H
#define KEXCTS_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json-writer.h"
#include "json.h"

/* Bytes of a line, with its end. */
#define WIRE_MAX_LINE (1024u * 1024u)

enum {
    ERROR_PARSE = -32700,
    ERROR_REQUEST = -32600,
    ERROR_NO_SUCH_CALL = -32601, /* "this adapter has no such call": unsupported, not failed */
    ERROR_PARAMS = -32602,
    ERROR_ADAPTER = -32000 /* "I could not do this" */
};

enum {
    METHOD_PARALLEL = 1, /* runs on a thread of its own */
    METHOD_OVERLAPS = 2  /* may begin while parallel calls are under way */
};

typedef struct Call Call;

typedef struct Method {
    const char *name;
    void (*run)(Call *call);
    unsigned flags;
} Method;

struct Call {
    const Method *method; /* NULL where the request is answered by an error already */
    const JsonNode *id;   /* NULL where none could be read */
    const JsonNode *params;
    int errorCode; /* 0: the answer is a result */
    char errorMessage[768];
    JsonWriter out; /* the members of the result */
    JsonDocument document;
};

/*
 * Reads the line and finds the method. `answer` receives the answer's line, of at most WIRE_MAX_LINE bytes.
 * The line is overwritten and must live as long as the call.
 */
void callOpen(Call *call, char *line, size_t length, char *answer, const Method *methods, size_t methodCount);

/* The same, where the line was longer than WIRE_MAX_LINE. */
void callOpenTooLong(Call *call, char *answer);

/* Completes the answer, '\n' included; returns its length. */
size_t callClose(Call *call);

/* The answer becomes an error; the first one stays. */
void callError(Call *call, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Parameters: false, with ERROR_PARAMS, where one is missing or of another kind. */
bool paramUint32(Call *call, const char *name, uint32_t *value);
bool paramUint64(Call *call, const char *name, uint64_t *value);
bool paramGuid(Call *call, const char *name, uint8_t guid[16]);
/* Bytes, decoded in place; `*bytes` is NULL for JSON null, which is refused unless `nullable`. To be asked once. */
bool paramBytes(Call *call, const char *name, bool nullable, uint8_t **bytes, size_t *size);
bool callHas(const Call *call, const char *name);
const JsonNode *callParam(const Call *call, const char *name);

/* Members of the result. */
void resultUint(Call *call, const char *name, uint64_t value);
void resultHresult(Call *call, const char *name, uint32_t value);
void resultHex(Call *call, const char *name, const void *bytes, size_t size);
void resultString(Call *call, const char *name, const char *text);
void resultBool(Call *call, const char *name, bool value);

#endif
