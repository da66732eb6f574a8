#include "hex.h"

static int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool hexDecodeInPlace(char *text, size_t length, uint8_t **bytes, size_t *size)
{
    uint8_t *out = (uint8_t *)text;
    if (length % 2 != 0) return false;
    for (size_t i = 0; i < length; i++) {
        if (digit(text[i]) < 0) return false;
    }
    for (size_t i = 0; i < length / 2; i++) out[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    *bytes = out;
    *size = length / 2;
    return true;
}

/* In memory the first three fields are little-endian, in text big-endian. */
static const uint8_t guidOrder[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

static bool dashBefore(int byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool guidFromText(const char *text, size_t length, uint8_t guid[16])
{
    size_t at = 0;
    if (length != 36) return false;
    for (int i = 0; i < 16; i++) {
        if (dashBefore(i) && text[at++] != '-') return false;
        int high = digit(text[at]), low = digit(text[at + 1]);
        if (high < 0 || low < 0) return false;
        guid[guidOrder[i]] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return true;
}

void guidToText(const uint8_t guid[16], char text[37])
{
    static const char digits[] = "0123456789ABCDEF";
    size_t at = 0;
    for (int i = 0; i < 16; i++) {
        if (dashBefore(i)) text[at++] = '-';
        text[at++] = digits[guid[guidOrder[i]] >> 4];
        text[at++] = digits[guid[guidOrder[i]] & 15];
    }
    text[36] = 0;
}
