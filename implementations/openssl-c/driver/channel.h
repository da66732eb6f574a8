/* Authenticated channels behind their handles: internal to driver/. */
#ifndef OPENSSL_C_DRIVER_CHANNEL_H
#define OPENSSL_C_DRIVER_CHANNEL_H

#include "objects.h"

/* A decoder's tie to a crypto session, made by CONFIGURE_CRYPTO_SESSION. */
typedef struct Association {
  struct Association *next;
  HANDLE decode;
  HANDLE session;
} Association;

/* A row of sequence numbers: not begun until INITIALIZE; each must then be at least `minimum`. */
typedef struct {
  BOOL begun;
  UINT64 minimum; /* one above the last; 64 bits, since 2^32 - 1 may be the last */
} Sequence;

typedef struct {
  Device *device;
  UINT channelType;
  HANDLE handle;
  KeySlot key;
  Sequence queries;
  Sequence configurations;
  UINT protections;
  Association *associations;
} Channel;

/* The channel, where the handle is not null and the channel was created by this device; otherwise NULL. */
Channel *channelOf(const Device *device, D3D11_1DDI_HAUTHCHANNEL hAuthChannel);

BOOL sequenceAllows(const Sequence *sequence, UINT number);

/* The live session of this device with that handle, or NULL. */
const Session *channelFindSession(const Channel *channel, HANDLE handle);

/* The tie of a decoder, or NULL. */
Association *channelFindAssociation(const Channel *channel, HANDLE decode);

/* Writes the OMAC over everything behind it; `message` begins with its OMAC and is `size` bytes long. */
HRESULT channelSign(const Channel *channel, void *message, SIZE_T size);

#endif
