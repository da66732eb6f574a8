#include "allocation.h"

#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Stands before every block; keeps the block behind it aligned as malloc's is. */
typedef union {
  SIZE_T bytes;
  max_align_t alignment;
} Header;

static _Atomic UINT64 bytesInUse;
static _Atomic UINT64 blocksInUse;

static _Thread_local struct {
  AllocationRecord record;
  UINT64 failures;
  int64_t remaining; /* successful allocations before the chosen one; negative: none is chosen */
} thread = {.remaining = -1};

static BOOL mayProceed(void) {
  thread.record.attempted++;
  if (thread.remaining < 0 || thread.remaining-- > 0) return 1;
  thread.record.failed = 1;
  thread.failures++;
  return 0;
}

static void *started(Header *header, SIZE_T bytes) {
  if (header == NULL) {
    thread.failures++;
    return NULL;
  }
  header->bytes = bytes;
  atomic_fetch_add_explicit(&bytesInUse, bytes, memory_order_relaxed);
  return header + 1;
}

void *allocate(SIZE_T bytes) {
  if (!mayProceed()) return NULL;
  void *memory = bytes <= SIZE_MAX - sizeof(Header) ? started(malloc(sizeof(Header) + bytes), bytes) : NULL;
  if (memory != NULL) atomic_fetch_add_explicit(&blocksInUse, 1, memory_order_relaxed);
  return memory;
}

void *allocateZeroed(SIZE_T bytes) {
  void *memory = allocate(bytes);
  return memory == NULL ? NULL : memset(memory, 0, bytes);
}

void release(void *memory) {
  if (memory == NULL) return;
  Header *header = (Header *)memory - 1;
  atomic_fetch_sub_explicit(&bytesInUse, header->bytes, memory_order_relaxed);
  atomic_fetch_sub_explicit(&blocksInUse, 1, memory_order_relaxed);
  free(header);
}

void releaseSecret(void *memory, SIZE_T bytes) {
  if (memory != NULL) OPENSSL_cleanse(memory, bytes);
  release(memory);
}

static void *reallocate(void *memory, SIZE_T bytes) {
  if (memory == NULL) return allocate(bytes);
  if (!mayProceed()) return NULL;
  Header *header = (Header *)memory - 1;
  SIZE_T before = header->bytes;
  memory = bytes <= SIZE_MAX - sizeof(Header) ? started(realloc(header, sizeof(Header) + bytes), bytes) : NULL;
  if (memory != NULL) atomic_fetch_sub_explicit(&bytesInUse, before, memory_order_relaxed);
  return memory;
}

static void *libcryptoMalloc(size_t bytes, const char *file, int line) {
  (void)file, (void)line;
  return bytes == 0 ? NULL : allocate(bytes);
}

static void *libcryptoRealloc(void *memory, size_t bytes, const char *file, int line) {
  (void)file, (void)line;
  if (bytes != 0) return reallocate(memory, bytes);
  release(memory);
  return NULL;
}

static void libcryptoFree(void *memory, const char *file, int line) {
  (void)file, (void)line;
  release(memory);
}

BOOL allocationHookLibcrypto(void) {
  return CRYPTO_set_mem_functions(libcryptoMalloc, libcryptoRealloc, libcryptoFree) == 1;
}

void allocationRecordBegin(int64_t after) {
  thread.record = (AllocationRecord){0};
  thread.remaining = after;
}

AllocationRecord allocationRecordEnd(void) {
  thread.remaining = -1;
  return thread.record;
}

UINT64 allocationFailures(void) {
  return thread.failures;
}

void allocationInUse(UINT64 *bytes, UINT64 *blocks) {
  *bytes = atomic_load_explicit(&bytesInUse, memory_order_relaxed);
  *blocks = atomic_load_explicit(&blocksInUse, memory_order_relaxed);
}
