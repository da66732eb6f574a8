/* Memory handed to the driver: poisoned, with inaccessible pages around it and canaries in what room is left. */
#ifndef KEXCTS_GUARD_GUARDED_MEMORY_H
#define KEXCTS_GUARD_GUARDED_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POISON 0xCD
#define CANARY_SIZE 64u /* bytes looked at on each side */

typedef enum Placement {
    PLACE_AMID,         /* aligned to 16, canaries on both sides */
    PLACE_PRIVATE,      /* aligned to 16, as close to the page behind as that allows */
    PLACE_GUARD_AFTER,  /* the byte behind the last one is inaccessible */
    PLACE_GUARD_BEFORE, /* the byte before the first one is inaccessible */
    PLACE_UNALIGNED,    /* odd address, canaries on both sides */
    PLACE_READ_ONLY     /* to be locked by guardedProtect */
} Placement;

typedef struct GuardedBlock {
    uint8_t *region; /* with its two inaccessible pages */
    size_t regionSize;
    uint8_t *data;
    size_t size;
} GuardedBlock;

/* False where there is no memory. Every accessible byte is POISON. */
bool guardedAllocate(GuardedBlock *block, size_t size, Placement placement);

/* Makes the whole accessible part read-only, or writable again. */
void guardedProtect(const GuardedBlock *block, bool readOnly);

/* Number of bytes outside of the data, within CANARY_SIZE on each side, that were no longer POISON; they are again. */
size_t guardedOverrun(const GuardedBlock *block);

void guardedFree(GuardedBlock *block);

#endif
