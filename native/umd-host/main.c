/* umd-host: a Windows user-mode display driver as an adapter of kexcts. See ../README.md. */
#include <windows.h>

#include "../wire/server.h"
#include "calls.h"
#include "driver.h"
#include "options.h"

static const Method methods[] = {
    {"initialize", serveInitialize, 0},
#define CALL(name, flags) {#name, serve##name, flags},
    WIRE_CALLS(CALL)
#undef CALL
#define CALL(name) {"test/" #name, serve_test_##name, 0},
    WIRE_TEST_CALLS(CALL)
#undef CALL
};

static void closeDriver(void)
{
    DriverCall driverCall = {0};
    if (driverHasFaulted()) return;
    deviceDestroyAll(&driverCall);
    driverClose();
}

static void waitForDebugger(void)
{
    complain("umd-host: process %lu waits for a debugger", GetCurrentProcessId());
    while (!IsDebuggerPresent()) Sleep(100);
}

int wmain(int count, wchar_t **arguments)
{
    int status = readCommandLine(count, arguments);
    if (status >= 0) return status;
    serverClaimWire();
    installLastWords();
    driverCallSetUp();
    if (options.waitForDebugger) waitForDebugger();
    Server server = {.methods = methods, .methodCount = sizeof methods / sizeof *methods, .watchdogMilliseconds = options.watchdogMilliseconds, .close = closeDriver};
    serverRun(&server);
}
