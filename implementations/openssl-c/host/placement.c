#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "placement.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WATCHED 64u
#define GUARD_PAGES 16u /* inaccessible, so that long strides are caught too */
#define SCRIBBLE 0x11

static const struct {
  const char *name;
  PlacementKind kind;
} names[] = {{"guard-after", PLACEMENT_GUARD_AFTER},
             {"guard-before", PLACEMENT_GUARD_BEFORE},
             {"unaligned", PLACEMENT_UNALIGNED},
             {"read-only", PLACEMENT_READ_ONLY}};

bool placementKind(const char *text, size_t length, PlacementKind *kind) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strlen(names[i].name) != length || memcmp(names[i].name, text, length) != 0) continue;
    *kind = names[i].kind;
    return true;
  }
  return false;
}

/* What a watched byte holds until somebody writes it. */
static BYTE pattern(const BYTE *at) {
  return (BYTE)(0xA5 ^ ((uintptr_t)at * 7));
}

static void watch(BYTE *from, const BYTE *to) {
  for (; from < to; from++) *from = pattern(from);
}

static size_t changed(const BYTE *from, const BYTE *to) {
  size_t count = 0;
  for (; from < to; from++) count += *from != pattern(from);
  return count;
}

static const BYTE *watchedStart(const Placement *p) {
  size_t room = (size_t)(p->data - p->writable);
  return p->data - (room < WATCHED ? room : WATCHED);
}

static const BYTE *watchedEnd(const Placement *p) {
  const BYTE *end = p->data + p->size;
  size_t room = (size_t)(p->writable + p->writableLength - end);
  return end + (room < WATCHED ? room : WATCHED);
}

static bool allocatePlain(Placement *p, size_t offset) {
  p->length = WATCHED + offset + p->size + WATCHED;
  p->region = aligned_alloc(16, (p->length + 15) / 16 * 16);
  if (p->region == NULL) return false;
  p->writable = p->region;
  p->writableLength = p->length;
  p->data = p->region + WATCHED + offset;
  return true;
}

/* Whole pages for the bytes and what is watched, between inaccessible ones. */
static bool mapPages(Placement *p, PlacementKind kind) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), guard = page * GUARD_PAGES;
  p->writableLength = (p->size + 2 * WATCHED + page - 1) / page * page;
  p->length = guard + p->writableLength + guard;
  p->region = mmap(NULL, p->length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p->region == MAP_FAILED) {
    p->region = NULL;
    return false;
  }
  p->mapped = true;
  p->writable = p->region + guard;
  if (mprotect(p->writable, p->writableLength, PROT_READ | PROT_WRITE) != 0) return false;
  if (kind == PLACEMENT_GUARD_AFTER) p->data = p->writable + p->writableLength - p->size;
  if (kind == PLACEMENT_GUARD_BEFORE) p->data = p->writable;
  if (kind == PLACEMENT_READ_ONLY) p->data = p->writable + WATCHED;
  return true;
}

static bool locate(Placement *p, PlacementKind kind) {
  if (kind == PLACEMENT_PLAIN) return allocatePlain(p, 0);
  if (kind == PLACEMENT_UNALIGNED) return allocatePlain(p, 1);
  return mapPages(p, kind);
}

bool placementMake(Placement *p, PlacementKind kind, const BYTE *bytes, size_t size) {
  *p = (Placement){.size = size};
  p->before = malloc(size + 1);
  if (p->before == NULL || !locate(p, kind)) {
    placementRelease(p);
    return false;
  }
  watch((BYTE *)watchedStart(p), watchedEnd(p));
  if (bytes != NULL) {
    memcpy(p->data, bytes, size);
  } else {
    memset(p->data, 0, size);
  }
  memcpy(p->before, p->data, size);
  p->readOnly = kind == PLACEMENT_READ_ONLY;
  if (!p->readOnly || mprotect(p->writable, p->writableLength, PROT_READ) == 0) return true;
  placementRelease(p);
  return false;
}

bool placementChanged(const Placement *p) {
  return p->data != NULL && memcmp(p->data, p->before, p->size) != 0;
}

size_t placementOverrun(const Placement *p) {
  if (p->data == NULL) return 0;
  return changed(watchedStart(p), p->data) + changed(p->data + p->size, watchedEnd(p));
}

bool placementHolds(const Placement *p, const void *address) {
  uintptr_t at = (uintptr_t)address, start = (uintptr_t)p->region;
  return p->region != NULL && at >= start && at < start + p->length;
}

void placementScribble(Placement *p) {
  if (p->data == NULL) return;
  if (p->readOnly && mprotect(p->writable, p->writableLength, PROT_READ | PROT_WRITE) != 0) return;
  p->readOnly = false;
  memset(p->data, SCRIBBLE, p->size);
}

void placementRelease(Placement *p) {
  if (p->mapped) {
    munmap(p->region, p->length);
  } else {
    free(p->region);
  }
  free(p->before);
  *p = (Placement){0};
}
