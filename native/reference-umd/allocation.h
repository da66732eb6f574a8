/* The driver's memory: counted, and failing on demand. */
#ifndef KEXCTS_REFERENCE_UMD_ALLOCATION_H
#define KEXCTS_REFERENCE_UMD_ALLOCATION_H

#include <stddef.h>
#include <stdint.h>

#include <windows.h>

/* Zeroed; NULL where memory is out. */
void *driverAllocate(size_t size);
void driverFree(void *memory);

/* The hooks of abi/test-hooks.h. */
void APIENTRY armAllocation(uint64_t after);
void APIENTRY disarmAllocation(BOOL *failed, uint64_t *attempted);
void APIENTRY memoryUse(uint64_t *bytes, uint64_t *blocks);

#endif
