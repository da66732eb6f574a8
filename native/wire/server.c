#include "server.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>

#define SLOTS 8
#define WORKERS 4
#define GRACE_MILLISECONDS 1000

/* A request from the line's arrival to the answer's departure. */
typedef struct Slot {
    char line[WIRE_MAX_LINE];
    char answer[WIRE_MAX_LINE];
    size_t length;
    bool tooLong;
    Call call;
    ULONGLONG startedAt; /* milliseconds; 0: not under way */
    struct Slot *next;
} Slot;

typedef struct Queue {
    Slot *first, *last;
} Queue;

static HANDLE wireIn, wireOut;
static const Server *config;
static CRITICAL_SECTION lock; /* all of what follows, and whole lines of output */
static CONDITION_VARIABLE changed;
static Queue freeSlots, arrived, parallel;
static Slot *slots;
static unsigned idleWorkers, busyWorkers;
static bool inputEnded;
static ULONGLONG completed;

void complain(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    DWORD written;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text - 1, format, arguments);
    va_end(arguments);
    if (length < 0) return;
    if (length > (int)sizeof text - 2) length = (int)sizeof text - 2;
    text[length++] = '\n';
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), text, (DWORD)length, &written, NULL);
}

_Noreturn static void endProcess(UINT status)
{
    /* Not ExitProcess: that would run the driver's detach code, which may hang. */
    TerminateProcess(GetCurrentProcess(), status);
    for (;;) Sleep(INFINITE);
}

void serverClaimWire(void)
{
    HANDLE self = GetCurrentProcess();
    DuplicateHandle(self, GetStdHandle(STD_INPUT_HANDLE), self, &wireIn, 0, FALSE, DUPLICATE_SAME_ACCESS);
    DuplicateHandle(self, GetStdHandle(STD_OUTPUT_HANDLE), self, &wireOut, 0, FALSE, DUPLICATE_SAME_ACCESS);
    /* The C runtime's descriptors first: closing them closes the handles below. */
    int nul = _open("NUL", _O_RDONLY);
    if (nul >= 0) {
        _dup2(nul, 0);
        _close(nul);
    }
    _dup2(2, 1);
    SetStdHandle(STD_INPUT_HANDLE, (HANDLE)_get_osfhandle(0));
    SetStdHandle(STD_OUTPUT_HANDLE, (HANDLE)_get_osfhandle(1));
}

static void push(Queue *queue, Slot *slot)
{
    slot->next = NULL;
    if (queue->first == NULL) queue->first = slot;
    else queue->last->next = slot;
    queue->last = slot;
    WakeAllConditionVariable(&changed);
}

static Slot *pop(Queue *queue)
{
    Slot *slot = queue->first;
    if (slot != NULL) queue->first = slot->next;
    return slot;
}

static Slot *takeFreeSlot(void)
{
    Slot *slot;
    EnterCriticalSection(&lock);
    while ((slot = pop(&freeSlots)) == NULL) SleepConditionVariableCS(&changed, &lock, INFINITE);
    LeaveCriticalSection(&lock);
    slot->length = 0;
    slot->tooLong = false;
    return slot;
}

static void arrive(Slot *slot)
{
    EnterCriticalSection(&lock);
    push(&arrived, slot);
    LeaveCriticalSection(&lock);
}

static void readLines(void)
{
    static char chunk[65536];
    Slot *slot = takeFreeSlot();
    DWORD size;
    while (ReadFile(wireIn, chunk, sizeof chunk, &size, NULL) && size > 0) {
        for (DWORD i = 0; i < size; i++) {
            if (chunk[i] == '\n') {
                arrive(slot);
                slot = takeFreeSlot();
            } else if (slot->length == sizeof slot->line - 1) {
                slot->tooLong = true;
            } else {
                slot->line[slot->length++] = chunk[i];
            }
        }
    }
}

/* What arrived is still answered, as long as answers keep coming; a call that hangs does not keep the process. */
static DWORD WINAPI readerThread(void *unused)
{
    (void)unused;
    readLines();
    EnterCriticalSection(&lock);
    inputEnded = true;
    WakeAllConditionVariable(&changed);
    ULONGLONG seen = completed;
    LeaveCriticalSection(&lock);
    for (;;) {
        Sleep(GRACE_MILLISECONDS);
        EnterCriticalSection(&lock);
        if (completed == seen) endProcess(0);
        seen = completed;
        LeaveCriticalSection(&lock);
    }
    return 0;
}

static void writeAnswer(Slot *slot)
{
    size_t length = callClose(&slot->call), at = 0;
    while (at < length) {
        DWORD written;
        if (!WriteFile(wireOut, slot->answer + at, (DWORD)(length - at), &written, NULL)) endProcess(0); /* nobody reads */
        at += written;
    }
}

static void answer(Slot *slot)
{
    EnterCriticalSection(&lock);
    slot->startedAt = 0;
    writeAnswer(slot);
    completed++;
    push(&freeSlots, slot);
    LeaveCriticalSection(&lock);
}

static void runCall(Slot *slot)
{
    slot->startedAt = GetTickCount64() | 1;
    slot->call.method->run(&slot->call);
}

static DWORD WINAPI workerThread(void *unused)
{
    (void)unused;
    for (;;) {
        Slot *slot;
        EnterCriticalSection(&lock);
        while ((slot = pop(&parallel)) == NULL) SleepConditionVariableCS(&changed, &lock, INFINITE);
        LeaveCriticalSection(&lock);
        runCall(slot);
        answer(slot);
        EnterCriticalSection(&lock);
        idleWorkers++;
        busyWorkers--;
        WakeAllConditionVariable(&changed);
        LeaveCriticalSection(&lock);
    }
    return 0;
}

static DWORD WINAPI watchdogThread(void *unused)
{
    (void)unused;
    unsigned period = config->watchdogMilliseconds < 1000 ? config->watchdogMilliseconds / 4 + 1 : 250;
    for (;;) {
        Sleep(period);
        ULONGLONG now = GetTickCount64();
        for (int i = 0; i < SLOTS; i++) {
            ULONGLONG started = slots[i].startedAt;
            if (started == 0 || now < started || now - started < config->watchdogMilliseconds) continue;
            complain("watchdog: %s has not returned for %llu ms; ending the process", slots[i].call.method->name, now - started);
            endProcess(WATCHDOG_EXIT);
        }
    }
    return 0;
}

static void startThread(LPTHREAD_START_ROUTINE routine)
{
    HANDLE thread = CreateThread(NULL, 0, routine, NULL, 0, NULL);
    if (thread == NULL) {
        complain("CreateThread failed: error %lu", GetLastError());
        endProcess(1);
    }
    CloseHandle(thread);
}

static void serve(Slot *slot)
{
    Call *call = &slot->call;
    if (slot->tooLong) callOpenTooLong(call, slot->answer);
    else callOpen(call, slot->line, slot->length, slot->answer, config->methods, config->methodCount);
    if (call->method != NULL && (call->method->flags & METHOD_PARALLEL) != 0) {
        EnterCriticalSection(&lock);
        while (idleWorkers == 0) SleepConditionVariableCS(&changed, &lock, INFINITE);
        idleWorkers--;
        busyWorkers++;
        push(&parallel, slot);
        LeaveCriticalSection(&lock);
        return;
    }
    if (call->method != NULL) {
        if ((call->method->flags & METHOD_OVERLAPS) == 0) {
            EnterCriticalSection(&lock);
            while (busyWorkers != 0) SleepConditionVariableCS(&changed, &lock, INFINITE);
            LeaveCriticalSection(&lock);
        }
        runCall(slot);
    }
    answer(slot);
}

_Noreturn void serverRun(const Server *server)
{
    config = server;
    InitializeCriticalSection(&lock);
    InitializeConditionVariable(&changed);
    slots = VirtualAlloc(NULL, SLOTS * sizeof *slots, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (slots == NULL) {
        complain("out of memory for %d requests", SLOTS);
        endProcess(1);
    }
    for (int i = 0; i < SLOTS; i++) push(&freeSlots, &slots[i]);
    idleWorkers = WORKERS;
    for (int i = 0; i < WORKERS; i++) startThread(workerThread);
    startThread(readerThread);
    if (server->watchdogMilliseconds != 0) startThread(watchdogThread);
    for (;;) {
        EnterCriticalSection(&lock);
        Slot *slot;
        while ((slot = pop(&arrived)) == NULL && !(inputEnded && busyWorkers == 0)) {
            SleepConditionVariableCS(&changed, &lock, INFINITE);
        }
        LeaveCriticalSection(&lock);
        if (slot == NULL) break;
        serve(slot);
    }
    if (server->close != NULL) server->close();
    endProcess(0);
}
