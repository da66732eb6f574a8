#include "parameters.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text-values.h"

bool hasParameter(const Call *call, const char *name) {
  return jsonMember(call->params, name) != NULL;
}

static bool wrong(Call *call, const char *name, const char *expected) {
  const char *came = hasParameter(call, name) ? "" : ", and is missing";
  return callFail(call, ERROR_INVALID_PARAMS, "%s: %s must be %s%s", call->method->name, name, expected, came);
}

bool readInteger(Call *call, const char *name, int64_t low, int64_t high, int64_t *number) {
  if (jsonInteger(jsonMember(call->params, name), low, high, number)) return true;
  char expected[80];
  snprintf(expected, sizeof expected, "an integer from %" PRId64 " to %" PRId64, low, high);
  return wrong(call, name, expected);
}

bool readUint(Call *call, const char *name, UINT *number) {
  int64_t wide;
  if (!readInteger(call, name, 0, UINT32_MAX, &wide)) return false;
  *number = (UINT)wide;
  return true;
}

bool readSize(Call *call, const char *name, UINT *size) {
  if (!readUint(call, name, size)) return false;
  if (*size <= SIZE_MAX_ON_WIRE) return true;
  return callFail(call, ERROR_ADAPTER, "%s: %s is %" PRIu32 ", and more than %u bytes do not fit a line",
                  call->method->name, name, *size, SIZE_MAX_ON_WIRE);
}

bool readGuid(Call *call, const char *name, GUID *guid) {
  const JsonValue *value = jsonMember(call->params, name);
  if (value != NULL && value->kind == JSON_STRING && guidParse(value->text, value->length, guid)) return true;
  return wrong(call, name, "a GUID such as \"C1949895-D72A-4A1D-8E5D-ED857D171520\"");
}

bool readHandle(Call *call, const char *name, ObjectKind kind, Object **object) {
  const JsonValue *value = jsonMember(call->params, name);
  *object = NULL;
  if (value != NULL && value->kind == JSON_NULL) return true;
  if (value != NULL && value->kind == JSON_STRING) *object = objectFind(kind, value->text, value->length);
  return *object != NULL || wrong(call, name, "null, or the handle of a living object of its kind");
}

static bool outOfMemory(Call *call) {
  return callFail(call, ERROR_ADAPTER, "%s: the adapter has no memory for its buffers", call->method->name);
}

static bool place(Call *call, const JsonValue *value, const char *name, PlacementKind kind, Placement *placement) {
  BYTE *bytes = malloc(value->length / 2 + 1);
  if (bytes == NULL) return outOfMemory(call);
  bool done = hexDecode(value->text, value->length, bytes) ||
              wrong(call, name, "bytes, as a hexadecimal string of two digits a byte");
  if (done && !placementMake(placement, kind, bytes, value->length / 2)) done = outOfMemory(call);
  free(bytes);
  return done;
}

bool readBytes(Call *call, const char *name, bool nullable, size_t size, PlacementKind kind, Placement *placement) {
  const JsonValue *value = jsonMember(call->params, name);
  *placement = (Placement){0};
  if (nullable && (value == NULL || value->kind == JSON_NULL)) return true;
  if (value == NULL || value->kind != JSON_STRING)
    return wrong(call, name, "bytes, as a hexadecimal string of two digits a byte");
  if (size == 0 || value->length == 2 * size) return place(call, value, name, kind, placement);
  char expected[80];
  snprintf(expected, sizeof expected, "%zu bytes, as a hexadecimal string", size);
  return wrong(call, name, expected);
}

bool readPlacementKind(Call *call, PlacementKind *kind) {
  const JsonValue *value = jsonMember(call->params, "buffer");
  *kind = PLACEMENT_PLAIN;
  if (value == NULL) return true;
  if (value->kind == JSON_STRING && placementKind(value->text, value->length, kind)) return true;
  return wrong(call, "buffer", "guard-after, guard-before, unaligned or read-only");
}

bool makeOutput(Call *call, PlacementKind kind, size_t size) {
  return placementMake(&call->output, kind, NULL, size) || outOfMemory(call);
}

bool readDevice(Call *call) {
  return readHandle(call, "hDevice", KIND_DEVICE, &call->in.hDevice);
}

bool readSession(Call *call) {
  return readDevice(call) && readHandle(call, "hCryptoSession", KIND_SESSION, &call->in.hCryptoSession);
}

bool readChannel(Call *call) {
  return readDevice(call) && readHandle(call, "hAuthChannel", KIND_CHANNEL, &call->in.hAuthChannel);
}

bool readOutput(Call *call) {
  return readHandle(call, "hProtectedOutput", KIND_OUTPUT, &call->in.hProtectedOutput);
}

D3D10DDI_HDEVICE deviceHandle(const Call *call) {
  return (D3D10DDI_HDEVICE){objectMemory(call->in.hDevice)};
}

D3D11_1DDI_HCRYPTOSESSION sessionHandle(const Call *call) {
  return (D3D11_1DDI_HCRYPTOSESSION){objectMemory(call->in.hCryptoSession)};
}

D3D11_1DDI_HAUTHCHANNEL channelHandle(const Call *call) {
  return (D3D11_1DDI_HAUTHCHANNEL){objectMemory(call->in.hAuthChannel)};
}

bool readData(Call *call) {
  PlacementKind kind;
  if (!readUint(call, "DataSize", &call->in.DataSize) || !readPlacementKind(call, &kind)) return false;
  if (!hasParameter(call, "pData")) return wrong(call, "pData", "bytes, as a hexadecimal string, or null");
  if (!readBytes(call, "pData", true, 0, kind, &call->input)) return false;
  /* A driver may read all that it was promised: only behind an inaccessible page is that no danger to the host. */
  if (call->input.data == NULL || call->in.DataSize <= call->input.size || kind == PLACEMENT_GUARD_AFTER) return true;
  return callFail(call, ERROR_INVALID_PARAMS, "%s: DataSize beyond the bytes of pData needs \"buffer\":\"guard-after\"",
                  call->method->name);
}
