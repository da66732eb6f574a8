/* The calls of the wire, one function each. */
#ifndef KEXCTS_UMD_HOST_CALLS_H
#define KEXCTS_UMD_HOST_CALLS_H

#include "../wire/request.h"
#include "device.h"

/* Every call but initialize; each is served once initialize was. */
#define WIRE_CALLS(CALL) \
    CALL(CreateDevice, 0) CALL(DestroyDevice, 0) CALL(GetContentProtectionCaps, METHOD_OVERLAPS) \
    CALL(GetCryptoKeyExchangeType, METHOD_OVERLAPS) CALL(CreateCryptoSession, METHOD_OVERLAPS) \
    CALL(DestroyCryptoSession, 0) CALL(GetCertificateSize, METHOD_OVERLAPS) CALL(GetCertificate, METHOD_OVERLAPS) \
    CALL(NegotiateCryptoSessionKeyExchange, METHOD_OVERLAPS) CALL(NegotiateCryptoSessionKeyExchangeMT, METHOD_PARALLEL) \
    CALL(StartSessionKeyRefresh, METHOD_OVERLAPS) CALL(FinishSessionKeyRefresh, METHOD_OVERLAPS) \
    CALL(GetEncryptionBltKey, METHOD_OVERLAPS) CALL(DecryptionBlt, METHOD_OVERLAPS) CALL(EncryptionBlt, METHOD_OVERLAPS) \
    CALL(DestroySurface, 0) CALL(CreateAuthenticatedChannel, METHOD_OVERLAPS) CALL(DestroyAuthenticatedChannel, 0) \
    CALL(NegotiateAuthenticatedChannelKeyExchange, METHOD_OVERLAPS) CALL(QueryAuthenticatedChannel, METHOD_OVERLAPS) \
    CALL(ConfigureAuthenticatedChannel, METHOD_OVERLAPS)

/* Those of section 6, under "test/". */
#define WIRE_TEST_CALLS(CALL) \
    CALL(probeSessionKey) CALL(probeChannelKey) CALL(provisionKey) CALL(failAllocation) CALL(memoryUse) CALL(reset)

void serveInitialize(Call *call);
#define CALL(name, flags) void serve##name(Call *call);
WIRE_CALLS(CALL)
#undef CALL
#define CALL(name) void serve_test_##name(Call *call);
WIRE_TEST_CALLS(CALL)
#undef CALL

/* False, with an error, before initialize. */
bool initialized(Call *call);

/* hDevice, and the function in a slot of its video table: the start of nearly every call. */
void *beginVideoCall(DriverCall *driverCall, Call *call, VideoSlot slot, Device **device);

/* Answers CreateDevice where opening failed; false where it did not. */
bool answerFailedOpening(Call *call);

typedef enum BlitCall { BLIT_DECRYPTION, BLIT_ENCRYPTION } BlitCall;
bool deviceCanBlit(const Device *device, BlitCall blit);

#endif
