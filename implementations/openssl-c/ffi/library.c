/* The table, from kexcts_get_driver to CloseAdapter. */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Library library;

static DriverOptions options;
static struct kexcts_guid profile;
static struct kexcts_driver driver = {.version = KEXCTS_DRIVER_VERSION, .size = sizeof driver};

GUID guidOf(const struct kexcts_guid *guid) {
  _Static_assert(sizeof(GUID) == sizeof *guid, "both are laid out as Windows does");
  GUID copy;
  memcpy(&copy, guid, sizeof copy);
  return copy;
}

static kexcts_status refuse(char *problem, uint32_t problemSize, const char *name, const char *expected) {
  snprintf(problem, problemSize, "the option %s must be %s", name, expected);
  return E_INVALIDARG;
}

static BOOL setOptions(const struct kexcts_option *given, uint32_t count, char *problem, uint32_t problemSize) {
  const char *keyFile = getenv("KEXCTS_OPENSSL_C_KEY_FILE"), *expected;
  options = driverDefaultOptions();
  if (keyFile != NULL && driverSetOption(&options, "keyFile", keyFile, &expected) != OPTION_SET)
    return !refuse(problem, problemSize, "KEXCTS_OPENSSL_C_KEY_FILE", expected);
  for (uint32_t i = 0; i < count; i++) {
    OptionOutcome outcome = driverSetOption(&options, given[i].name, given[i].value, &expected);
    if (outcome == OPTION_BAD_VALUE) return !refuse(problem, problemSize, given[i].name, expected);
    if (outcome == OPTION_UNKNOWN) fprintf(stderr, "openssl-c: ignoring the unknown option %s\n", given[i].name);
  }
  return 1;
}

static kexcts_status openAdapter(const struct kexcts_host *host, const struct kexcts_option *given, uint32_t count,
                                 char *problem, uint32_t problemSize) {
  const char *what = "";
  if (!setOptions(given, count, problem, problemSize)) return E_INVALIDARG;
  HRESULT hr = ddiOpenAdapter(&options, &library.adapter, &what);
  if (FAILED(hr)) {
    snprintf(problem, problemSize, "%s", what);
    return hr;
  }
  library.host = host;
  if (options.keyExchange & KEY_EXCHANGE_RSAES_OAEP) driver.decodeProfileCount = 1;
  return hr;
}

static void closeAdapter(void) {
  ddiCloseAdapter(library.adapter);
  library = (Library){0};
}

const struct kexcts_driver *kexcts_get_driver(uint32_t version) {
  if (version != KEXCTS_DRIVER_VERSION) return NULL;
  BOOL hooked = allocationHookLibcrypto(); /* before anything else gets libcrypto to allocate */
  memcpy(&profile, &D3D11DDI_DECODER_PROFILE_H264_VLD_NOFGT, sizeof profile);
  driver.name = "software content protection on libcrypto";
  driver.driverVersion = DRIVER_VERSION;
  driver.vendor = "kexcts";
  driver.flags = KEXCTS_CONCURRENT;
  driver.decodeProfiles = &profile;
  driver.OpenAdapter = openAdapter;
  driver.CloseAdapter = closeAdapter;
  fillDevices(&driver);
  fillSessions(&driver);
  fillBlits(&driver);
  fillChannels(&driver);
  fillOpm(&driver);
  fillTestHooks(&driver, hooked);
  return &driver;
}
