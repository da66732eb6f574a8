#include "guarded-call.h"

#include <stdio.h>

#include "../wire/server.h"

/* Offset of the GuardFrame's address in the frame of guardedCall; see guarded-call.S. */
#define GUARD_FRAME_OFFSET 0x80

extern const char guardedCallLanding[];

EXCEPTION_DISPOSITION guardedCallHandler(EXCEPTION_RECORD *record, void *establisherFrame, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher);

EXCEPTION_DISPOSITION guardedCallHandler(EXCEPTION_RECORD *record, void *establisherFrame, CONTEXT *context, DISPATCHER_CONTEXT *dispatcher)
{
    (void)context;
    if ((record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND)) != 0) return ExceptionContinueSearch;
    if ((DWORD)record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || record->NumberParameters < 2) return ExceptionContinueSearch;
    GuardFrame *frame = *(GuardFrame **)((char *)establisherFrame + GUARD_FRAME_OFFSET);
    frame->faulted = true;
    frame->access = record->ExceptionInformation[0];
    frame->address = record->ExceptionInformation[1];
    frame->instruction = record->ExceptionAddress;
    RtlUnwindEx(establisherFrame, (void *)(uintptr_t)guardedCallLanding, record, NULL, dispatcher->ContextRecord, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}

static LONG WINAPI lastWords(EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers->ExceptionRecord;
    HMODULE module = NULL;
    char path[MAX_PATH] = "?";
    if (GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                           (const char *)record->ExceptionAddress, &module)) {
        GetModuleFileNameA(module, path, sizeof path);
    }
    complain("exception 0x%08lX at %s+0x%llx ends the process", (unsigned long)record->ExceptionCode, path,
             (unsigned long long)((char *)record->ExceptionAddress - (char *)module));
    TerminateProcess(GetCurrentProcess(), (UINT)record->ExceptionCode);
    return EXCEPTION_EXECUTE_HANDLER;
}

void installLastWords(void)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    SetUnhandledExceptionFilter(lastWords);
    ULONG reserve = 65536; /* lastWords must run after a stack overflow, too */
    SetThreadStackGuarantee(&reserve);
}
