// DxgkDdiOPMGetInformation: a signed request, answered and signed under the output's key (adapter protocol, section 5).
import { guidBytes } from '../core/windows/guids.ts';
import type { CallTable } from './call-table.ts';
import type { Driver } from './driver.ts';
import { bytesParam, objectParam } from './params.ts';
import type { Output } from './state.ts';

/** DXGKMDT_OPM_GET_INFO_PARAMETERS: size, and offsets of its members. */
const request = { bytes: 4112, random: 16, guidInformation: 32, sequence: 48 } as const;
/** DXGKMDT_OPM_REQUESTED_INFORMATION. */
const answer = { bytes: 4096, size: 16, data: 20 } as const;
/** DXGKMDT_OPM_STANDARD_INFORMATION: random number, status flags, information, 8 reserved bytes. */
const standardInformation = { bytes: 32, information: 20 } as const;
const omacBytes = 16;

/** "Sequence number or OMAC of the request are wrong" (ntstatus.h). */
const STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST = 0xc01e051d;

/** What is reported of an output: an HDMI connector on PCI Express, without protection mechanisms. */
const informationByGuid: ReadonlyMap<string, number> = new Map(
  Object.entries({
    /** DXGKMDT_OPM_GET_CONNECTOR_TYPE. */
    '81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA': 5,
    /** DXGKMDT_OPM_GET_SUPPORTED_PROTECTION_TYPES. */
    '38F2A801-9A6C-48BB-9107-B6696E6F1797': 0,
    /** DXGKMDT_OPM_GET_VIRTUAL_PROTECTION_LEVEL. */
    'B2075857-3EDA-4D5D-88DB-748F8C1A0549': 0,
    /** DXGKMDT_OPM_GET_ACTUAL_PROTECTION_LEVEL. */
    '1957210A-7766-452A-B99A-D27AED54F03A': 0,
    /** DXGKMDT_OPM_GET_ADAPTER_BUS_TYPE. */
    'C6F4D673-6174-4184-8E35-F6DB5200BCBA': 3,
  }).map(([guid, information]) => [guidBytes(guid).toString('hex'), information]),
);

function requestedInformation(driver: Driver, output: Output, parameters: Buffer): Buffer | null {
  const { behaviour } = driver;
  const { key } = output.slot;
  if (key === null) return null;
  const omac = behaviour.omac(key, parameters.subarray(omacBytes));
  if (!behaviour.omacMatches(parameters.subarray(0, omacBytes), omac)) return null;
  if (!behaviour.statusSequenceFits(parameters.readUInt32LE(request.sequence), output)) return null;
  const guid = parameters.subarray(request.guidInformation, request.sequence).toString('hex');
  const information = informationByGuid.get(guid);
  if (information === undefined) return null;
  const given = Buffer.alloc(answer.bytes);
  given.writeUInt32LE(standardInformation.bytes, answer.size);
  parameters.copy(given, answer.data, request.random, request.guidInformation);
  given.writeUInt32LE(information, answer.data + standardInformation.information);
  behaviour.signAnswer(key, given);
  output.statusSequence = behaviour.nextSequence(output.statusSequence);
  return given;
}

export const opmInformationCalls: CallTable = {
  OPMGetInformation(driver, params) {
    const output = objectParam(params, 'hProtectedOutput', driver.outputs);
    const given = requestedInformation(driver, output, bytesParam(params, 'Parameters', request.bytes));
    return {
      status: given === null ? STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST : 0,
      RequestedInformation: (given ?? Buffer.alloc(answer.bytes)).toString('hex'),
    };
  },
};
