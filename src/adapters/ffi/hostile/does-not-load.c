/* A library that never gets to a driver; which way is chosen when it is compiled. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../../../native/include/kexcts_driver.h"

#if defined CRASHES_AT_LOAD || defined HANGS_AT_LOAD
__attribute__((constructor)) static void atLoad(void) {
#ifdef CRASHES_AT_LOAD
  *(volatile char *)16 = 1;
#else
  sleep(1000);
#endif
}
#endif

#ifdef MISSES_SYMBOL
extern int noLibraryHasThisFunction(void);
int needsIt(void) {
  return noLibraryHasThisFunction();
}
#endif

#ifndef EXPORTS_NOTHING
const struct kexcts_driver *kexcts_get_driver(uint32_t version) {
  static struct kexcts_driver driver = {.version = 2, .size = sizeof driver};
  (void)version;
#ifdef RETURNS_NULL
  return version == 2 ? &driver : NULL;
#elif defined IGNORES_VERSION
  return version == 0 ? NULL : &driver;
#elif defined IS_TOO_SMALL
  driver.version = version;
  driver.size = 8;
  return &driver;
#elif defined TAKES_NO_OPTIONS
  driver.version = version;
  return &driver;
#elif defined RETURNS_WILD_POINTER
  return (const struct kexcts_driver *)(uintptr_t)(version + 15);
#elif defined CRASHES_IN_EXPORT
  abort();
#else
  return version == 2 ? &driver : NULL;
#endif
}
#endif
