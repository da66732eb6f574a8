#define _GNU_SOURCE /* POLLRDHUP */
#include "wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef POLLRDHUP
#define POLLRDHUP 0
#endif

#define READ_SIZE 65536u
#define WRITE_SIZE 4096u /* a pipe or socket that polls as writable takes that much without blocking */

static struct {
  int out;
  char *buffer; /* WIRE_LINE_MAX + READ_SIZE bytes */
  size_t start; /* of what is not yet given out */
  size_t end;
  size_t searched; /* bytes from start that hold no line end */
  bool skipping;   /* the rest of a line that is too long */
} wire = {.out = -1};

bool wireOpen(void) {
  wire.out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  wire.buffer = malloc(WIRE_LINE_MAX + READ_SIZE);
  if (wire.out < 0 || wire.buffer == NULL) return false;
  if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0) return true;
  int nowhere = open("/dev/null", O_WRONLY);
  return nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
}

void wireClose(void) {
  free(wire.buffer);
  wire.buffer = NULL;
}

/* Reads more behind what is there; false at the end. */
static bool fill(void) {
  if (wire.start > 0) {
    memmove(wire.buffer, wire.buffer + wire.start, wire.end - wire.start);
    wire.end -= wire.start;
    wire.start = 0;
  }
  ssize_t got;
  do {
    got = read(STDIN_FILENO, wire.buffer + wire.end, READ_SIZE);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  wire.end += (size_t)got;
  return true;
}

WireEvent wireRead(char **line, size_t *length) {
  for (;;) {
    char *from = wire.buffer + wire.start;
    size_t held = wire.end - wire.start;
    char *found = memchr(from + wire.searched, '\n', held - wire.searched);
    if (found != NULL) {
      bool skipped = wire.skipping || (size_t)(found - from) >= WIRE_LINE_MAX;
      wire.start += (size_t)(found - from) + 1;
      wire.searched = 0;
      wire.skipping = false;
      if (skipped) return WIRE_LINE_TOO_LONG;
      *line = from;
      *length = (size_t)(found - from);
      return WIRE_LINE;
    }
    wire.searched = held;
    if (held >= WIRE_LINE_MAX) {
      wire.start = wire.end = wire.searched = 0;
      wire.skipping = true;
    }
    if (!fill()) return WIRE_END;
  }
}

/* Waits until the line out takes more; false where the suite has gone meanwhile. */
static bool waitForRoom(void) {
  struct pollfd either[2] = {{wire.out, POLLOUT, 0}, {STDIN_FILENO, POLLRDHUP, 0}};
  for (;;) {
    if (poll(either, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    if (either[0].revents & POLLOUT) return true;
    if (either[0].revents != 0 || either[1].revents & (POLLHUP | POLLRDHUP | POLLERR | POLLNVAL)) return false;
  }
}

static bool writeAll(const char *line, size_t length) {
  while (length > 0) {
    if (!waitForRoom()) return false;
    ssize_t written = write(wire.out, line, length < WRITE_SIZE ? length : WRITE_SIZE);
    if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (written <= 0) continue;
    line += written;
    length -= (size_t)written;
  }
  return true;
}

bool wireWrite(const char *line, size_t length) {
  static pthread_mutex_t oneLineAtATime = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&oneLineAtATime);
  bool done = writeAll(line, length);
  pthread_mutex_unlock(&oneLineAtATime);
  return done;
}
