/* Output protection. */
#include "host.h"
#include "parameters.h"

static void answerStatus(Call *call) {
  writeCode(call, "status", call->result.code);
}

/* -- OPMCreateProtectedOutput, OPMDestroyProtectedOutput */

static bool readCreateOutput(Call *call) {
  call->result.created = objectCreate(KIND_OUTPUT, NULL, 0);
  return call->result.created != NULL ||
         callFail(call, ERROR_ADAPTER, "OPMCreateProtectedOutput: no memory for the output");
}

static void invokeCreateOutput(Call *call) {
  call->result.code = ddiOPMCreateProtectedOutput(host.adapter, &call->result.created->memory);
}

static void answerCreateOutput(Call *call) {
  writeCreated(call, "status", "hProtectedOutput");
}

static void invokeDestroyOutput(Call *call) {
  call->result.code = ddiOPMDestroyProtectedOutput(host.adapter, objectMemory(call->in.hProtectedOutput));
}

static void answerDestroyOutput(Call *call) {
  if (call->in.hProtectedOutput != NULL) objectDestroy(call->in.hProtectedOutput);
  answerStatus(call);
}

/* -- OPMGetCertificateSize, OPMGetCertificate */

static bool readCertificateType(Call *call) {
  return readUint(call, "CertificateType", &call->in.CertificateType);
}

static void invokeCertificateSize(Call *call) {
  call->result.code = ddiOPMGetCertificateSize(host.adapter, call->in.CertificateType, &call->result.number);
}

static void answerCertificateSize(Call *call) {
  answerStatus(call);
  writeInteger(&call->out, "CertificateSize", call->result.number);
}

static bool readCertificate(Call *call) {
  PlacementKind kind;
  return readCertificateType(call) && readSize(call, "CertificateSize", &call->in.DataSize) &&
         readPlacementKind(call, &kind) && makeOutput(call, kind, call->in.DataSize);
}

static void invokeCertificate(Call *call) {
  call->result.code =
      ddiOPMGetCertificate(host.adapter, call->in.CertificateType, call->in.DataSize, call->output.data);
}

static void answerCertificate(Call *call) {
  answerStatus(call);
  writeHex(&call->out, "Certificate", call->output.data, call->output.size);
}

/* -- OPMGetRandomNumber */

static bool readRandomNumber(Call *call) {
  return readOutput(call) && makeOutput(call, PLACEMENT_PLAIN, sizeof(DXGKMDT_OPM_RANDOM_NUMBER));
}

static void invokeRandomNumber(Call *call) {
  call->result.code = ddiOPMGetRandomNumber(host.adapter, objectMemory(call->in.hProtectedOutput),
                                            (DXGKMDT_OPM_RANDOM_NUMBER *)call->output.data);
}

static void answerRandomNumber(Call *call) {
  answerStatus(call);
  writeHex(&call->out, "RandomNumber", call->output.data, call->output.size);
}

/* -- OPMSetSigningKeyAndSequenceNumbers */

static bool readSigningKey(Call *call) {
  PlacementKind kind;
  return readOutput(call) && readPlacementKind(call, &kind) &&
         readBytes(call, "EncryptedParameters", false, sizeof(DXGKMDT_OPM_ENCRYPTED_PARAMETERS), kind, &call->input);
}

static void invokeSigningKey(Call *call) {
  call->result.code =
      ddiOPMSetSigningKeyAndSequenceNumbers(host.adapter, objectMemory(call->in.hProtectedOutput),
                                            (const DXGKMDT_OPM_ENCRYPTED_PARAMETERS *)call->input.data);
}

/* -- OPMGetInformation */

static bool readInformation(Call *call) {
  return readOutput(call) &&
         readBytes(call, "Parameters", false, sizeof(DXGKMDT_OPM_GET_INFO_PARAMETERS), PLACEMENT_PLAIN,
                   &call->input) &&
         makeOutput(call, PLACEMENT_PLAIN, sizeof(DXGKMDT_OPM_REQUESTED_INFORMATION));
}

static void invokeInformation(Call *call) {
  call->result.code = ddiOPMGetInformation(host.adapter, objectMemory(call->in.hProtectedOutput),
                                           (const void *)call->input.data, (void *)call->output.data);
}

static void answerInformation(Call *call) {
  answerStatus(call);
  writeHex(&call->out, "RequestedInformation", call->output.data, call->output.size);
}

const Method opmMethods[] = {
    {"OPMCreateProtectedOutput", METHOD_DRIVER, readCreateOutput, invokeCreateOutput, answerCreateOutput},
    {"OPMDestroyProtectedOutput", METHOD_DRIVER, readOutput, invokeDestroyOutput, answerDestroyOutput},
    {"OPMGetCertificateSize", METHOD_DRIVER, readCertificateType, invokeCertificateSize, answerCertificateSize},
    {"OPMGetCertificate", METHOD_DRIVER, readCertificate, invokeCertificate, answerCertificate},
    {"OPMGetRandomNumber", METHOD_DRIVER, readRandomNumber, invokeRandomNumber, answerRandomNumber},
    {"OPMSetSigningKeyAndSequenceNumbers", METHOD_DRIVER, readSigningKey, invokeSigningKey, answerStatus},
    {"OPMGetInformation", METHOD_DRIVER, readInformation, invokeInformation, answerInformation},
    {0},
};
