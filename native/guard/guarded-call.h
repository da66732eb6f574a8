/* Calls into the driver: an access violation inside comes back as a value, after the driver's own handlers had their turn. */
#ifndef KEXCTS_GUARD_GUARDED_CALL_H
#define KEXCTS_GUARD_GUARDED_CALL_H

#include <windows.h>

#include <stdbool.h>
#include <stdint.h>

#define GUARDED_CALL_MAX_ARGUMENTS 12

typedef struct GuardFrame {
    bool faulted;
    ULONG_PTR access; /* 0 read, 1 write, 8 execute */
    ULONG_PTR address;
    void *instruction;
} GuardFrame;

/* `arguments` are integers or pointers, one register or stack slot each. The value is what RAX held. */
uint64_t guardedCall(GuardFrame *frame, void *function, const uint64_t *arguments, uint32_t count);

/* Says on standard error what ends the process, where an exception is none that guardedCall answers for. */
void installLastWords(void);

#endif
