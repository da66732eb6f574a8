/*
 * A stand-in for dxgi.dll, d3d11.dll and dxva2.dll with the reference driver behind it, so that d3d11-host can be tested
 * where no machine has a video device: as much of the API as the host calls.
 */
#ifndef KEXCTS_TEST_FAKE_RUNTIME_H
#define KEXCTS_TEST_FAKE_RUNTIME_H

#define COBJMACROS
#include <windows.h>

#include <d3d11_1.h>
#include <dxgi.h>

#include "../../reference-umd/driver.h"

/* Every COM object here: methods, and a count. */
typedef struct Counted {
    const void *methods;
    LONG references;
    void (*finish)(void *object); /* NULL: nothing to do */
} Counted;

/* Zeroed, with one reference. */
void *countedCreate(size_t size, const void *methods, void (*finish)(void *object));
ULONG STDMETHODCALLTYPE countedAddRef(void *object);
ULONG STDMETHODCALLTYPE countedRelease(void *object);
HRESULT STDMETHODCALLTYPE countedNoInterface(void *object, REFIID iid, void **found);

/* A method under a type of the header's. */
#define AS(type, function) ((type)(void *)(uintptr_t)(function))

#endif
