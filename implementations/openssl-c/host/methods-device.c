/* Devices: life, capabilities, certificates. */
#include "host.h"
#include "parameters.h"
#include "text-values.h"

/* -- CreateDevice */

static void setError(D3D10DDI_HRTCORELAYER hRTCoreLayer, HRESULT hr) {
  (void)hRTCoreLayer;
  callNoteError(hr);
}

static const DRIVER_CORE_CALLBACKS callbacks = {setError};

static bool readCreateDevice(Call *call) {
  call->result.created = objectCreate(KIND_DEVICE, NULL, ddiCalcPrivateDeviceSize(host.adapter));
  return call->result.created != NULL || callFail(call, ERROR_ADAPTER, "CreateDevice: no memory for the device");
}

static void invokeCreateDevice(Call *call) {
  D3D10DDI_HDEVICE hDevice = {call->result.created->memory};
  call->result.code = ddiCreateDevice(host.adapter, hDevice, &callbacks, (D3D10DDI_HRTCORELAYER){0});
}

static void answerCreateDevice(Call *call) {
  writeCreated(call, "hr", "hDevice");
}

/* -- DestroyDevice: what was created on the device goes with it */

static void invokeDestroyDevice(Call *call) {
  if (call->in.hDevice != NULL) hostDestroyDeviceInDriver(call->in.hDevice);
}

static void answerDestroyDevice(Call *call) {
  if (call->in.hDevice != NULL) hostForgetDevice(call->in.hDevice);
}

/* -- GetContentProtectionCaps, GetCryptoKeyExchangeType */

static bool readCryptoType(Call *call) {
  return readDevice(call) && readGuid(call, "CryptoType", &call->in.CryptoType) &&
         readGuid(call, "DecodeProfile", &call->in.DecodeProfile);
}

static void invokeCaps(Call *call) {
  call->result.code = ddiGetContentProtectionCaps(deviceHandle(call), &call->in.CryptoType,
                                                  &call->in.DecodeProfile, &call->result.caps);
}

static void answerCaps(Call *call) {
  const D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS *caps = &call->result.caps;
  writeCode(call, "hr", call->result.code);
  writeInteger(&call->out, "Caps", caps->Caps);
  writeInteger(&call->out, "KeyExchangeTypeCount", caps->KeyExchangeTypeCount);
  writeInteger(&call->out, "BlockAlignmentSize", caps->BlockAlignmentSize);
  writeInteger(&call->out, "ProtectedMemorySize", (int64_t)caps->ProtectedMemorySize);
}

static bool readKeyExchangeType(Call *call) {
  return readCryptoType(call) && readUint(call, "Index", &call->in.Index);
}

static void invokeKeyExchangeType(Call *call) {
  call->result.code = ddiGetCryptoKeyExchangeType(deviceHandle(call), &call->in.CryptoType,
                                                  &call->in.DecodeProfile, call->in.Index, &call->result.guid);
}

static void answerKeyExchangeType(Call *call) {
  char text[GUID_TEXT + 1];
  guidFormat(&call->result.guid, text);
  writeCode(call, "hr", call->result.code);
  writeString(&call->out, "KeyExchangeType", text);
}

/* -- GetCertificateSize, GetCertificate */

static bool readCertificateInfo(Call *call) {
  D3D11_1DDI_CERTIFICATE_INFO *info = &call->in.certificate;
  if (!readDevice(call) || !readUint(call, "CertificateType", &info->CertificateType)) return false;
  if (info->CertificateType == D3D11_1DDI_CERTIFICATE_TYPE_AUTHENTICATED_CHANNEL)
    return readUint(call, "ChannelType", &info->ChannelType);
  if (info->CertificateType == D3D11_1DDI_CERTIFICATE_TYPE_CRYPTO_SESSION)
    return readGuid(call, "CryptoSessionType", &info->CryptoSessionType);
  return true;
}

static void invokeCertificateSize(Call *call) {
  ddiGetCertificateSize(deviceHandle(call), &call->in.certificate, &call->result.number);
}

static void answerCertificateSize(Call *call) {
  writeInteger(&call->out, "CertificateSize", call->result.number);
}

static bool readCertificate(Call *call) {
  PlacementKind kind;
  return readCertificateInfo(call) && readSize(call, "CertificateSize", &call->in.DataSize) &&
         readPlacementKind(call, &kind) && makeOutput(call, kind, call->in.DataSize);
}

static void invokeCertificate(Call *call) {
  ddiGetCertificate(deviceHandle(call), &call->in.certificate, call->in.DataSize, call->output.data);
}

static void answerCertificate(Call *call) {
  writeHex(&call->out, "Certificate", call->output.data, call->output.size);
}

const Method deviceMethods[] = {
    {"CreateDevice", METHOD_DRIVER, readCreateDevice, invokeCreateDevice, answerCreateDevice},
    {"DestroyDevice", METHOD_DRIVER, readDevice, invokeDestroyDevice, answerDestroyDevice},
    {"GetContentProtectionCaps", METHOD_DRIVER, readCryptoType, invokeCaps, answerCaps},
    {"GetCryptoKeyExchangeType", METHOD_DRIVER, readKeyExchangeType, invokeKeyExchangeType, answerKeyExchangeType},
    {"GetCertificateSize", METHOD_DRIVER, readCertificateInfo, invokeCertificateSize, answerCertificateSize},
    {"GetCertificate", METHOD_DRIVER, readCertificate, invokeCertificate, answerCertificate},
    {0},
};
