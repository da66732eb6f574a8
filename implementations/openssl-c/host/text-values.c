#include "text-values.h"

#include <stdio.h>
#include <string.h>

static int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool hexDecode(const char *text, size_t length, BYTE *bytes) {
  if (length % 2 != 0) return false;
  for (size_t i = 0; i < length; i += 2) {
    int high = digitOf(text[i]), low = digitOf(text[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i / 2] = (BYTE)(high << 4 | low);
  }
  return true;
}

bool guidParse(const char *text, size_t length, GUID *guid) {
  if (length != GUID_TEXT) return false;
  char digits[32];
  size_t count = 0;
  for (size_t i = 0; i < GUID_TEXT; i++) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return false;
    if (!dash) digits[count++] = text[i];
  }
  BYTE bytes[16];
  if (!hexDecode(digits, sizeof digits, bytes)) return false;
  guid->Data1 = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  guid->Data2 = (uint16_t)(bytes[4] << 8 | bytes[5]);
  guid->Data3 = (uint16_t)(bytes[6] << 8 | bytes[7]);
  memcpy(guid->Data4, bytes + 8, sizeof guid->Data4);
  return true;
}

void guidFormat(const GUID *guid, char text[GUID_TEXT + 1]) {
  const BYTE *d = guid->Data4;
  snprintf(text, GUID_TEXT + 1, "%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X", guid->Data1, guid->Data2,
           guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
}
