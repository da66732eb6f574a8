/*
 * The transport of a Windows host: lines on standard input and output, calls in order on one thread, parallel ones on
 * threads of their own, a watchdog, and an end where the input ends.
 */
#ifndef KEXCTS_WIRE_SERVER_H
#define KEXCTS_WIRE_SERVER_H

#include "request.h"

/* Exit status where the watchdog ended the process. */
#define WATCHDOG_EXIT 124

typedef struct Server {
    const Method *methods;
    size_t methodCount;
    unsigned watchdogMilliseconds; /* for one call; 0: none */
    void (*close)(void);           /* an orderly end, where nothing is under way; may be NULL */
} Server;

/*
 * Takes standard input and output for the wire, and leaves NUL and standard error in their places, for the process and
 * for its C runtime. To be called before any driver is loaded.
 */
void serverClaimWire(void);

/* Serves until the input ends, and ends the process with status 0. Returns on no path. */
_Noreturn void serverRun(const Server *server);

/* printf to standard error, by whole lines, without the C runtime's buffers. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
