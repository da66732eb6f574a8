/*
 * The wire: lines in on standard input, lines out on what was standard output. Standard output itself is pointed at
 * standard error, so that nothing printed by the driver or its libraries gets between the lines.
 */
#ifndef OPENSSL_C_HOST_WIRE_H
#define OPENSSL_C_HOST_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#define WIRE_LINE_MAX 1048576u /* bytes of a line, its end included */

typedef enum { WIRE_LINE, WIRE_LINE_TOO_LONG, WIRE_END } WireEvent;

/* False where file descriptors run out. */
bool wireOpen(void);
void wireClose(void);

/*
 * The next line, without its end; it holds, and may be changed, until the next call. A line that is too long is
 * skipped whole. What stands behind the last line end is no line.
 */
WireEvent wireRead(char **line, size_t *length);

/*
 * Writes a line that ends in \n. False where nobody reads any more, or where the suite ended the conversation while
 * it did not take the line. Threads may call it at the same time.
 */
bool wireWrite(const char *line, size_t length);

#endif
