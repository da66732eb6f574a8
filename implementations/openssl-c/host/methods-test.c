/* Test hooks. They are the host's own calls: neither counted nor subject to test/failAllocation. */
#include "host.h"
#include "parameters.h"

/* -- Probes */

static void writeKey(Call *call, bool set) {
  if (set) {
    writeHex(&call->out, "key", call->result.bytes, sizeof call->result.bytes);
  } else {
    writeNull(&call->out, "key");
  }
}

static bool readSessionAlone(Call *call) {
  return readHandle(call, "hCryptoSession", KIND_SESSION, &call->in.hCryptoSession);
}

static void answerSessionKey(Call *call) {
  writeKey(call, hookProbeSessionKey(sessionHandle(call), call->result.bytes));
}

static bool readChannelAlone(Call *call) {
  return readHandle(call, "hAuthChannel", KIND_CHANNEL, &call->in.hAuthChannel);
}

static void answerChannelKey(Call *call) {
  writeKey(call, hookProbeChannelKey(channelHandle(call), call->result.bytes));
}

static void answerSigningKey(Call *call) {
  UINT status, command;
  bool set = hookProbeSigningKey(objectMemory(call->in.hProtectedOutput), call->result.bytes, &status, &command);
  writeKey(call, set);
  if (set) {
    writeInteger(&call->out, "statusSequence", status);
    writeInteger(&call->out, "commandSequence", command);
  } else {
    writeNull(&call->out, "statusSequence");
    writeNull(&call->out, "commandSequence");
  }
}

/* -- test/provisionKey */

static bool readProvisionKey(Call *call) {
  if (!readBytes(call, "pkcs8", false, 0, PLACEMENT_PLAIN, &call->input)) return false;
  return !FAILED(hookProvisionKey(host.adapter, call->input.data, call->input.size)) ||
         callFail(call, ERROR_INVALID_PARAMS,
                  "test/provisionKey: pkcs8 must be the DER of an RSA-2048 private key (PKCS #8, not encrypted)");
}

/* -- test/failAllocation, test/memoryUse, test/reset */

static bool readFailAllocation(Call *call) {
  if (!readInteger(call, "after", 0, INT32_MAX, &host.failAfter)) return false;
  host.failsAllocation = true;
  return true;
}

static void answerMemoryUse(Call *call) {
  UINT64 bytes, blocks;
  allocationInUse(&bytes, &blocks);
  writeInteger(&call->out, "bytes", (int64_t)bytes);
  writeInteger(&call->out, "blocks", (int64_t)blocks);
}

static bool readReset(Call *call) {
  (void)call;
  host.failsAllocation = false;
  hostDestroyObjects();
  return true;
}

const Method testMethods[] = {
    {"test/probeSessionKey", METHOD_HOST, readSessionAlone, NULL, answerSessionKey},
    {"test/probeSigningKey", METHOD_HOST, readOutput, NULL, answerSigningKey},
    {"test/probeChannelKey", METHOD_HOST, readChannelAlone, NULL, answerChannelKey},
    {"test/provisionKey", METHOD_HOST, readProvisionKey, NULL, NULL},
    {"test/failAllocation", METHOD_HOST, readFailAllocation, NULL, NULL},
    {"test/memoryUse", METHOD_HOST, NULL, NULL, answerMemoryUse},
    {"test/reset", METHOD_HOST, readReset, NULL, NULL},
    {0},
};
