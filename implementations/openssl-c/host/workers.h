/* Threads for the calls that may run beside one another (METHOD_MT). */
#ifndef OPENSSL_C_HOST_WORKERS_H
#define OPENSSL_C_HOST_WORKERS_H

#include "call.h"

/*
 * Runs the call on a thread of its own, and writes its answer. Waits first where WORKERS_MAX calls are under way.
 * Takes the call over; its buffers stay mapped until workersWait, or until later calls follow. False where no thread
 * can be had: the call is then still the caller's.
 */
#define WORKERS_MAX 8u
bool workersSubmit(Call *call);

/* Until no call is under way. */
void workersWait(void);

bool workersBusy(void);

#endif
