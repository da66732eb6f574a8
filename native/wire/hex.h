/* Bytes and GUIDs as the wire writes them. */
#ifndef KEXCTS_WIRE_HEX_H
#define KEXCTS_WIRE_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes in place: the bytes start where the digits started. False for an odd length or another character. */
bool hexDecodeInPlace(char *text, size_t length, uint8_t **bytes, size_t *size);

/* "C1949895-D72A-4A1D-8E5D-ED857D171520", either case, into the 16 bytes that a Windows GUID has in memory. */
bool guidFromText(const char *text, size_t length, uint8_t guid[16]);

/* Upper case, 36 characters and NUL. */
void guidToText(const uint8_t guid[16], char text[37]);

#endif
