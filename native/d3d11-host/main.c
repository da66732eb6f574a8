/* d3d11-host: the installed driver, through the Direct3D 11 runtime, as an adapter of kexcts. See ../README.md. */
#include <windows.h>

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "../wire/server.h"
#include "calls.h"
#include "runtime.h"

#define DEFAULT_WATCHDOG 120000

static const char usage[] =
    "usage: d3d11-host [ADAPTER] [options]\n"
    "Serves the kexcts adapter protocol, version 1, on standard input and output, for the driver that Direct3D 11\n"
    "uses on ADAPTER: an index, a LUID (HIGH:LOW, hexadecimal) or part of a name. Default: the first adapter.\n"
    "  --watchdog MS        end the process where one call takes longer (default 120000; 0: never)\n"
    "  --wait-for-debugger  begin only when a debugger is attached; no watchdog\n"
    "  --help, --version";

static const Method methods[] = {
    {"initialize", serveInitialize, 0},
    {"test/reset", serveReset, 0},
#define CALL(name, flags) {#name, serve##name, flags},
    WIRE_CALLS(CALL)
#undef CALL
};

static void closeRuntime(void)
{
    DriverCall driverCall = {0};
    if (!driverHasFaulted()) runtimeDeviceDestroyAll(&driverCall);
}

static int wrong(const char *what, const wchar_t *argument)
{
    complain("d3d11-host: %s: %ls", what, argument);
    complain("%s", usage);
    return 2;
}

/* -1, or the exit status. */
static int readCommandLine(int count, wchar_t **arguments, unsigned *watchdog, bool *wait)
{
    static char adapter[256];
    for (int i = 1; i < count; i++) {
        const wchar_t *argument = arguments[i];
        if (wcscmp(argument, L"--help") == 0) {
            complain("%s", usage);
            return 0;
        }
        if (wcscmp(argument, L"--version") == 0) {
            complain("d3d11-host %s, adapter protocol 1", KEXCTS_VERSION);
            return 0;
        }
        if (wcscmp(argument, L"--wait-for-debugger") == 0) {
            *wait = true;
        } else if (wcscmp(argument, L"--watchdog") == 0) {
            wchar_t *end;
            if (++i == count) return wrong("expected a value after", argument);
            *watchdog = (unsigned)wcstoul(arguments[i], &end, 10);
            if (*end != 0 || end == arguments[i] || arguments[i][0] == L'-') return wrong("expected milliseconds", arguments[i]);
        } else if (argument[0] == L'-') {
            return wrong("unknown option", argument);
        } else if (adapterWanted != NULL) {
            return wrong("one adapter only; unexpected", argument);
        } else {
            if (WideCharToMultiByte(CP_UTF8, 0, argument, -1, adapter, sizeof adapter, NULL, NULL) == 0) return wrong("expected an adapter's name", argument);
            adapterWanted = adapter;
        }
    }
    if (*wait) *watchdog = 0;
    return -1;
}

int wmain(int count, wchar_t **arguments)
{
    unsigned watchdog = DEFAULT_WATCHDOG;
    bool wait = false;
    int status = readCommandLine(count, arguments, &watchdog, &wait);
    if (status >= 0) return status;
    serverClaimWire();
    installLastWords();
    driverCallSetUp();
    if (wait) {
        complain("d3d11-host: process %lu waits for a debugger", GetCurrentProcessId());
        while (!IsDebuggerPresent()) Sleep(100);
    }
    Server server = {.methods = methods, .methodCount = sizeof methods / sizeof *methods, .watchdogMilliseconds = watchdog, .close = closeRuntime};
    serverRun(&server);
}
