#include "guarded-memory.h"

#include <windows.h>

#include <string.h>

#define PAGE ((size_t)4096)

static size_t roundUp(size_t value, size_t unit)
{
    return (value + unit - 1) / unit * unit;
}

static size_t accessibleSize(const GuardedBlock *block)
{
    return block->regionSize - 2 * PAGE;
}

bool guardedAllocate(GuardedBlock *block, size_t size, Placement placement)
{
    bool bothSides = placement == PLACE_AMID || placement == PLACE_UNALIGNED || placement == PLACE_READ_ONLY;
    size_t accessible = roundUp(size + (bothSides ? 2 * CANARY_SIZE + 1 : 0), PAGE);
    if (accessible == 0) accessible = PAGE;
    memset(block, 0, sizeof *block);
    uint8_t *region = VirtualAlloc(NULL, accessible + 2 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
    if (region == NULL) return false;
    uint8_t *first = VirtualAlloc(region + PAGE, accessible, MEM_COMMIT, PAGE_READWRITE);
    if (first == NULL) {
        VirtualFree(region, 0, MEM_RELEASE);
        return false;
    }
    memset(first, POISON, accessible);
    block->region = region;
    block->regionSize = accessible + 2 * PAGE;
    block->size = size;
    switch (placement) {
    case PLACE_PRIVATE: block->data = first + accessible - roundUp(size, 16); break;
    case PLACE_GUARD_AFTER: block->data = first + accessible - size; break;
    case PLACE_GUARD_BEFORE: block->data = first; break;
    case PLACE_UNALIGNED: block->data = first + CANARY_SIZE + 1; break;
    case PLACE_AMID:
    case PLACE_READ_ONLY: block->data = first + CANARY_SIZE; break;
    }
    return true;
}

void guardedProtect(const GuardedBlock *block, bool readOnly)
{
    DWORD before;
    VirtualProtect(block->region + PAGE, accessibleSize(block), readOnly ? PAGE_READONLY : PAGE_READWRITE, &before);
}

static size_t repair(uint8_t *from, const uint8_t *to)
{
    size_t changed = 0;
    for (; from < to; from++) {
        if (*from == POISON) continue; /* the block may be read-only, and then nothing has changed */
        *from = POISON;
        changed++;
    }
    return changed;
}

size_t guardedOverrun(const GuardedBlock *block)
{
    uint8_t *first = block->region + PAGE, *end = first + accessibleSize(block);
    uint8_t *before = block->data, *after = block->data + block->size;
    uint8_t *from = (size_t)(before - first) > CANARY_SIZE ? before - CANARY_SIZE : first;
    uint8_t *to = (size_t)(end - after) > CANARY_SIZE ? after + CANARY_SIZE : end;
    return repair(from, before) + repair(after, to);
}

void guardedFree(GuardedBlock *block)
{
    if (block->region != NULL) VirtualFree(block->region, 0, MEM_RELEASE);
    memset(block, 0, sizeof *block);
}
