#include "sent-buffer.h"

#include <string.h>

#define LARGEST_RECEIVED 500000u /* what still fits a line as hexadecimal */

static bool readPlacement(Call *call, Placement *placement)
{
    const JsonNode *node = callParam(call, "buffer");
    *placement = PLACE_AMID;
    if (node == NULL || node->type == JSON_NULL) return true;
    if (jsonTextEquals(node, "guard-after")) *placement = PLACE_GUARD_AFTER;
    else if (jsonTextEquals(node, "guard-before")) *placement = PLACE_GUARD_BEFORE;
    else if (jsonTextEquals(node, "unaligned")) *placement = PLACE_UNALIGNED;
    else if (jsonTextEquals(node, "read-only")) *placement = PLACE_READ_ONLY;
    else {
        callError(call, ERROR_PARAMS, "expected buffer guard-after, guard-before, unaligned or read-only");
        return false;
    }
    return true;
}

bool sentBufferPlace(SentBuffer *buffer, Call *call)
{
    uint8_t *bytes;
    size_t size;
    Placement placement;
    memset(buffer, 0, sizeof *buffer);
    if (!callHas(call, "pData")) {
        callError(call, ERROR_PARAMS, "expected pData, bytes as hexadecimal digits or null");
        return false;
    }
    if (!readPlacement(call, &placement) || !paramBytes(call, "pData", true, &bytes, &size)) return false;
    buffer->null = bytes == NULL;
    if (buffer->null) return true;
    if (!guardedAllocate(&buffer->block, size, placement)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        return false;
    }
    memcpy(buffer->block.data, bytes, size);
    buffer->original = bytes;
    buffer->readOnly = placement == PLACE_READ_ONLY;
    if (buffer->readOnly) guardedProtect(&buffer->block, true);
    return true;
}

bool receivingBufferPlace(GuardedBlock *block, Call *call, uint32_t size)
{
    Placement placement;
    if (!readPlacement(call, &placement)) return false;
    if (placement == PLACE_READ_ONLY) {
        callError(call, ERROR_PARAMS, "a buffer that the driver is to fill cannot be read-only");
        return false;
    }
    if (size > LARGEST_RECEIVED || !guardedAllocate(block, size, placement)) {
        callError(call, ERROR_ADAPTER, "a buffer of %u bytes does not fit a line of the wire", size);
        return false;
    }
    return true;
}

void *sentBufferPointer(const SentBuffer *buffer)
{
    return buffer->null ? NULL : buffer->block.data;
}

void sentBufferFinish(SentBuffer *buffer, DriverCall *driverCall)
{
    if (buffer->null) return;
    if (buffer->readOnly) guardedProtect(&buffer->block, false);
    if (!driverCall->frame.faulted) {
        inspectBlock(driverCall, &buffer->block);
        if (memcmp(buffer->block.data, buffer->original, buffer->block.size) != 0) {
            resultHex(driverCall->call, "pDataAfter", buffer->block.data, buffer->block.size);
        }
    }
    memset(buffer->block.data, 0x11, buffer->block.size);
}
