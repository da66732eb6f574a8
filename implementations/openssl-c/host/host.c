#include "host.h"

#include <string.h>

Host host;

static const Method *const tables[] = {sessionMethods, deviceMethods, blitMethods,      channelMethods,
                                       opmMethods,     testMethods,   initializeMethods};

const Method *methodFind(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    for (const Method *method = tables[i]; method->name != NULL; method++)
      if (strlen(method->name) == length && memcmp(method->name, name, length) == 0) return method;
  return NULL;
}

void hostDestroyDeviceInDriver(Object *device) {
  D3D10DDI_HDEVICE hDevice = {objectMemory(device)};
  for (Object *o = NULL; (o = objectNext(KIND_SESSION, device, o)) != NULL;)
    ddiDestroyCryptoSession(hDevice, (D3D11_1DDI_HCRYPTOSESSION){o->memory});
  for (Object *o = NULL; (o = objectNext(KIND_CHANNEL, device, o)) != NULL;)
    ddiDestroyAuthenticatedChannel(hDevice, (D3D11_1DDI_HAUTHCHANNEL){o->memory});
  ddiDestroyDevice(hDevice);
}

void hostForgetDevice(Object *device) {
  static const ObjectKind kinds[] = {KIND_SESSION, KIND_CHANNEL, KIND_SURFACE};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    for (Object *object; (object = objectNext(kinds[i], device, NULL)) != NULL;) objectDestroy(object);
  objectDestroy(device);
}

void hostDestroyObjects(void) {
  for (Object *device; (device = objectNext(KIND_DEVICE, NULL, NULL)) != NULL;) {
    hostDestroyDeviceInDriver(device);
    hostForgetDevice(device);
  }
  for (Object *output; (output = objectNext(KIND_OUTPUT, NULL, NULL)) != NULL;) {
    ddiOPMDestroyProtectedOutput(host.adapter, output->memory);
    objectDestroy(output);
  }
  for (Object *surface; (surface = objectNext(KIND_SURFACE, NULL, NULL)) != NULL;) objectDestroy(surface);
}
