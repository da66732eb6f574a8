#include "content-protection.h"

#include <string.h>

#include "../wire/hex.h"

const GUID cryptoTypeAes128Ctr = {0x9B6BD711, 0x4F74, 0x41C9, {0x9E, 0x7B, 0x0B, 0xE2, 0xD7, 0xD9, 0x3B, 0x4F}};
const GUID keyExchangeRsaesOaep = {0xC1949895, 0xD72A, 0x4A1D, {0x8E, 0x5D, 0xED, 0x85, 0x7D, 0x17, 0x15, 0x20}};

void writeGuid(Call *call, const GUID *guid)
{
    char text[37];
    guidToText((const uint8_t *)guid, text);
    jsonString(&call->out, text);
}

bool paramGuidOf(Call *call, const char *name, GUID *guid)
{
    uint8_t bytes[16];
    if (!paramGuid(call, name, bytes)) return false;
    memcpy(guid, bytes, sizeof *guid);
    return true;
}
