/* OPMGetInformation: signed requests about a protected output, and signed answers. */
#include <string.h>

#include "opm.h"

#define OMAC_BYTES sizeof(DXGKMDT_OPM_OMAC)

/* The output drives no monitor, is of no known connector, and protects nothing. */
static const struct {
  const GUID *type;
  UINT information;
} standardInformation[] = {
    {&DXGKMDT_OPM_GET_CONNECTOR_TYPE, 0xFFFFFFFFu /* D3DKMDT_VOT_OTHER */},
    {&DXGKMDT_OPM_GET_SUPPORTED_PROTECTION_TYPES, 0},
    {&DXGKMDT_OPM_GET_VIRTUAL_PROTECTION_LEVEL, 0},
    {&DXGKMDT_OPM_GET_ACTUAL_PROTECTION_LEVEL, 0},
    {&DXGKMDT_OPM_GET_ADAPTER_BUS_TYPE, 0},
};

static void put(DXGKMDT_OPM_REQUESTED_INFORMATION *answer, const void *information, UINT size) {
  answer->cbRequestedInformationSize = size;
  memcpy(answer->abRequestedInformation, information, size);
}

static NTSTATUS fill(const DXGKMDT_OPM_GET_INFO_PARAMETERS *asked, DXGKMDT_OPM_REQUESTED_INFORMATION *answer) {
  const GUID *type = &asked->guidInformation;
  for (SIZE_T i = 0; i < sizeof standardInformation / sizeof standardInformation[0]; i++) {
    if (!guidEqual(type, standardInformation[i].type)) continue;
    DXGKMDT_OPM_STANDARD_INFORMATION standard = {.rnRandomNumber = asked->rnRandomNumber,
                                                 .ulInformation = standardInformation[i].information};
    put(answer, &standard, sizeof standard);
    return STATUS_SUCCESS;
  }
  if (guidEqual(type, &DXGKMDT_OPM_GET_ACTUAL_OUTPUT_FORMAT)) {
    DXGKMDT_OPM_ACTUAL_OUTPUT_FORMAT format = {.rnRandomNumber = asked->rnRandomNumber, .ulFrequencyDenominator = 1};
    put(answer, &format, sizeof format);
    return STATUS_SUCCESS;
  }
  if (guidEqual(type, &DXGKMDT_OPM_GET_CURRENT_HDCP_SRM_VERSION)) return STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET;
  if (guidEqual(type, &DXGKMDT_OPM_GET_ACP_AND_CGMSA_SIGNALING) ||
      guidEqual(type, &DXGKMDT_OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION))
    return STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS;
  return STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
}

/* The OMAC over everything behind the one that the structure begins with. */
static NTSTATUS omacOf(const DriverAdapter *adapter, const ProtectedOutput *output, const void *structure,
                       SIZE_T size, BYTE omac[OMAC_BYTES]) {
  return opmStatus(aesCmac(&adapter->algorithms, output->signingKey.bytes, (const BYTE *)structure + OMAC_BYTES,
                           size - OMAC_BYTES, omac));
}

static NTSTATUS verify(const DriverAdapter *adapter, const ProtectedOutput *output,
                       const DXGKMDT_OPM_GET_INFO_PARAMETERS *asked) {
  BYTE expected[OMAC_BYTES];
  NTSTATUS status = omacOf(adapter, output, asked, sizeof *asked, expected);
  if (FAILED(status)) return status;
  return CRYPTO_memcmp(expected, asked->omac.abOMAC, OMAC_BYTES) == 0 &&
                 asked->ulSequenceNumber == output->statusSequence &&
                 asked->cbParametersSize <= sizeof asked->abParameters
             ? STATUS_SUCCESS
             : STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
}

NTSTATUS ddiOPMGetInformation(DriverAdapter *adapter, HANDLE hProtectedOutput,
                              const DXGKMDT_OPM_GET_INFO_PARAMETERS *pParameters,
                              DXGKMDT_OPM_REQUESTED_INFORMATION *pRequestedInformation) {
  ProtectedOutput *output = hProtectedOutput;
  if (output == NULL) return STATUS_INVALID_HANDLE;
  if (pParameters == NULL || pRequestedInformation == NULL) return STATUS_INVALID_PARAMETER;
  if (!output->signingKey.set) return STATUS_INVALID_DEVICE_STATE;
  DXGKMDT_OPM_GET_INFO_PARAMETERS asked;
  memcpy(&asked, pParameters, sizeof asked); /* as aligned as its members want it, and read once */
  NTSTATUS status = verify(adapter, output, &asked);
  if (FAILED(status)) return status;
  DXGKMDT_OPM_REQUESTED_INFORMATION answer = {0};
  status = fill(&asked, &answer);
  if (!FAILED(status)) status = omacOf(adapter, output, &answer, sizeof answer, answer.omac.abOMAC);
  if (FAILED(status)) return status;
  memcpy(pRequestedInformation, &answer, sizeof answer);
  output->statusSequence++;
  return STATUS_SUCCESS;
}
