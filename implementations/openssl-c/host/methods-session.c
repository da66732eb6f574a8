/* Crypto sessions: life, key exchange, refresh, read-back key. */
#include <string.h>

#include "host.h"
#include "parameters.h"

/* -- CreateCryptoSession */

static D3D11_1DDIARG_CREATECRYPTOSESSION createData(const Call *call) {
  return (D3D11_1DDIARG_CREATECRYPTOSESSION){call->in.CryptoType, call->in.DecodeProfile,
                                             call->in.KeyExchangeType};
}

static bool readCreateSession(Call *call) {
  if (!readDevice(call) || !readGuid(call, "CryptoType", &call->in.CryptoType) ||
      !readGuid(call, "DecodeProfile", &call->in.DecodeProfile) ||
      !readGuid(call, "KeyExchangeType", &call->in.KeyExchangeType))
    return false;
  D3D11_1DDIARG_CREATECRYPTOSESSION data = createData(call);
  Object *created =
      objectCreate(KIND_SESSION, call->in.hDevice, ddiCalcPrivateCryptoSessionSize(deviceHandle(call), &data));
  if (created == NULL) return callFail(call, ERROR_ADAPTER, "CreateCryptoSession: no memory for the session");
  created->takesPointers = !guidEqual(&call->in.KeyExchangeType, &D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP);
  call->result.created = created;
  return true;
}

static void invokeCreateSession(Call *call) {
  D3D11_1DDIARG_CREATECRYPTOSESSION data = createData(call);
  D3D11_1DDI_HCRYPTOSESSION hCryptoSession = {call->result.created->memory};
  call->result.code = ddiCreateCryptoSession(deviceHandle(call), &data, hCryptoSession,
                                             (D3D11_1DDI_HRTCRYPTOSESSION){call->result.created});
}

static void answerCreateSession(Call *call) {
  writeCreated(call, "hr", "hCryptoSession");
}

/* -- DestroyCryptoSession: with another device than its own the driver refuses, and the session lives on */

static void invokeDestroySession(Call *call) {
  ddiDestroyCryptoSession(deviceHandle(call), sessionHandle(call));
}

static void answerDestroySession(Call *call) {
  Object *session = call->in.hCryptoSession;
  if (session != NULL && session->device == call->in.hDevice) objectDestroy(session);
}

/* -- CryptoSessionGetHandle: not a call of the protocol, but of the DDI; channels are tied to sessions with it */

static void invokeGetHandle(Call *call) {
  call->result.code = ddiCryptoSessionGetHandle(deviceHandle(call), sessionHandle(call), &call->result.handle);
}

static void answerGetHandle(Call *call) {
  writeCode(call, "hr", call->result.code);
  writeHex(&call->out, "Handle", &call->result.handle, sizeof call->result.handle);
}

/* -- NegotiateCryptoSessionKeyExchange, its five-argument form, and its MT twin */

static bool readNegotiate(Call *call) {
  call->in.hasFlags = hasParameter(call, "flags");
  if (!readSession(call) || (call->in.hasFlags && !readUint(call, "flags", &call->in.flags)) || !readData(call))
    return false;
  if (call->input.data != NULL && call->in.hCryptoSession != NULL && call->in.hCryptoSession->takesPointers)
    return callFail(call, ERROR_INVALID_PARAMS,
                    "%s: this session would read pData as a structure of pointers, which the wire cannot carry",
                    call->method->name);
  return true;
}

static void invokeNegotiate(Call *call) {
  call->result.code =
      call->in.hasFlags
          ? ddiNegotiateCryptoSessionKeyExchangeFlags(deviceHandle(call), sessionHandle(call), call->in.flags,
                                                      call->in.DataSize, call->input.data)
          : ddiNegotiateCryptoSessionKeyExchange(deviceHandle(call), sessionHandle(call), call->in.DataSize,
                                                 call->input.data);
}

static void invokeNegotiateMT(Call *call) {
  call->result.code = ddiNegotiateCryptoSessionKeyExchangeMT(deviceHandle(call), sessionHandle(call), call->in.flags,
                                                             call->in.DataSize, call->input.data);
}

static void answerNegotiate(Call *call) {
  writeCode(call, "hr", call->result.code);
  writeChangedInput(call);
}

/* -- StartSessionKeyRefresh, FinishSessionKeyRefresh, GetEncryptionBltKey */

static bool readRefresh(Call *call) {
  return readSession(call) && readSize(call, "RandomNumberSize", &call->in.DataSize) &&
         makeOutput(call, PLACEMENT_PLAIN, call->in.DataSize);
}

static void invokeStartRefresh(Call *call) {
  ddiStartSessionKeyRefresh(deviceHandle(call), sessionHandle(call), call->in.DataSize, call->output.data);
}

static void answerStartRefresh(Call *call) {
  writeHex(&call->out, "RandomNumber", call->output.data, call->output.size);
}

static void invokeFinishRefresh(Call *call) {
  ddiFinishSessionKeyRefresh(deviceHandle(call), sessionHandle(call));
}

static bool readBltKey(Call *call) {
  return readSession(call) && readSize(call, "KeySize", &call->in.DataSize) &&
         makeOutput(call, PLACEMENT_PLAIN, call->in.DataSize);
}

static void invokeBltKey(Call *call) {
  ddiGetEncryptionBltKey(deviceHandle(call), sessionHandle(call), call->in.DataSize, call->output.data);
}

static void answerBltKey(Call *call) {
  writeHex(&call->out, "ReadbackKey", call->output.data, call->output.size);
}

const Method sessionMethods[] = {
    {"NegotiateCryptoSessionKeyExchange", METHOD_DRIVER, readNegotiate, invokeNegotiate, answerNegotiate},
    {"NegotiateCryptoSessionKeyExchangeMT", METHOD_MT, readNegotiate, invokeNegotiateMT, answerNegotiate},
    {"CreateCryptoSession", METHOD_DRIVER, readCreateSession, invokeCreateSession, answerCreateSession},
    {"DestroyCryptoSession", METHOD_DRIVER, readSession, invokeDestroySession, answerDestroySession},
    {"CryptoSessionGetHandle", METHOD_DRIVER, readSession, invokeGetHandle, answerGetHandle},
    {"StartSessionKeyRefresh", METHOD_DRIVER, readRefresh, invokeStartRefresh, answerStartRefresh},
    {"FinishSessionKeyRefresh", METHOD_DRIVER, readSession, invokeFinishRefresh, NULL},
    {"GetEncryptionBltKey", METHOD_DRIVER, readBltKey, invokeBltKey, answerBltKey},
    {0},
};
