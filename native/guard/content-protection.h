/* GUIDs of content protection, and GUIDs on the wire. */
#ifndef KEXCTS_GUARD_CONTENT_PROTECTION_H
#define KEXCTS_GUARD_CONTENT_PROTECTION_H

#include <windows.h>

#include "../wire/request.h"

extern const GUID cryptoTypeAes128Ctr;
extern const GUID keyExchangeRsaesOaep;

void writeGuid(Call *call, const GUID *guid);

/* paramGuid, into the structure. */
bool paramGuidOf(Call *call, const char *name, GUID *guid);

#endif
