/* What the process holds, seen from outside of the driver. */
#ifndef KEXCTS_GUARD_MEMORY_USE_H
#define KEXCTS_GUARD_MEMORY_USE_H

#include <stdint.h>

/* Busy blocks of all heaps of the process but the host's own. */
void heapUse(uint64_t *bytes, uint64_t *blocks);

/* The heap that the host keeps its own objects in. */
void *hostHeap(void);

/* Open handles of the process. */
uint32_t handleCount(void);

#endif
