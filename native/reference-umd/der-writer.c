#include "der-writer.h"

#include <string.h>

size_t derMark(const DerWriter *der)
{
    return der->at;
}

static void prepend(DerWriter *der, const void *bytes, size_t size)
{
    if (der->overflow || size > der->at) {
        der->overflow = true;
        return;
    }
    der->at -= size;
    if (size > 0) memcpy(der->buffer + der->at, bytes, size);
}

static void prependHead(DerWriter *der, uint8_t tag, size_t size)
{
    uint8_t head[5];
    size_t length = 0;
    head[length++] = tag;
    if (size < 0x80) {
        head[length++] = (uint8_t)size;
    } else if (size < 0x100) {
        head[length++] = 0x81;
        head[length++] = (uint8_t)size;
    } else {
        head[length++] = 0x82;
        head[length++] = (uint8_t)(size >> 8);
        head[length++] = (uint8_t)size;
    }
    prepend(der, head, length);
}

void derElement(DerWriter *der, uint8_t tag, const void *contents, size_t size)
{
    prepend(der, contents, size);
    if (tag != DER_RAW) prependHead(der, tag, size);
}

void derUnsigned(DerWriter *der, const uint8_t *bytes, size_t size)
{
    size_t mark = derMark(der);
    while (size > 1 && *bytes == 0) {
        bytes++;
        size--;
    }
    prepend(der, bytes, size);
    if ((*bytes & 0x80) != 0) prepend(der, "\0", 1);
    derWrap(der, DER_INTEGER, mark);
}

void derWrap(DerWriter *der, uint8_t tag, size_t mark)
{
    prependHead(der, tag, mark - der->at);
}
