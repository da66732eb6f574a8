/*
 * The driver's allocator: what it allocates itself and what libcrypto allocates for it go through here, so that
 * memory in use can be told, and so that one chosen allocation can be made to fail.
 */
#ifndef OPENSSL_C_DRIVER_ALLOCATION_H
#define OPENSSL_C_DRIVER_ALLOCATION_H

#include "ddi.h"

/* What a stretch of calls on this thread asked of the allocator. */
typedef struct {
  UINT64 attempted; /* allocations asked for, a failed one included */
  BOOL failed;      /* the chosen allocation came up and was refused */
} AllocationRecord;

/*
 * Sends libcrypto's allocations through here. Works only before libcrypto has allocated anything in this process;
 * returns 0 where it came too late, and then only the driver's own allocations count.
 */
BOOL allocationHookLibcrypto(void);

/* As malloc, calloc for one object, and free; bytes are zeroed by allocateZeroed alone. */
void *allocate(SIZE_T bytes);
void *allocateZeroed(SIZE_T bytes);
void release(void *memory);

/* Overwrites, then frees: for memory that held a key. */
void releaseSecret(void *memory, SIZE_T bytes);

/*
 * From now on counts this thread's allocations; the one after `after` successful ones fails, or none where `after`
 * is negative. allocationRecordEnd stops both and says what was seen.
 */
void allocationRecordBegin(int64_t after);
AllocationRecord allocationRecordEnd(void);

/* How many allocations of this thread have failed since it began, chosen or real. */
UINT64 allocationFailures(void);

/* Bytes and blocks allocated through here, by all threads, and not freed. */
void allocationInUse(UINT64 *bytes, UINT64 *blocks);

#endif
