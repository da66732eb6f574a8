/* A library without a driver behind it. Its functions do what the option "how" says, which no driver should. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../../native/include/kexcts_driver.h"

#define E_FAIL ((kexcts_status)0x80004005)
#define E_INVALIDARG ((kexcts_status)0x80070057)

static const struct kexcts_host *host;
static char how[64] = "behaves";
static uint8_t *kept; /* pData of an earlier call */
static unsigned inside, together;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t entered = PTHREAD_COND_INITIALIZER;
static struct kexcts_driver driver;

static int does(const char *what) {
  return strcmp(how, what) == 0;
}

static unsigned depth;

static void overflowStack(volatile char *above) {
  volatile char frame[4096];
  frame[0] = above == NULL ? 0 : *above;
  if (++depth != 0) overflowStack(frame);
  frame[1] = frame[0];
}

static kexcts_status openAdapter(const struct kexcts_host *given, const struct kexcts_option *options, uint32_t count,
                                 char *problem, uint32_t problemSize) {
  host = given;
  for (uint32_t i = 0; i < count; i++) {
    if (strcmp(options[i].name, "how") == 0) snprintf(how, sizeof how, "%s", options[i].value);
    if (strcmp(options[i].name, "say") == 0) fprintf(stderr, "%s", options[i].value);
  }
  if (does("refuses")) {
    snprintf(problem, problemSize, "no \x1b[2JGPU <b>here</b>");
    return E_FAIL;
  }
  if (does("fills-problem")) {
    memset(problem, 'x', problemSize);
    return E_FAIL;
  }
  if (does("hangs-at-open")) sleep(1000);
  if (does("lacks-member")) driver.GetCertificate = NULL;
  if (does("has-half")) driver.StartSessionKeyRefresh = NULL;
  if (does("has-no-name")) driver.name = NULL;
  if (does("has-endless-name")) {
    char *endless = malloc(100000);
    memset(endless, 'n', 100000);
    driver.name = endless;
  }
  if (does("has-wild-name")) driver.name = (const char *)16;
  if (does("has-name-in-latin1")) driver.name = "Gr\xfc\xdf \x1b]0;title\x07";
  if (does("has-long-list")) driver.bltBytesCount = 1000000;
  if (does("has-wild-function")) driver.CreateDevice = (void *)&host;
  return 0;
}

static void closeAdapter(void) {
  if (does("says-goodbye")) fprintf(stderr, "closed\n");
  if (does("hangs-at-close")) sleep(1000);
}

static kexcts_status createDevice(void **hDevice) {
  if (does("has-wild-handles")) *hDevice = (void *)0xfedcba9876543210;
  else *hDevice = &driver;
  if (does("overflows-handle")) memset(hDevice, 7, 24);
  return does("fails-device") ? E_FAIL : 0;
}

static void destroyDevice(void *hDevice) {
  if (does("has-wild-handles") && hDevice != (void *)0xfedcba9876543210) abort();
}

static kexcts_status getCaps(void *hDevice, const struct kexcts_guid *type, const struct kexcts_guid *profile,
                             struct kexcts_caps *caps) {
  (void)hDevice, (void)type, (void)profile;
  *caps = (struct kexcts_caps){UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT64_MAX};
  return 0;
}

static kexcts_status getKeyExchangeType(void *hDevice, const struct kexcts_guid *type,
                                        const struct kexcts_guid *profile, uint32_t index, struct kexcts_guid *found) {
  (void)hDevice, (void)profile, (void)index;
  *found = *type;
  return 0;
}

static void getCertificateSize(void *hDevice, const struct kexcts_certificate_info *info, uint32_t *size) {
  (void)hDevice, (void)info;
  *size = UINT32_MAX;
}

static void getCertificate(void *hDevice, const struct kexcts_certificate_info *info, uint32_t size, uint8_t *to) {
  (void)hDevice, (void)info;
  memset(to, 0xcd, does("overflows-certificate") ? size + 5 : size);
}

static kexcts_status createSession(void *hDevice, const struct kexcts_guid *type, const struct kexcts_guid *profile,
                                   const struct kexcts_guid *exchange, void **hCryptoSession) {
  (void)hDevice, (void)type, (void)profile, (void)exchange;
  *hCryptoSession = NULL;
  return 0;
}

static void destroySession(void *hDevice, void *hCryptoSession) {
  (void)hDevice, (void)hCryptoSession;
}

static kexcts_status negotiate(void *hDevice, void *hCryptoSession, uint32_t DataSize, void *pData) {
  uint8_t *data = pData;
  (void)hDevice, (void)hCryptoSession;
  if (does("behaves")) return 0;
  if (does("crashes")) *(volatile char *)16 = 1;
  if (does("aborts")) abort();
  if (does("exits")) exit(0);
  if (does("recurses")) overflowStack(NULL);
  if (does("hangs")) sleep(1000);
  if (does("loops")) for (volatile int i = 0;; i++) continue;
  if (does("prints")) {
    printf("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\nin the middle of");
    fflush(stdout);
    dprintf(1, "\n\x1b[31mred\x1b[0m\n");
    if (system("echo a child of the driver") != 0) return E_FAIL;
    printf("kept in a buffer");
  }
  if (does("prints-and-crashes")) {
    printf("last words\n");
    *(volatile char *)16 = 1;
  }
  if (does("floods")) for (int i = 0; i < 20000; i++) printf("%08d: flood, flood, flood, flood, flood\n", i);
  if (does("closes-descriptors")) for (int fd = 0; fd < 3; fd++) close(fd);
  if (does("reads-all")) for (uint32_t i = 0; i < DataSize; i++) kept += data[i];
  if (does("reads-before")) kept += data[-1];
  if (does("writes")) memset(data, 0xab, DataSize);
  if (does("writes-around")) data[-64] ^= 1, data[-1] ^= 1, data[DataSize] ^= 1, data[DataSize + 63] ^= 1;
  if (does("writes-before")) data[-3] ^= 1;
  if (does("sets-errors")) for (int i = 0; i < 100; i++) host->setError(E_INVALIDARG + i);
  if (does("tells-address")) return (kexcts_status)((uintptr_t)pData & 0xffff);
  if (does("keeps-pointer")) {
    kexcts_status seen = kept == NULL ? 0 : kept[0];
    kept = data;
    return seen;
  }
  return does("returns-garbage") ? (kexcts_status)0xdeadbeef : 0;
}

static kexcts_status negotiateFlags(void *hDevice, void *hCryptoSession, uint32_t flags, uint32_t DataSize,
                                    void *pData) {
  return flags == 0 ? negotiate(hDevice, hCryptoSession, DataSize, pData) : (kexcts_status)flags;
}

/* Where "waits" is done, a call returns when another one is inside too, with how many there were. */
static kexcts_status negotiateMT(void *hDevice, void *hCryptoSession, uint32_t flags, uint32_t DataSize, void *pData) {
  if (!does("waits")) return negotiateFlags(hDevice, hCryptoSession, flags, DataSize, pData);
  pthread_mutex_lock(&lock);
  if (++inside > together) together = inside;
  pthread_cond_broadcast(&entered);
  while (together < 2) pthread_cond_wait(&entered, &lock);
  inside--;
  pthread_mutex_unlock(&lock);
  if (DataSize == 7) host->setError(E_FAIL);
  return (kexcts_status)together;
}

static void startRefresh(void *hDevice, void *hCryptoSession, uint32_t size, void *number) {
  (void)hDevice, (void)hCryptoSession;
  memset(number, 1, size);
}

static void finishRefresh(void *hDevice, void *hCryptoSession) {
  (void)hDevice, (void)hCryptoSession;
}

static int32_t probeSessionKey(void *hCryptoSession, uint8_t key[16]) {
  (void)hCryptoSession;
  memset(key, 9, 16);
  return does("probes-badly") ? 2 : !does("has-no-key");
}

static void memoryUse(uint64_t *bytes, uint64_t *blocks) {
  *bytes = 12;
  *blocks = KEXCTS_NOT_COUNTED;
}

const struct kexcts_driver *kexcts_get_driver(uint32_t version) {
  static const uint32_t lengths[] = {16, 4096};
  if (version != KEXCTS_DRIVER_VERSION) return NULL;
  driver = (struct kexcts_driver){
      .version = KEXCTS_DRIVER_VERSION,
#ifdef HAS_FEW_MEMBERS
      .size = offsetof(struct kexcts_driver, NegotiateCryptoSessionKeyExchangeFlags),
#else
      .size = sizeof driver,
#endif
      .name = "misbehaving library",
      .driverVersion = "1",
      .flags = KEXCTS_CONCURRENT,
      .bltBytes = lengths,
      .bltBytesCount = 2,
      .OpenAdapter = openAdapter,
      .CloseAdapter = closeAdapter,
      .CreateDevice = createDevice,
      .DestroyDevice = destroyDevice,
      .GetContentProtectionCaps = getCaps,
      .GetCryptoKeyExchangeType = getKeyExchangeType,
      .GetCertificateSize = getCertificateSize,
      .GetCertificate = getCertificate,
      .CreateCryptoSession = createSession,
      .DestroyCryptoSession = destroySession,
      .NegotiateCryptoSessionKeyExchange = negotiate,
      .NegotiateCryptoSessionKeyExchangeFlags = negotiateFlags,
      .NegotiateCryptoSessionKeyExchangeMT = negotiateMT,
      .StartSessionKeyRefresh = startRefresh,
      .FinishSessionKeyRefresh = finishRefresh,
      .probeSessionKey = probeSessionKey,
      .memoryUse = memoryUse,
  };
  return &driver;
}
