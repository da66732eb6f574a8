/* The objects of the conversation, and the texts that stand for them on the wire. No text is ever given out twice. */
#ifndef OPENSSL_C_HOST_HANDLES_H
#define OPENSSL_C_HOST_HANDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { KIND_DEVICE, KIND_SESSION, KIND_SURFACE, KIND_CHANNEL, KIND_OUTPUT, KIND_COUNT } ObjectKind;

#define HANDLE_TEXT_MAX 64u

typedef struct Object {
  ObjectKind kind;
  uint32_t slot;
  uint64_t serial;
  struct Object *device;  /* that it was created on; NULL for devices and outputs */
  void *memory;           /* private area, surface or driver's own handle, by kind */
  size_t size;            /* bytes of memory, where the host allocated it */
  bool takesPointers;     /* a session that reads pData as a structure of pointers */
} Object;

/* A new object with `size` bytes of 16-aligned memory, or none where size is 0. NULL where memory ran out. */
Object *objectCreate(ObjectKind kind, Object *device, size_t size);

/* Forgets the object and frees its memory, where the host allocated it. */
void objectDestroy(Object *object);

/* Ends with a zero. */
void objectText(const Object *object, char text[HANDLE_TEXT_MAX]);

/* The living object of that kind which the text stands for, or NULL. */
Object *objectFind(ObjectKind kind, const char *text, size_t length);

/*
 * The next living object of that kind behind `after` (NULL: the first), of that device where it is not NULL; NULL
 * where there is none.
 */
Object *objectNext(ObjectKind kind, const Object *device, const Object *after);

/* The memory behind an object, NULL for the null handle: what a driver's handle holds. */
void *objectMemory(const Object *object);

#endif
