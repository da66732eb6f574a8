/* What the process holds, seen from outside of the driver. */
#ifndef KEXCTS_UMD_HOST_MEMORY_USE_H
#define KEXCTS_UMD_HOST_MEMORY_USE_H

#include <stdint.h>

/* Busy blocks of all heaps of the process but the host's own. */
void heapUse(uint64_t *bytes, uint64_t *blocks);

/* Open handles of the process. */
uint32_t handleCount(void);

#endif
