#include "handles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 16u
#define POISON 0xCD /* what a driver finds in its private area before it creates the object there */

static const char *const kindNames[KIND_COUNT] = {"device", "session", "surface", "channel", "output"};

static struct {
  Object **slots;
  uint32_t count;
  uint32_t *free; /* slots without an object, a stack */
  uint32_t freeCount;
  uint64_t lastSerial;
} table;

static bool grow(void) {
  uint32_t count = table.count == 0 ? 64 : table.count * 2;
  if (count < table.count) return false;
  Object **slots = realloc(table.slots, count * sizeof *slots);
  if (slots != NULL) table.slots = slots;
  uint32_t *unused = realloc(table.free, count * sizeof *unused);
  if (unused != NULL) table.free = unused;
  if (slots == NULL || unused == NULL) return false;
  for (uint32_t slot = count; slot-- > table.count;) {
    table.slots[slot] = NULL;
    table.free[table.freeCount++] = slot;
  }
  table.count = count;
  return true;
}

Object *objectCreate(ObjectKind kind, Object *device, size_t size) {
  if (table.freeCount == 0 && !grow()) return NULL;
  Object *object = calloc(1, sizeof *object);
  if (object == NULL) return NULL;
  if (size > 0) {
    object->memory = aligned_alloc(ALIGNMENT, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    if (object->memory == NULL) {
      free(object);
      return NULL;
    }
    memset(object->memory, POISON, size);
  }
  object->kind = kind;
  object->device = device;
  object->size = size;
  object->slot = table.free[--table.freeCount];
  object->serial = ++table.lastSerial;
  table.slots[object->slot] = object;
  return object;
}

void objectDestroy(Object *object) {
  table.slots[object->slot] = NULL;
  table.free[table.freeCount++] = object->slot;
  if (object->size > 0) free(object->memory);
  free(object);
}

void objectText(const Object *object, char text[HANDLE_TEXT_MAX]) {
  snprintf(text, HANDLE_TEXT_MAX, "%s:%" PRIu32 ":%" PRIu64, kindNames[object->kind], object->slot, object->serial);
}

/* The slot that a text names; table.count where it names none. */
static uint32_t slotOf(const char *text, size_t length) {
  const char *colon = memchr(text, ':', length);
  uint64_t slot = 0;
  if (colon == NULL) return table.count;
  for (const char *c = colon + 1; c < text + length && *c >= '0' && *c <= '9' && slot < table.count; c++)
    slot = slot * 10 + (uint64_t)(*c - '0');
  return slot < table.count ? (uint32_t)slot : table.count;
}

Object *objectFind(ObjectKind kind, const char *text, size_t length) {
  uint32_t slot = slotOf(text, length);
  Object *object = slot < table.count ? table.slots[slot] : NULL;
  if (object == NULL || object->kind != kind) return NULL;
  char expected[HANDLE_TEXT_MAX];
  objectText(object, expected);
  return length == strlen(expected) && memcmp(text, expected, length) == 0 ? object : NULL;
}

Object *objectNext(ObjectKind kind, const Object *device, const Object *after) {
  for (uint32_t slot = after == NULL ? 0 : after->slot + 1; slot < table.count; slot++) {
    Object *object = table.slots[slot];
    if (object != NULL && object->kind == kind && (device == NULL || object->device == device)) return object;
  }
  return NULL;
}

void *objectMemory(const Object *object) {
  return object == NULL ? NULL : object->memory;
}
