#include "allocation.h"

/* Each block begins with its size, in a header that keeps what follows aligned to 16 bytes. */
#define HEADER 16

static volatile LONG64 usedBytes, usedBlocks;

static struct {
    DWORD thread; /* 0: not armed */
    uint64_t left, attempted;
    BOOL failed;
} armed;

void APIENTRY armAllocation(uint64_t after)
{
    armed.left = after;
    armed.attempted = 0;
    armed.failed = FALSE;
    armed.thread = GetCurrentThreadId();
}

void APIENTRY disarmAllocation(BOOL *failed, uint64_t *attempted)
{
    armed.thread = 0;
    *failed = armed.failed;
    *attempted = armed.attempted;
}

/* One allocation fails; those behind it succeed again. */
static BOOL mustFail(void)
{
    if (armed.thread != GetCurrentThreadId()) return FALSE;
    armed.attempted++;
    if (armed.failed || armed.left-- != 0) return FALSE;
    armed.failed = TRUE;
    return TRUE;
}

void *driverAllocate(size_t size)
{
    if (mustFail()) return NULL;
    uint8_t *block = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size + HEADER);
    if (block == NULL) return NULL;
    *(size_t *)(void *)block = size;
    InterlockedAdd64(&usedBytes, (LONG64)size);
    InterlockedIncrement64(&usedBlocks);
    return block + HEADER;
}

void driverFree(void *memory)
{
    if (memory == NULL) return;
    uint8_t *block = (uint8_t *)memory - HEADER;
    InterlockedAdd64(&usedBytes, -(LONG64) * (size_t *)(void *)block);
    InterlockedDecrement64(&usedBlocks);
    HeapFree(GetProcessHeap(), 0, block);
}

void APIENTRY memoryUse(uint64_t *bytes, uint64_t *blocks)
{
    *bytes = (uint64_t)usedBytes;
    *blocks = (uint64_t)usedBlocks;
}
