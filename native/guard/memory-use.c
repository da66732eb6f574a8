#include "memory-use.h"

#include <windows.h>

#include <stdbool.h>

#define MAX_HEAPS 256
#define LONGEST_GAP 512

void *hostHeap(void)
{
    static HANDLE heap;
    if (heap == NULL) heap = HeapCreate(0, 0, 0);
    return heap;
}

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

/* Handle values are multiples of four, and the lowest free one is given out next. */
static uint32_t countByProbing(void)
{
    uint32_t open = 0;
    for (uintptr_t value = 4, closed = 0; closed < LONGEST_GAP; value += 4) {
        DWORD flags;
        bool isOpen = GetHandleInformation((HANDLE)value, &flags) != FALSE;
        open += isOpen;
        closed = isOpen ? 0 : closed + 1;
    }
    return open;
}

uint32_t handleCount(void)
{
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count != 0 ? count : countByProbing(); /* Wine does not count */
}
