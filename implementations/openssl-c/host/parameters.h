/* Reads the parameters of a request. Each function fails the call with -32602 where its parameter is wrong. */
#ifndef OPENSSL_C_HOST_PARAMETERS_H
#define OPENSSL_C_HOST_PARAMETERS_H

#include "call.h"

/* Buffers that the suite only names the size of are refused beyond this: their answer would not fit a line. */
#define SIZE_MAX_ON_WIRE 524288u

bool hasParameter(const Call *call, const char *name);

/* An integer in [low, high]. */
bool readInteger(Call *call, const char *name, int64_t low, int64_t high, int64_t *number);

/* An unsigned 32-bit integer. */
bool readUint(Call *call, const char *name, UINT *number);

/* The size of a buffer for the driver's output, at most SIZE_MAX_ON_WIRE. */
bool readSize(Call *call, const char *name, UINT *size);

bool readGuid(Call *call, const char *name, GUID *guid);

/* An object that lives; NULL for null. */
bool readHandle(Call *call, const char *name, ObjectKind kind, Object **object);

/* The handles that calls begin with: hDevice; and hCryptoSession or hAuthChannel behind it; or hProtectedOutput. */
bool readDevice(Call *call);
bool readSession(Call *call);
bool readChannel(Call *call);
bool readOutput(Call *call);

/* The same as the driver takes them. */
D3D10DDI_HDEVICE deviceHandle(const Call *call);
D3D11_1DDI_HCRYPTOSESSION sessionHandle(const Call *call);
D3D11_1DDI_HAUTHCHANNEL channelHandle(const Call *call);

/*
 * Bytes, placed as `kind` says. Where nullable, null (or no such parameter) leaves placement->data NULL. size: how
 * many bytes it must be, 0 for any.
 */
bool readBytes(Call *call, const char *name, bool nullable, size_t size, PlacementKind kind, Placement *placement);

/* The parameter `buffer`; PLACEMENT_PLAIN where it is missing. */
bool readPlacementKind(Call *call, PlacementKind *kind);

/* DataSize and pData, bytes or null but not missing, placed as `buffer` says. */
bool readData(Call *call);

/* A buffer of zeros for the driver's output. */
bool makeOutput(Call *call, PlacementKind kind, size_t size);

#endif
