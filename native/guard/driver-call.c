#include "driver-call.h"

#include <string.h>

#include "../wire/server.h"

#define MAX_RETIRED 64

static DWORD currentCall; /* TLS: the DriverCall that this thread is inside of */
static LARGE_INTEGER ticksPerSecond;
static SRWLOCK lock = SRWLOCK_INIT;
static GuardedBlock retired[MAX_RETIRED];
static unsigned retiredCount;
static uint32_t strayErrors[MAX_SET_ERRORS]; /* from threads of the driver's own */
static unsigned strayErrorCount;
static volatile LONG faulted;
static volatile LONG allocationPending;
static uint64_t allocationAfter;
static AllocationHooks allocationHooks;

void driverCallSetUp(void)
{
    currentCall = TlsAlloc();
    QueryPerformanceFrequency(&ticksPerSecond);
}

void driverCallUse(AllocationHooks hooks)
{
    allocationHooks = hooks;
}

bool driverHasFaulted(void)
{
    return faulted != 0;
}

void armNextDriverCall(uint64_t after)
{
    allocationAfter = after;
    allocationPending = 1;
}

void recordSetError(uint32_t hr)
{
    DriverCall *driverCall = TlsGetValue(currentCall);
    if (driverCall != NULL) {
        if (driverCall->setErrorCount < MAX_SET_ERRORS) driverCall->setErrors[driverCall->setErrorCount++] = hr;
        return;
    }
    AcquireSRWLockExclusive(&lock);
    if (strayErrorCount < MAX_SET_ERRORS) strayErrors[strayErrorCount++] = hr;
    ReleaseSRWLockExclusive(&lock);
}

void retireBlock(GuardedBlock *block)
{
    AcquireSRWLockExclusive(&lock);
    if (retiredCount == MAX_RETIRED) guardedFree(block);
    else retired[retiredCount++] = *block;
    ReleaseSRWLockExclusive(&lock);
    memset(block, 0, sizeof *block);
}

/* Called once the new call's buffers exist, so that these cannot come to lie where the old ones were. */
static void freeRetired(void)
{
    AcquireSRWLockExclusive(&lock);
    while (retiredCount > 0) guardedFree(&retired[--retiredCount]);
    ReleaseSRWLockExclusive(&lock);
}

void inspectBlock(DriverCall *driverCall, const GuardedBlock *block)
{
    if (driverCall->frame.faulted) return;
    driverCall->inspected = true;
    driverCall->overrun += guardedOverrun(block);
}

bool driverCallBegin(DriverCall *driverCall, Call *call)
{
    memset(driverCall, 0, sizeof *driverCall);
    driverCall->call = call;
    if (driverHasFaulted()) {
        callError(call, ERROR_ADAPTER, "the driver has faulted in this process before; a new process is needed");
        return false;
    }
    return true;
}

uint64_t enterDriver(DriverCall *driverCall, const char *name, void *function, const uint64_t *arguments, uint32_t count)
{
    LARGE_INTEGER before, after;
    if (driverCall->frame.faulted) return 0;
    freeRetired();
    if (driverCall->function == NULL && InterlockedExchange(&allocationPending, 0) != 0) {
        driverCall->armed = true;
        allocationHooks.arm(allocationAfter);
    }
    driverCall->function = name;
    TlsSetValue(currentCall, driverCall);
    QueryPerformanceCounter(&before);
    uint64_t value = guardedCall(&driverCall->frame, function, arguments, count);
    QueryPerformanceCounter(&after);
    TlsSetValue(currentCall, NULL);
    uint64_t ticks = (uint64_t)(after.QuadPart - before.QuadPart);
    uint64_t frequency = (uint64_t)ticksPerSecond.QuadPart;
    driverCall->nanoseconds += ticks / frequency * 1000000000u + ticks % frequency * 1000000000u / frequency;
    if (driverCall->frame.faulted) InterlockedExchange(&faulted, 1);
    return value;
}

bool enterHook(Call *call, const char *name, void *function, const uint64_t *arguments, uint32_t count, uint64_t *value)
{
    GuardFrame frame = {0};
    if (driverHasFaulted()) {
        callError(call, ERROR_ADAPTER, "the driver has faulted in this process before; a new process is needed");
        return false;
    }
    *value = guardedCall(&frame, function, arguments, count);
    if (!frame.faulted) return true;
    InterlockedExchange(&faulted, 1);
    callError(call, ERROR_ADAPTER, "access violation in the driver's test hook %s", name);
    return false;
}

static void writeFault(DriverCall *driverCall)
{
    const GuardFrame *frame = &driverCall->frame;
    const GuardedBlock *data = driverCall->data;
    JsonWriter *out = &driverCall->call->out;
    jsonKey(out, "fault");
    jsonBeginObject(out);
    resultString(driverCall->call, "access", frame->access == 1 ? "write" : frame->access == 8 ? "execute" : "read");
    jsonKey(out, "offset");
    ULONG_PTR from = data != NULL ? (ULONG_PTR)data->region : 0;
    if (data != NULL && frame->address >= from && frame->address - from < data->regionSize) {
        jsonInt(out, (int64_t)(frame->address - (ULONG_PTR)data->data));
    } else {
        jsonNull(out);
    }
    resultString(driverCall->call, "function", driverCall->function);
    jsonEndObject(out);
    complain("access violation in %s: address 0x%llx, instruction %p", driverCall->function, (unsigned long long)frame->address, frame->instruction);
}

static void writeSetErrors(DriverCall *driverCall)
{
    JsonWriter *out = &driverCall->call->out;
    AcquireSRWLockExclusive(&lock);
    if (driverCall->setErrorCount + strayErrorCount > 0) {
        jsonKey(out, "setError");
        jsonBeginArray(out);
        for (unsigned i = 0; i < strayErrorCount; i++) jsonUint(out, strayErrors[i]);
        for (unsigned i = 0; i < driverCall->setErrorCount; i++) jsonUint(out, driverCall->setErrors[i]);
        jsonEndArray(out);
        strayErrorCount = 0;
    }
    ReleaseSRWLockExclusive(&lock);
}

static void writeAllocationReport(DriverCall *driverCall)
{
    BOOL failed = FALSE;
    uint64_t attempted = 0;
    if (!driverCall->armed) return;
    allocationHooks.disarm(&failed, &attempted);
    resultBool(driverCall->call, "allocationFailed", failed != FALSE);
    resultUint(driverCall->call, "allocations", attempted);
}

bool driverCallEnd(DriverCall *driverCall)
{
    writeAllocationReport(driverCall);
    if (driverCall->frame.faulted) writeFault(driverCall);
    writeSetErrors(driverCall);
    if (driverCall->inspected) resultUint(driverCall->call, "overrun", driverCall->overrun);
    resultUint(driverCall->call, "ns", driverCall->nanoseconds);
    return !driverCall->frame.faulted;
}

void driverCallEndWithHresult(DriverCall *driverCall, uint32_t hr)
{
    if (driverCallEnd(driverCall)) resultHresult(driverCall->call, "hr", hr);
}
