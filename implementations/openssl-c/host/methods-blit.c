/* Surfaces and blits. A surface is the host's memory, which the driver alone reads and writes. */
#include <string.h>

#include "host.h"
#include "parameters.h"

/* A surface object's memory: the resource, and its bytes behind it. */
static DRIVER_RESOURCE *resourceOf(Object *surface) {
  return objectMemory(surface);
}

static Object *createSurface(Call *call, size_t size) {
  Object *surface = objectCreate(KIND_SURFACE, call->in.hDevice, sizeof(DRIVER_RESOURCE) + size);
  if (surface == NULL) return NULL;
  DRIVER_RESOURCE *resource = resourceOf(surface);
  *resource = (DRIVER_RESOURCE){deviceHandle(call), resource + 1, size, 1};
  memset(resource->pMemory, 0, size);
  return surface;
}

/* A resource over one of the call's buffers, for the encrypted side of a blit. */
static DRIVER_RESOURCE staging(const Call *call, const Placement *placement) {
  return (DRIVER_RESOURCE){deviceHandle(call), placement->data, placement->size, 0};
}

/* -- DecryptionBlt */

static bool readIv(Call *call) {
  Placement iv;
  if (!readBytes(call, "IV", true, sizeof call->in.IV, PLACEMENT_PLAIN, &iv)) return false;
  call->in.hasIv = iv.data != NULL;
  if (call->in.hasIv) memcpy(call->in.IV, iv.data, sizeof call->in.IV);
  placementRelease(&iv);
  return true;
}

static bool readDecryption(Call *call) {
  if (!readSession(call) || !readBytes(call, "Data", false, 0, PLACEMENT_PLAIN, &call->input) ||
      !readBytes(call, "ContentKey", true, 0, PLACEMENT_PLAIN, &call->contentKey) || !readIv(call))
    return false;
  call->in.encrypted = staging(call, &call->input);
  call->result.created = createSurface(call, call->input.size);
  return call->result.created != NULL || callFail(call, ERROR_ADAPTER, "DecryptionBlt: no memory for the surface");
}

static void invokeDecryption(Call *call) {
  ddiDecryptionBlt(deviceHandle(call), sessionHandle(call), (D3D10DDI_HRESOURCE){&call->in.encrypted},
                   (D3D10DDI_HRESOURCE){call->result.created->memory}, NULL, (UINT)call->contentKey.size,
                   call->contentKey.data, call->in.hasIv ? sizeof call->in.IV : 0,
                   call->in.hasIv ? call->in.IV : NULL);
}

static void answerDecryption(Call *call) {
  writeHandle(call, "hSurface", call->result.created);
}

/* -- EncryptionBlt */

static bool readEncryption(Call *call) {
  if (!readSession(call) || !readHandle(call, "hSurface", KIND_SURFACE, &call->in.hSurface)) return false;
  const DRIVER_RESOURCE *surface = resourceOf(call->in.hSurface);
  if (!makeOutput(call, PLACEMENT_PLAIN, surface == NULL ? 0 : surface->Size)) return false;
  call->in.encrypted = staging(call, &call->output);
  return true;
}

static void invokeEncryption(Call *call) {
  ddiEncryptionBlt(deviceHandle(call), sessionHandle(call), (D3D10DDI_HRESOURCE){objectMemory(call->in.hSurface)},
                   (D3D10DDI_HRESOURCE){&call->in.encrypted}, sizeof call->in.IV, call->in.IV);
}

static void answerEncryption(Call *call) {
  writeHex(&call->out, "Data", call->output.data, call->output.size);
  writeHex(&call->out, "IV", call->in.IV, sizeof call->in.IV);
}

/* -- DestroySurface: a call of the DDI, with nothing in it for this driver */

static bool readSurface(Call *call) {
  return readDevice(call) && readHandle(call, "hSurface", KIND_SURFACE, &call->in.hSurface);
}

static void invokeDestroySurface(Call *call) {
  (void)call;
}

static void answerDestroySurface(Call *call) {
  if (call->in.hSurface != NULL) objectDestroy(call->in.hSurface);
}

const Method blitMethods[] = {
    {"DecryptionBlt", METHOD_DRIVER, readDecryption, invokeDecryption, answerDecryption},
    {"EncryptionBlt", METHOD_DRIVER, readEncryption, invokeEncryption, answerEncryption},
    {"DestroySurface", METHOD_DRIVER, readSurface, invokeDestroySurface, answerDestroySurface},
    {0},
};
