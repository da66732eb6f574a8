/* What the command line, and `options` of initialize, may say. */
#ifndef KEXCTS_UMD_HOST_OPTIONS_H
#define KEXCTS_UMD_HOST_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <wchar.h>

typedef struct HostOptions {
    const wchar_t *driverPath;
    uint32_t interfaceVersion; /* 0: chosen among those that the driver supports */
    uint32_t subObject;        /* 0: every one that the driver has */
    const wchar_t *display;    /* NULL: the first display adapter */
    unsigned watchdogMilliseconds;
    bool waitForDebugger;
    bool heapUse; /* test/memoryUse by walking the process's heaps, for a driver without hooks */
} HostOptions;

extern HostOptions options;

/* Returns -1, or the exit status with which the process is to end, after saying why on standard error. */
int readCommandLine(int count, wchar_t **arguments);

/* One of `options`; false, with what would do in `expected`, for an unknown name or value. */
bool readInitializeOption(const char *name, const char *value, const char **expected);

#endif
