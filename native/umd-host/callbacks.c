#include "callbacks.h"

#include "../wire/server.h"
#include "../guard/driver-call.h"
#include "kernel-adapter.h"

/*
 * pfnSetErrorCb is recorded; pfnQueryAdapterInfoCb goes to the kernel where there is one; whatever else a driver asks
 * for (allocations, contexts, escapes, presents, state refreshes) would need a device of the operating system behind it
 * and is refused: E_NOTIMPL, and a line on standard error the first time.
 */
#define REFUSALS 128

typedef enum CallbackTable { TABLE_ADAPTER, TABLE_KERNEL, TABLE_DXGI, TABLE_CORE_LAYER, TABLE_COUNT } CallbackTable;

static const char *const tableNames[TABLE_COUNT] = {"pAdapterCallbacks", "pKTCallbacks", "pDXGIBaseCallbacks", "pUMCallbacks"};

/* The kernel callbacks that drivers call first; later ones are told by their slot. */
static const char *const kernelNames[] = {
    "pfnAllocateCb", "pfnDeallocateCb", "pfnSetPriorityCb", "pfnQueryResidencyCb", "pfnSetDisplayModeCb", "pfnPresentCb",
    "pfnRenderCb", "pfnLockCb", "pfnUnlockCb", "pfnEscapeCb", "pfnCreateOverlayCb", "pfnUpdateOverlayCb",
    "pfnFlipOverlayCb", "pfnDestroyOverlayCb", "pfnCreateContextCb", "pfnDestroyContextCb"};

static HRESULT refuse(CallbackTable table, unsigned slot)
{
    static volatile LONG said[TABLE_COUNT][REFUSALS];
    if (InterlockedExchange(&said[table][slot], 1) == 0) {
        bool named = table == TABLE_KERNEL && slot < sizeof kernelNames / sizeof *kernelNames;
        complain("the driver called slot %u of %s%s%s: refused with E_NOTIMPL", slot, tableNames[table], named ? ", " : "", named ? kernelNames[slot] : "");
    }
    return E_NOTIMPL;
}

static HRESULT APIENTRY refuseMultisampleMethodList(void)
{
    return refuse(TABLE_ADAPTER, 1);
}

static HRESULT APIENTRY refuseQueryAdapterInfo2(void)
{
    return refuse(TABLE_ADAPTER, 2);
}

const D3DDDI_ADAPTERCALLBACKS adapterCallbacks = {
    .pfnQueryAdapterInfoCb = forwardQueryAdapterInfo,
    .pfnGetMultisampleMethodListCb = (void *)(uintptr_t)refuseMultisampleMethodList,
    .pfnQueryAdapterInfoCb2 = (void *)(uintptr_t)refuseQueryAdapterInfo2};

static void APIENTRY setError(D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hr)
{
    (void)hRTCoreLayer;
    recordSetError((uint32_t)hr);
}

/* On x64 the caller clears the stack, so a function without parameters can stand in any slot. */
#define REFUSE_NAME(table, n) refuse_##table##_##n
#define DIGITS(X, table, tens) \
    X(table, tens##0) X(table, tens##1) X(table, tens##2) X(table, tens##3) X(table, tens##4) \
    X(table, tens##5) X(table, tens##6) X(table, tens##7) X(table, tens##8) X(table, tens##9)
/* Slots are written 1000 to 1119, so that no number is octal. */
#define SLOTS_OF(X, table) \
    DIGITS(X, table, 100) DIGITS(X, table, 101) DIGITS(X, table, 102) DIGITS(X, table, 103) DIGITS(X, table, 104) \
    DIGITS(X, table, 105) DIGITS(X, table, 106) DIGITS(X, table, 107) DIGITS(X, table, 108) DIGITS(X, table, 109) \
    DIGITS(X, table, 110) DIGITS(X, table, 111)
#define DEFINE(table, n) \
    static HRESULT APIENTRY REFUSE_NAME(table, n)(void) { return refuse(table, n - 1000); }
#define ENTRY(table, n) (void *)(uintptr_t)REFUSE_NAME(table, n),

SLOTS_OF(DEFINE, TABLE_KERNEL)
SLOTS_OF(DEFINE, TABLE_DXGI)
SLOTS_OF(DEFINE, TABLE_CORE_LAYER)

const void *kernelCallbacks(void)
{
    static void *const table[] = {SLOTS_OF(ENTRY, TABLE_KERNEL)};
    return table;
}

const void *dxgiCallbacks(void)
{
    static void *const table[] = {SLOTS_OF(ENTRY, TABLE_DXGI)};
    return table;
}

const void *coreLayerCallbacks(void)
{
    static void *table[] = {SLOTS_OF(ENTRY, TABLE_CORE_LAYER)};
    table[0] = (void *)(uintptr_t)setError;
    return table;
}
