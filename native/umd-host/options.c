#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "../wire/server.h"

#define DEFAULT_WATCHDOG 120000

HostOptions options = {.watchdogMilliseconds = DEFAULT_WATCHDOG};

static const char usage[] =
    "usage: umd-host DRIVER.dll [options]\n"
    "Loads a Windows user-mode display driver through OpenAdapter10_2 and serves the kexcts adapter protocol,\n"
    "version 1, on standard input and output.\n"
    "  --interface HEX      DDI interface version to open it with, such as 0x000B000F (default: the best it supports)\n"
    "  --table N            video table to use alone: sub-object 7, 6, 5, 3 or 2 (default: every one it has)\n"
    "  --display NAME       display whose adapter answers the driver's queries, such as \\\\.\\DISPLAY1\n"
    "  --watchdog MS        end the process where one call takes longer (default 120000; 0: never)\n"
    "  --heap-use           offer test/memoryUse by walking the process's heaps, for a driver without test hooks\n"
    "  --wait-for-debugger  load the driver only when a debugger is attached; no watchdog\n"
    "  --help, --version";

static bool knownSubObject(uint32_t id)
{
    return id == 7 || id == 6 || id == 5 || id == 3 || id == 2;
}

static bool number(const char *text, int base, uint32_t *value)
{
    char *end;
    unsigned long long wide = strtoull(text, &end, base);
    if (*text == 0 || *text == '-' || *end != 0 || wide > UINT32_MAX) return false;
    *value = (uint32_t)wide;
    return true;
}

bool readInitializeOption(const char *name, const char *value, const char **expected)
{
    uint32_t parsed;
    if (strcmp(name, "interface") == 0) {
        *expected = "interface as hexadecimal, such as 0x000B000F";
        if (!number(value, 16, &parsed)) return false;
        options.interfaceVersion = parsed;
        return true;
    }
    if (strcmp(name, "table") == 0) {
        *expected = "table 7, 6, 5, 3 or 2";
        if (!number(value, 10, &parsed) || !knownSubObject(parsed)) return false;
        options.subObject = parsed;
        return true;
    }
    if (strcmp(name, "heap-use") == 0) {
        *expected = "heap-use on or off";
        if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0) return false;
        options.heapUse = strcmp(value, "on") == 0;
        return true;
    }
    *expected = "one of interface, table, heap-use";
    return false;
}

/* Numbers on the command line are ASCII; anything else becomes text that no number is. */
static void narrow(const wchar_t *wide, char *out, size_t size)
{
    size_t i = 0;
    for (; wide[i] != 0 && i + 1 < size; i++) out[i] = wide[i] < 128 ? (char)wide[i] : '?';
    out[i] = 0;
}

static int wrong(const char *what, const wchar_t *argument)
{
    complain("umd-host: %s: %ls", what, argument);
    complain("%s", usage);
    return 2;
}

int readCommandLine(int count, wchar_t **arguments)
{
    for (int i = 1; i < count; i++) {
        const wchar_t *argument = arguments[i];
        const char *expected = NULL;
        char value[64];
        uint32_t parsed;
        bool takesValue = wcscmp(argument, L"--interface") == 0 || wcscmp(argument, L"--table") == 0 ||
                          wcscmp(argument, L"--watchdog") == 0 || wcscmp(argument, L"--display") == 0;
        if (takesValue && i + 1 == count) return wrong("expected a value after", argument);
        if (takesValue) narrow(arguments[i + 1], value, sizeof value);
        if (wcscmp(argument, L"--help") == 0) {
            complain("%s", usage);
            return 0;
        }
        if (wcscmp(argument, L"--version") == 0) {
            complain("umd-host %s, adapter protocol 1", KEXCTS_VERSION);
            return 0;
        }
        if (wcscmp(argument, L"--interface") == 0 || wcscmp(argument, L"--table") == 0) {
            char name[16];
            narrow(argument + 2, name, sizeof name);
            if (!readInitializeOption(name, value, &expected)) return wrong(expected, arguments[i + 1]);
            i++;
        } else if (wcscmp(argument, L"--watchdog") == 0) {
            if (!number(value, 10, &parsed)) return wrong("expected milliseconds", arguments[i + 1]);
            options.watchdogMilliseconds = parsed;
            i++;
        } else if (wcscmp(argument, L"--display") == 0) {
            options.display = arguments[++i];
        } else if (wcscmp(argument, L"--heap-use") == 0) {
            options.heapUse = true;
        } else if (wcscmp(argument, L"--wait-for-debugger") == 0) {
            options.waitForDebugger = true;
        } else if (argument[0] == L'-') {
            return wrong("unknown option", argument);
        } else if (options.driverPath != NULL) {
            return wrong("one driver only; unexpected", argument);
        } else {
            options.driverPath = argument;
        }
    }
    if (options.driverPath == NULL) return wrong("expected the path of a driver DLL", L"");
    if (options.waitForDebugger) options.watchdogMilliseconds = 0;
    return -1;
}
