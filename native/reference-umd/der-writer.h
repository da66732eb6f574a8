/* DER, written from the end of a buffer to its beginning. */
#ifndef KEXCTS_REFERENCE_UMD_DER_WRITER_H
#define KEXCTS_REFERENCE_UMD_DER_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DER_RAW = 0x00, /* the bytes alone, without tag and length */
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_UTF8_STRING = 0x0C,
    DER_UTC_TIME = 0x17,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT_0 = 0xA0,
    DER_CONTEXT_3 = 0xA3
};

typedef struct DerWriter {
    uint8_t *buffer;
    size_t capacity;
    size_t at; /* what is written begins here; `capacity` at first */
    bool overflow;
} DerWriter;

/* The end of what is written next: to be handed to derWrap. */
size_t derMark(const DerWriter *der);

/* Puts an element in front of what there is. */
void derElement(DerWriter *der, uint8_t tag, const void *contents, size_t size);

/* A non-negative INTEGER from big-endian bytes. */
void derUnsigned(DerWriter *der, const uint8_t *bytes, size_t size);

/* Makes everything from here to `mark` the contents of one element. */
void derWrap(DerWriter *der, uint8_t tag, size_t mark);

#endif
