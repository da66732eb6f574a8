#include "objects.h"

#include "../guard/memory-use.h"
#include "../wire/handle-table.h"

static const char *const kindNames[] = {"device", "session", "channel", "surface"};

Object *objectCreate(ObjectKind kind, size_t objectSize)
{
    Object *object = HeapAlloc(hostHeap(), HEAP_ZERO_MEMORY, objectSize);
    if (object == NULL) return NULL;
    object->kind = kind;
    object->serial = handleAdd(kindNames[kind], object);
    if (object->serial != 0) return object;
    HeapFree(hostHeap(), 0, object);
    return NULL;
}

void objectDestroy(Object *object)
{
    handleRemove(object->serial);
    guardedFree(&object->block);
    HeapFree(hostHeap(), 0, object);
}

void resultObject(Call *call, const char *name, const Object *object)
{
    resultHandle(call, name, kindNames[object->kind], object->serial);
}

Object *paramObject(Call *call, const char *name, ObjectKind kind)
{
    return paramHandle(call, name, kindNames[kind]);
}
