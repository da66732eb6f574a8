#include "options.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  const char *text;
  UINT number;
} Choice;

typedef struct {
  const char *name;
  size_t offset; /* of a 32-bit member of DriverOptions */
  const char *expected;
  Choice choices[4];
} ChoiceOption;

#define MEMBER(member) offsetof(DriverOptions, member)
_Static_assert(sizeof(OaepProfile) == sizeof(UINT) && sizeof(BOOL) == sizeof(UINT), "options are 32-bit members");

static const ChoiceOption choiceOptions[] = {
    {"profile", MEMBER(profile), "opm-sha512, oaep-sha256 or oaep-sha1",
     {{"opm-sha512", OAEP_SHA512}, {"oaep-sha256", OAEP_SHA256}, {"oaep-sha1", OAEP_SHA1}}},
    {"container", MEMBER(container), "pkcs7, der or concatenated",
     {{"pkcs7", CONTAINER_PKCS7}, {"der", CONTAINER_DER}, {"concatenated", CONTAINER_CONCATENATED}}},
    {"key", MEMBER(key), "test or fresh", {{"test", KEY_TEST}, {"fresh", KEY_FRESH}}},
    {"opmCertificate", MEMBER(ownOpmCertificate), "same or own", {{"same", 0}, {"own", 1}}},
    {"deviceKeys", MEMBER(keyForEachDevice), "same or each", {{"same", 0}, {"each", 1}}},
    {"renegotiate", MEMBER(refuseRenegotiation), "replace or refuse", {{"replace", 0}, {"refuse", 1}}},
    {"keyExchange", MEMBER(keyExchange), "rsaes-oaep, both or hw-protection",
     {{"rsaes-oaep", KEY_EXCHANGE_RSAES_OAEP},
      {"both", KEY_EXCHANGE_RSAES_OAEP | KEY_EXCHANGE_HW_PROTECTION},
      {"hw-protection", KEY_EXCHANGE_HW_PROTECTION}}},
};

DriverOptions driverDefaultOptions(void) {
  return (DriverOptions){.keyExchange = KEY_EXCHANGE_RSAES_OAEP};
}

static OptionOutcome choose(DriverOptions *options, const ChoiceOption *option, const char *value) {
  for (const Choice *choice = option->choices; choice->text != NULL; choice++) {
    if (strcmp(choice->text, value) != 0) continue;
    memcpy((char *)options + option->offset, &choice->number, sizeof choice->number);
    return OPTION_SET;
  }
  return OPTION_BAD_VALUE;
}

OptionOutcome driverSetOption(DriverOptions *options, const char *name, const char *value, const char **expected) {
  if (strcmp(name, "keyFile") == 0) {
    *expected = "a path of at most 1023 bytes";
    if (strlen(value) >= sizeof options->keyFile) return OPTION_BAD_VALUE;
    strcpy(options->keyFile, value);
    return OPTION_SET;
  }
  for (size_t i = 0; i < sizeof choiceOptions / sizeof choiceOptions[0]; i++) {
    if (strcmp(choiceOptions[i].name, name) != 0) continue;
    *expected = choiceOptions[i].expected;
    return choose(options, &choiceOptions[i], value);
  }
  return OPTION_UNKNOWN;
}
