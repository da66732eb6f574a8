/* Runs the driver's functions so that an access violation inside them comes back as an answer. */
#ifndef OPENSSL_C_HOST_GUARD_H
#define OPENSSL_C_HOST_GUARD_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { ACCESS_READ, ACCESS_WRITE, ACCESS_EXECUTE } FaultAccess;

typedef struct {
  bool happened;
  FaultAccess access;
  const void *address;
} Fault;

/* Installs the handler for SIGSEGV and SIGBUS; once. */
bool guardInstall(void);

/* Gives the calling thread a stack for the handler, so that a stack overflow is survived too. */
bool guardPrepareThread(void);
void guardReleaseThread(void);

/*
 * Calls function(argument). Where it faults, what it was doing is abandoned: locks that it held stay held. Returns
 * the nanoseconds it took.
 */
int64_t guardRun(void (*function)(void *argument), void *argument, Fault *fault);

#endif
