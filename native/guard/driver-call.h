/*
 * One call of the wire that enters the driver: guarded, timed, with everything seen on the way. A wire call may need
 * several functions of the driver (CalcPrivate and Create); they share one DriverCall.
 */
#ifndef KEXCTS_GUARD_DRIVER_CALL_H
#define KEXCTS_GUARD_DRIVER_CALL_H

#include <windows.h>

#include "../wire/request.h"
#include "guarded-call.h"
#include "guarded-memory.h"

#define MAX_SET_ERRORS 64

typedef struct DriverCall {
    Call *call;
    GuardFrame frame;
    const char *function;    /* the one entered last */
    uint64_t nanoseconds;    /* inside of the driver, all functions together */
    bool inspected;          /* somebody looked for an overrun */
    size_t overrun;          /* bytes found changed outside of what was handed over */
    uint32_t setErrors[MAX_SET_ERRORS];
    unsigned setErrorCount;
    const GuardedBlock *data; /* pData, for the offset of a fault */
    bool armed;               /* an allocation is to fail in this call */
} DriverCall;

/* False, with an error answered, where the driver has faulted before: its state is unknown then. */
bool driverCallBegin(DriverCall *driverCall, Call *call);

/* Enters `function`; the value is meaningless where driverCall->frame.faulted is set afterwards. */
uint64_t enterDriver(DriverCall *driverCall, const char *name, void *function, const uint64_t *arguments, uint32_t count);

#define ARGUMENT(value) ((uint64_t)(uintptr_t)(value))
#define ENTER(driverCall, name, function, ...)                                                        \
    enterDriver((driverCall), (name), (void *)(uintptr_t)(function), (const uint64_t[]){__VA_ARGS__}, \
                (uint32_t)(sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)))

/* Enters a test hook, which is no call of the DDI: retired buffers stay as they are. False, with an error, on a fault. */
bool enterHook(Call *call, const char *name, void *function, const uint64_t *arguments, uint32_t count, uint64_t *value);

#define HOOK(call, name, function, value, ...)                                                          \
    enterHook((call), (name), (void *)(uintptr_t)(function), (const uint64_t[]){__VA_ARGS__},           \
              (uint32_t)(sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)), (value))

/* Writes fault, setError, ns, overrun and the report of an armed allocation failure. True where there was no fault. */
bool driverCallEnd(DriverCall *driverCall);

/* As the last member of a call that returns an HRESULT: hr, unless there was a fault. */
void driverCallEndWithHresult(DriverCall *driverCall, uint32_t hr);

/* pfnSetErrorCb, on whichever thread. */
void recordSetError(uint32_t hr);

/* test/failAllocation: the next DriverCall arms the driver's hook. */
void armNextDriverCall(uint64_t after);

/* Adds the block's overrun, unless there was a fault: what it did on its way is no longer told apart. */
void inspectBlock(DriverCall *driverCall, const GuardedBlock *block);

bool driverHasFaulted(void);

void driverCallSetUp(void);

/* Where the driver can be made to run out of memory. */
typedef struct AllocationHooks {
    void(APIENTRY *arm)(uint64_t after);
    void(APIENTRY *disarm)(BOOL *failed, uint64_t *attempted);
} AllocationHooks;

void driverCallUse(AllocationHooks hooks);

/* Buffers that the driver may no longer read live until the next call begins, and are inaccessible from then on. */
void retireBlock(GuardedBlock *block);

#endif
