/* What the wire's handles stand for. A handle is a kind and a serial number, and is never given out twice. */
#ifndef KEXCTS_WIRE_HANDLE_TABLE_H
#define KEXCTS_WIRE_HANDLE_TABLE_H

#include "request.h"

/* A serial number for the object, from 1 on; 0 where there is no memory. On one thread alone. */
uint64_t handleAdd(const char *kind, void *object);
void handleRemove(uint64_t serial);

/* Writes the handle as a member of the result. */
void resultHandle(Call *call, const char *name, const char *kind, uint64_t serial);

/* The live object that the parameter names; ERROR_PARAMS otherwise. On any thread. */
void *paramHandle(Call *call, const char *name, const char *kind);

#endif
