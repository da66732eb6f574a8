/* Buffers for the driver, laid out so that what it touches beyond them is seen. */
#ifndef OPENSSL_C_HOST_PLACEMENT_H
#define OPENSSL_C_HOST_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "../driver/ddi.h"

typedef enum {
  PLACEMENT_PLAIN,        /* 16-aligned */
  PLACEMENT_GUARD_AFTER,  /* the byte behind the last one lies in an inaccessible page */
  PLACEMENT_GUARD_BEFORE, /* the byte before the first one does */
  PLACEMENT_UNALIGNED,    /* at an odd address */
  PLACEMENT_READ_ONLY,    /* in a page that cannot be written */
} PlacementKind;

typedef struct {
  BYTE *data; /* NULL: the null pointer, and all below is empty */
  size_t size;
  BYTE *before;   /* a copy of what was put there */
  BYTE *region;   /* everything allocated or mapped */
  size_t length;  /* of region */
  BYTE *writable; /* the part of region that the driver may write, watched bytes included */
  size_t writableLength;
  bool mapped;
  bool readOnly;
} Placement;

/* The kind of that name; false where there is none. */
bool placementKind(const char *text, size_t length, PlacementKind *kind);

/* Places `size` bytes; zeros where bytes is NULL. False where memory ran out. */
bool placementMake(Placement *placement, PlacementKind kind, const BYTE *bytes, size_t size);

/* Whether the driver changed the bytes. */
bool placementChanged(const Placement *placement);

/* How many of the watched bytes (64 on each side, where they are accessible) the driver changed. */
size_t placementOverrun(const Placement *placement);

/* Whether an address lies in the buffer, what is watched, or its inaccessible pages. */
bool placementHolds(const Placement *placement, const void *address);

/* Overwrites the bytes, so that a driver that still reads them is found out. */
void placementScribble(Placement *placement);

void placementRelease(Placement *placement);

#endif
