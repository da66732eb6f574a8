#define _GNU_SOURCE /* REG_ERR, sigaltstack */
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

#define HANDLER_STACK 65536u

static _Thread_local struct {
  sigjmp_buf landing;
  volatile sig_atomic_t armed;
  volatile Fault fault;
  void *stack;
} thread;

/* What the processor says it was doing. */
static FaultAccess accessOf(const ucontext_t *context) {
#if defined(__x86_64__) && defined(__linux__)
  unsigned long long error = (unsigned long long)context->uc_mcontext.gregs[REG_ERR];
  if (error & 0x10) return ACCESS_EXECUTE;
  return error & 0x2 ? ACCESS_WRITE : ACCESS_READ;
#elif defined(__aarch64__) && defined(__linux__) && defined(ESR_MAGIC)
  const char *record = (const char *)context->uc_mcontext.__reserved;
  for (;;) {
    struct _aarch64_ctx head;
    memcpy(&head, record, sizeof head);
    if (head.magic == 0 || head.size == 0) return ACCESS_READ;
    if (head.magic == ESR_MAGIC) {
      struct esr_context syndrome;
      memcpy(&syndrome, record, sizeof syndrome);
      unsigned kind = (unsigned)(syndrome.esr >> 26) & 0x3F; /* exception class */
      if (kind == 0x20 || kind == 0x21) return ACCESS_EXECUTE;
      return syndrome.esr & 0x40 ? ACCESS_WRITE : ACCESS_READ; /* WnR */
    }
    record += head.size;
  }
#else
  (void)context;
  return ACCESS_READ;
#endif
}

static void onFault(int number, siginfo_t *information, void *context) {
  if (!thread.armed) {
    signal(number, SIG_DFL); /* the host's own fault: the access is repeated, and ends the process */
    return;
  }
  thread.armed = 0;
  thread.fault.happened = true;
  thread.fault.access = accessOf(context);
  thread.fault.address = information->si_addr;
  siglongjmp(thread.landing, 1);
}

bool guardInstall(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = onFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  return sigaction(SIGSEGV, &action, NULL) == 0 && sigaction(SIGBUS, &action, NULL) == 0;
}

bool guardPrepareThread(void) {
  thread.stack = malloc(HANDLER_STACK);
  stack_t stack = {.ss_sp = thread.stack, .ss_size = HANDLER_STACK};
  return thread.stack != NULL && sigaltstack(&stack, NULL) == 0;
}

void guardReleaseThread(void) {
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  free(thread.stack);
  thread.stack = NULL;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t guardRun(void (*function)(void *argument), void *argument, Fault *fault) {
  thread.fault.happened = false;
  const int64_t start = now();
  if (sigsetjmp(thread.landing, 0) == 0) {
    thread.armed = 1;
    function(argument);
    thread.armed = 0;
  }
  int64_t elapsed = now() - start;
  fault->happened = thread.fault.happened;
  fault->access = thread.fault.access;
  fault->address = (const void *)thread.fault.address;
  return elapsed;
}
