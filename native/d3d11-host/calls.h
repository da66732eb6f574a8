/* The calls of the wire, one function each. */
#ifndef KEXCTS_D3D11_HOST_CALLS_H
#define KEXCTS_D3D11_HOST_CALLS_H

#include "../wire/request.h"

#define WIRE_CALLS(CALL) \
    CALL(CreateDevice, 0) CALL(DestroyDevice, 0) CALL(GetContentProtectionCaps, METHOD_OVERLAPS) \
    CALL(GetCryptoKeyExchangeType, METHOD_OVERLAPS) CALL(CreateCryptoSession, METHOD_OVERLAPS) \
    CALL(DestroyCryptoSession, 0) CALL(GetCertificateSize, METHOD_OVERLAPS) CALL(GetCertificate, METHOD_OVERLAPS) \
    CALL(NegotiateCryptoSessionKeyExchange, METHOD_OVERLAPS) CALL(NegotiateCryptoSessionKeyExchangeMT, METHOD_PARALLEL) \
    CALL(StartSessionKeyRefresh, METHOD_OVERLAPS) CALL(FinishSessionKeyRefresh, METHOD_OVERLAPS) \
    CALL(GetEncryptionBltKey, METHOD_OVERLAPS) CALL(DecryptionBlt, METHOD_OVERLAPS) CALL(EncryptionBlt, METHOD_OVERLAPS) \
    CALL(DestroySurface, 0) CALL(CreateAuthenticatedChannel, METHOD_OVERLAPS) CALL(DestroyAuthenticatedChannel, 0) \
    CALL(NegotiateAuthenticatedChannelKeyExchange, METHOD_OVERLAPS) CALL(QueryAuthenticatedChannel, METHOD_OVERLAPS) \
    CALL(ConfigureAuthenticatedChannel, METHOD_OVERLAPS) CALL(OPMCreateProtectedOutput, 0) \
    CALL(OPMDestroyProtectedOutput, 0) CALL(OPMGetCertificateSize, 0) CALL(OPMGetCertificate, 0) \
    CALL(OPMGetRandomNumber, 0) CALL(OPMSetSigningKeyAndSequenceNumbers, 0) CALL(OPMGetInformation, 0)

void serveInitialize(Call *call);
void serveReset(Call *call);
#define CALL(name, flags) void serve##name(Call *call);
WIRE_CALLS(CALL)
#undef CALL

/* From the command line; `adapter` of initialize's options goes before it. */
extern const char *adapterWanted;

#endif
