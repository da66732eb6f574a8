#include "fake-runtime.h"

void *countedCreate(size_t size, const void *methods, void (*finish)(void *object))
{
    Counted *object = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
    object->methods = methods;
    object->references = 1;
    object->finish = finish;
    return object;
}

ULONG STDMETHODCALLTYPE countedAddRef(void *object)
{
    return (ULONG)InterlockedIncrement(&((Counted *)object)->references);
}

ULONG STDMETHODCALLTYPE countedRelease(void *object)
{
    Counted *counted = object;
    LONG left = InterlockedDecrement(&counted->references);
    if (left == 0) {
        if (counted->finish != NULL) counted->finish(object);
        HeapFree(GetProcessHeap(), 0, object);
    }
    return (ULONG)left;
}

HRESULT STDMETHODCALLTYPE countedNoInterface(void *object, REFIID iid, void **found)
{
    (void)object;
    (void)iid;
    *found = NULL;
    return E_NOINTERFACE;
}
