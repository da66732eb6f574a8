#include "memory-use.h"

#include <windows.h>

#include "objects.h"

#define MAX_HEAPS 256

void heapUse(uint64_t *bytes, uint64_t *blocks)
{
    static HANDLE heaps[MAX_HEAPS];
    DWORD count = GetProcessHeaps(MAX_HEAPS, heaps);
    *bytes = 0;
    *blocks = 0;
    if (count > MAX_HEAPS) count = MAX_HEAPS;
    for (DWORD i = 0; i < count; i++) {
        PROCESS_HEAP_ENTRY entry = {0};
        if (heaps[i] == hostHeap() || !HeapLock(heaps[i])) continue;
        while (HeapWalk(heaps[i], &entry)) {
            if ((entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) == 0) continue;
            *bytes += entry.cbData;
            (*blocks)++;
        }
        HeapUnlock(heaps[i]);
    }
}

uint32_t handleCount(void)
{
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count;
}
