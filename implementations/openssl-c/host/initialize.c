/* initialize: opens the driver with the user's options, and says what this adapter can do. */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "parameters.h"
#include "text-values.h"

#define PROTOCOL 1
#define OPTION_TEXT_MAX 4096u

static DriverOptions options;

/* A copy that ends with a zero; false where the text is too long or has a zero inside. */
static bool copyText(char *copy, size_t room, const char *text, size_t length) {
  if (length >= room || memchr(text, '\0', length) != NULL) return false;
  memcpy(copy, text, length);
  copy[length] = '\0';
  return true;
}

static bool setOption(Call *call, const JsonValue *option) {
  char name[64], value[OPTION_TEXT_MAX];
  const char *expected = "a shorter text";
  if (!copyText(name, sizeof name, option->name, option->nameLength)) return true; /* none of ours */
  OptionOutcome outcome = OPTION_BAD_VALUE;
  if (option->kind != JSON_STRING) {
    expected = "a string";
  } else if (copyText(value, sizeof value, option->text, option->length)) {
    outcome = driverSetOption(&options, name, value, &expected);
  }
  if (outcome == OPTION_BAD_VALUE)
    return callFail(call, ERROR_INVALID_PARAMS, "initialize: the option %s must be %s", name, expected);
  if (outcome == OPTION_UNKNOWN) fprintf(stderr, "openssl-c: ignoring the unknown option %s\n", name);
  return true;
}

static bool readInitialize(Call *call) {
  int64_t protocol;
  const char *keyFile = getenv("KEXCTS_OPENSSL_C_KEY_FILE");
  const char *problem;
  options = driverDefaultOptions();
  if (host.adapter != NULL)
    return callFail(call, ERROR_INVALID_REQUEST, "initialize: the conversation has been opened already");
  if (!readInteger(call, "protocol", PROTOCOL, PROTOCOL, &protocol)) return false;
  if (keyFile != NULL && driverSetOption(&options, "keyFile", keyFile, &problem) != OPTION_SET)
    return callFail(call, ERROR_ADAPTER, "initialize: KEXCTS_OPENSSL_C_KEY_FILE must be %s", problem);
  const JsonValue *given = jsonMember(call->params, "options");
  if (given != NULL && given->kind != JSON_OBJECT)
    return callFail(call, ERROR_INVALID_PARAMS, "initialize: options must be an object of strings");
  for (const JsonValue *option = given == NULL ? NULL : given->first; option != NULL; option = option->next)
    if (!setOption(call, option)) return false;
  if (FAILED(ddiOpenAdapter(&options, &host.adapter, &problem)))
    return callFail(call, ERROR_ADAPTER, "initialize: %s", problem);
  return true;
}

static void writeCapabilities(JsonWriter *out) {
  static const char *const names[] = {"opm",           "authenticatedChannel", "refresh",        "encryptionBltKey",
                                      "encryptionBlt", "decryptionBlt",        "probeSessionKey", "provisionKey",
                                      "concurrent",    "timing",               "memoryUse",       "probeChannelKey"};
  static const char *const buffers[] = {"guard-after", "guard-before", "unaligned", "read-only"};
  writeObject(out, "capabilities");
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) writeTrue(out, names[i]);
  if (host.allocationsHooked) writeTrue(out, "failAllocation");
  writeArray(out, "buffers");
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) writeString(out, NULL, buffers[i]);
  writeRaw(out, "]}");
}

static void answerInitialize(Call *call) {
  JsonWriter *out = &call->out;
  char profile[GUID_TEXT + 1];
  writeInteger(out, "protocol", PROTOCOL);
  writeObject(out, "adapter");
  writeString(out, "name", DRIVER_NAME);
  writeString(out, "version", DRIVER_VERSION);
  writeRaw(out, "}");
  writeObject(out, "driver");
  writeString(out, "name", "software content protection on libcrypto");
  writeString(out, "version", DRIVER_VERSION);
  writeString(out, "vendor", "kexcts");
  writeString(out, "library", OpenSSL_version(OPENSSL_VERSION));
  writeRaw(out, "}");
  writeArray(out, "dialects");
  writeString(out, NULL, "d3d11.1");
  writeString(out, NULL, "wddm2.4");
  writeRaw(out, "]");
  writeArray(out, "decodeProfiles");
  guidFormat(&D3D11DDI_DECODER_PROFILE_H264_VLD_NOFGT, profile);
  if (options.keyExchange & KEY_EXCHANGE_RSAES_OAEP) writeString(out, NULL, profile);
  writeRaw(out, "]");
  writeCapabilities(out);
}

const Method initializeMethods[] = {
    {"initialize", METHOD_HOST, readInitialize, NULL, answerInitialize},
    {0},
};
