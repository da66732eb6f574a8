#include <string.h>

#include "calls.h"
#include "../guard/content-protection.h"

void serveGetContentProtectionCaps(Call *call)
{
    DriverCall driverCall;
    Device *device;
    GUID cryptoType, profile;
    GuardedBlock answer = {0};
    void *function = beginVideoCall(&driverCall, call, SLOT_GetContentProtectionCaps, &device);
    if (function == NULL || !paramGuidOf(call, "CryptoType", &cryptoType) || !paramGuidOf(call, "DecodeProfile", &profile)) return;
    if (!guardedAllocate(&answer, sizeof(D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS), PLACE_AMID)) {
        callError(call, ERROR_ADAPTER, "out of memory");
        return;
    }
    D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *caps = (void *)answer.data;
    uint32_t hr = (uint32_t)ENTER(&driverCall, "pfnGetContentProtectionCaps", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&cryptoType),
                                  ARGUMENT(&profile), ARGUMENT(caps));
    inspectBlock(&driverCall, &answer);
    driverCallEndWithHresult(&driverCall, hr);
    if (!driverCall.frame.faulted && (HRESULT)hr >= 0) {
        resultUint(call, "Caps", caps->Caps);
        resultUint(call, "KeyExchangeTypeCount", caps->KeyExchangeTypeCount);
        resultUint(call, "BlockAlignmentSize", caps->BlockAlignmentSize);
        resultUint(call, "ProtectedMemorySize", caps->ProtectedMemorySize);
    }
    retireBlock(&answer);
}

void serveGetCryptoKeyExchangeType(Call *call)
{
    DriverCall driverCall;
    Device *device;
    GUID cryptoType, profile, type = {0};
    uint32_t index;
    void *function = beginVideoCall(&driverCall, call, SLOT_GetCryptoKeyExchangeType, &device);
    if (function == NULL || !paramGuidOf(call, "CryptoType", &cryptoType) || !paramGuidOf(call, "DecodeProfile", &profile) ||
        !paramUint32(call, "Index", &index)) {
        return;
    }
    uint32_t hr = (uint32_t)ENTER(&driverCall, "pfnGetCryptoKeyExchangeType", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&cryptoType),
                                  ARGUMENT(&profile), index, ARGUMENT(&type));
    driverCallEndWithHresult(&driverCall, hr);
    if (!driverCall.frame.faulted && (HRESULT)hr >= 0) {
        jsonKey(&call->out, "KeyExchangeType");
        writeGuid(call, &type);
    }
}

void serveCreateCryptoSession(Call *call)
{
    DriverCall driverCall;
    Device *device;
    D3D11_1DDIARG_CREATECRYPTOSESSION create;
    uint32_t hr = 0;
    void *function = beginVideoCall(&driverCall, call, SLOT_CreateCryptoSession, &device);
    if (function == NULL || !paramGuidOf(call, "CryptoType", &create.CryptoType) || !paramGuidOf(call, "DecodeProfile", &create.DecodeProfile) ||
        !paramGuidOf(call, "KeyExchangeType", &create.KeyExchangeType)) {
        return;
    }
    void *calc = videoFunction(call, videoTable(device), SLOT_CalcPrivateCryptoSessionSize);
    if (calc == NULL) return;
    uint64_t size = ENTER(&driverCall, "pfnCalcPrivateCryptoSessionSize", calc, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create));
    Object *session = driverCall.frame.faulted ? NULL : childCreate(&driverCall, device, OBJECT_SESSION, size, &hr);
    if (session != NULL) {
        hr = (uint32_t)ENTER(&driverCall, "pfnCreateCryptoSession", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(&create),
                             ARGUMENT(session->block.data), ARGUMENT(session));
        inspectPrivateMemory(&driverCall, session);
    }
    driverCallEndWithHresult(&driverCall, hr);
    if (session == NULL || driverCall.frame.faulted) return;
    if ((HRESULT)hr >= 0) resultObject(call, "hCryptoSession", session);
    else childForget(session);
}

void serveDestroyCryptoSession(Call *call)
{
    DriverCall driverCall;
    Device *device;
    if (beginVideoCall(&driverCall, call, SLOT_DestroyCryptoSession, &device) == NULL) return;
    Object *session = paramObject(call, "hCryptoSession", OBJECT_SESSION);
    if (session == NULL) return;
    childDestroy(&driverCall, session);
    driverCallEnd(&driverCall);
}

/* Calls that return bytes through a pointer: refresh and the read-back key. */
static void serveBytes(Call *call, VideoSlot slot, const char *function, const char *sizeName, const char *resultName)
{
    DriverCall driverCall;
    Device *device;
    uint32_t size;
    GuardedBlock answer = {0};
    void *entry = beginVideoCall(&driverCall, call, slot, &device);
    if (entry == NULL || !paramUint32(call, sizeName, &size)) return;
    Object *session = paramObject(call, "hCryptoSession", OBJECT_SESSION);
    if (session == NULL) return;
    if (size > 65536 || !guardedAllocate(&answer, size, PLACE_AMID)) {
        callError(call, ERROR_PARAMS, "expected %s of at most 65536 bytes", sizeName);
        return;
    }
    ENTER(&driverCall, function, entry, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data), size, ARGUMENT(answer.data));
    inspectBlock(&driverCall, &answer);
    inspectPrivateMemory(&driverCall, session);
    if (driverCallEnd(&driverCall)) resultHex(call, resultName, answer.data, size);
    retireBlock(&answer);
}

void serveStartSessionKeyRefresh(Call *call)
{
    serveBytes(call, SLOT_StartSessionKeyRefresh, "pfnStartSessionKeyRefresh", "RandomNumberSize", "RandomNumber");
}

void serveGetEncryptionBltKey(Call *call)
{
    serveBytes(call, SLOT_GetEncryptionBltKey, "pfnGetEncryptionBltKey", "KeySize", "ReadbackKey");
}

void serveFinishSessionKeyRefresh(Call *call)
{
    DriverCall driverCall;
    Device *device;
    void *function = beginVideoCall(&driverCall, call, SLOT_FinishSessionKeyRefresh, &device);
    Object *session = function != NULL ? paramObject(call, "hCryptoSession", OBJECT_SESSION) : NULL;
    if (session == NULL) return;
    ENTER(&driverCall, "pfnFinishSessionKeyRefresh", function, ARGUMENT(device->hDevice.pDrvPrivate), ARGUMENT(session->block.data));
    inspectPrivateMemory(&driverCall, session);
    driverCallEnd(&driverCall);
}
