/* The caller's bytes, placed as the wire's `buffer` asks. */
#ifndef KEXCTS_GUARD_SENT_BUFFER_H
#define KEXCTS_GUARD_SENT_BUFFER_H

#include "driver-call.h"

typedef struct SentBuffer {
    GuardedBlock block;
    const uint8_t *original; /* in the request's line */
    bool null;
    bool readOnly;
} SentBuffer;

/* pData and buffer of the request; false with an error. */
bool sentBufferPlace(SentBuffer *buffer, Call *call);

/* An empty buffer of `size` bytes for the driver to fill, placed by `buffer` of the request. */
bool receivingBufferPlace(GuardedBlock *block, Call *call, uint32_t size);

/* What the driver is given: NULL for a null pData. */
void *sentBufferPointer(const SentBuffer *buffer);

/* After the call: pDataAfter where bytes changed, overrun; then the whole is overwritten, and retired. */
void sentBufferFinish(SentBuffer *buffer, DriverCall *driverCall);

#endif
