#include "objects.h"

#include <stdio.h>
#include <string.h>

/* Serial numbers lead to objects through a directory that only grows, so reading needs no lock. */
#define CHUNK 4096u
#define CHUNKS 65536u

static Object **directory[CHUNKS];
static uint64_t lastSerial;
static HANDLE heap;

static const char *const kindNames[] = {"device", "session", "channel", "surface"};

HANDLE hostHeap(void)
{
    if (heap == NULL) heap = HeapCreate(0, 0, 0);
    return heap;
}

Object *objectCreate(ObjectKind kind, size_t objectSize)
{
    uint64_t serial = lastSerial + 1;
    if (serial / CHUNK >= CHUNKS) return NULL;
    Object **chunk = directory[serial / CHUNK];
    if (chunk == NULL) {
        chunk = VirtualAlloc(NULL, CHUNK * sizeof *chunk, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        if (chunk == NULL) return NULL;
        directory[serial / CHUNK] = chunk;
    }
    Object *object = HeapAlloc(hostHeap(), HEAP_ZERO_MEMORY, objectSize);
    if (object == NULL) return NULL;
    object->kind = kind;
    object->serial = serial;
    lastSerial = serial;
    chunk[serial % CHUNK] = object;
    return object;
}

void objectDestroy(Object *object)
{
    directory[object->serial / CHUNK][object->serial % CHUNK] = NULL;
    guardedFree(&object->block);
    HeapFree(hostHeap(), 0, object);
}

void resultHandle(Call *call, const char *name, const Object *object)
{
    char text[48];
    snprintf(text, sizeof text, "%s-%llu", kindNames[object->kind], (unsigned long long)object->serial);
    resultString(call, name, text);
}

static Object *find(const JsonNode *node, ObjectKind kind)
{
    const char *prefix = kindNames[kind];
    size_t prefixLength = strlen(prefix);
    uint64_t serial = 0;
    if (node == NULL || node->type != JSON_STRING || node->length < prefixLength + 2 || node->length > prefixLength + 16) return NULL;
    if (memcmp(node->text, prefix, prefixLength) != 0 || node->text[prefixLength] != '-') return NULL;
    for (size_t i = prefixLength + 1; i < node->length; i++) {
        if (node->text[i] < '0' || node->text[i] > '9') return NULL;
        serial = serial * 10 + (uint64_t)(node->text[i] - '0');
    }
    if (node->text[prefixLength + 1] == '0' || serial / CHUNK >= CHUNKS || directory[serial / CHUNK] == NULL) return NULL;
    Object *object = directory[serial / CHUNK][serial % CHUNK];
    return object != NULL && object->kind == kind ? object : NULL;
}

Object *paramObject(Call *call, const char *name, ObjectKind kind)
{
    Object *object = find(callParam(call, name), kind);
    if (object == NULL) callError(call, ERROR_PARAMS, "expected %s, the handle of a live %s", name, kindNames[kind]);
    return object;
}
