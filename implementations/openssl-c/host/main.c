/*
 * The adapter: answers the suite's lines until standard input ends. See README.md for its options.
 */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conversation.h"
#include "guard.h"
#include "host.h"
#include "wire.h"
#include "workers.h"

#ifdef __SANITIZE_ADDRESS__
/* Access violations of the driver are ours to answer; the sanitizer keeps what it finds in memory that is accessible. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "handle_segv=0:handle_sigbus=0:use_sigaltstack=0:detect_stack_use_after_return=0";
}
#endif

static int usage(const char *program) {
  fprintf(stderr,
          "usage: %s\n"
          "Answers the requests of adapter protocol 1, one JSON object a line, on standard input and output.\n"
          "Options come with the request \"initialize\".\n",
          program);
  return 2;
}

int main(int count, char **arguments) {
  if (count > 1) return usage(arguments[0]);
  host.allocationsHooked = allocationHookLibcrypto(); /* before anything else gets libcrypto to allocate */
  signal(SIGPIPE, SIG_IGN);
  if (!wireOpen() || !guardInstall() || !guardPrepareThread()) {
    fprintf(stderr, "openssl-c: no file descriptor or memory to start with\n");
    return 1;
  }
  char *line;
  size_t length;
  for (WireEvent event; (event = wireRead(&line, &length)) != WIRE_END;) {
    if (event == WIRE_LINE_TOO_LONG) {
      conversationLineTooLong();
    } else {
      conversationLine(line, length);
    }
  }
  if (workersBusy()) _exit(0); /* the end came in the middle of something */
  conversationEnd();
  guardReleaseThread();
  wireClose();
  return 0;
}
