#include "handle-table.h"

#include <windows.h>

#include <stdio.h>
#include <string.h>

/* Serial numbers lead to objects through a directory that only grows, so reading needs no lock. */
#define CHUNK 4096u
#define CHUNKS 65536u
#define MAX_DIGITS 10

typedef struct Entry {
    const char *kind;
    void *object; /* NULL where it is gone */
} Entry;

static Entry *directory[CHUNKS];
static uint64_t lastSerial;

uint64_t handleAdd(const char *kind, void *object)
{
    uint64_t serial = lastSerial + 1;
    if (serial / CHUNK >= CHUNKS) return 0;
    Entry *chunk = directory[serial / CHUNK];
    if (chunk == NULL) {
        chunk = VirtualAlloc(NULL, CHUNK * sizeof *chunk, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        if (chunk == NULL) return 0;
        directory[serial / CHUNK] = chunk;
    }
    chunk[serial % CHUNK] = (Entry){kind, object};
    lastSerial = serial;
    return serial;
}

void handleRemove(uint64_t serial)
{
    directory[serial / CHUNK][serial % CHUNK].object = NULL;
}

void resultHandle(Call *call, const char *name, const char *kind, uint64_t serial)
{
    char text[48];
    snprintf(text, sizeof text, "%s-%llu", kind, (unsigned long long)serial);
    resultString(call, name, text);
}

static void *find(const JsonNode *node, const char *kind)
{
    size_t prefix = strlen(kind) + 1;
    uint64_t serial = 0;
    if (node == NULL || node->type != JSON_STRING || node->length <= prefix || node->length > prefix + MAX_DIGITS) return NULL;
    if (memcmp(node->text, kind, prefix - 1) != 0 || node->text[prefix - 1] != '-' || node->text[prefix] == '0') return NULL;
    for (size_t i = prefix; i < node->length; i++) {
        if (node->text[i] < '0' || node->text[i] > '9') return NULL;
        serial = serial * 10 + (uint64_t)(node->text[i] - '0');
    }
    if (serial / CHUNK >= CHUNKS || directory[serial / CHUNK] == NULL) return NULL;
    const Entry *entry = &directory[serial / CHUNK][serial % CHUNK];
    return entry->kind != NULL && strcmp(entry->kind, kind) == 0 ? entry->object : NULL;
}

void *paramHandle(Call *call, const char *name, const char *kind)
{
    void *object = find(callParam(call, name), kind);
    if (object == NULL) callError(call, ERROR_PARAMS, "expected %s, the handle of a live %s", name, kind);
    return object;
}
