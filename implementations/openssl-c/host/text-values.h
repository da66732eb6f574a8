/* Bytes and GUIDs as the protocol writes them. */
#ifndef OPENSSL_C_HOST_TEXT_VALUES_H
#define OPENSSL_C_HOST_TEXT_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "../driver/ddi.h"

#define GUID_TEXT 36u

/* Decodes `length` hexadecimal digits of either case into length / 2 bytes; false where it is none, or odd. */
bool hexDecode(const char *text, size_t length, BYTE *bytes);

/* "C1949895-D72A-4A1D-8E5D-ED857D171520", either case. */
bool guidParse(const char *text, size_t length, GUID *guid);

/* Upper case, ended by a zero. */
void guidFormat(const GUID *guid, char text[GUID_TEXT + 1]);

#endif
