// OPM's signed request and its answer: layouts of the adapter protocol, section 5. Integers are little-endian.
import { createHash } from 'node:crypto';
import { guidBytes } from '../../core/windows/guids.ts';
import { aesCmac } from './signed-request.ts';

/** OPM_GET_CONNECTOR_TYPE of opmapi.h, a query that every protected output answers. */
const connectorType = guidBytes('81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA');

/**
 * What is wrong with a request: the OMAC in its last or first byte, or in its ninth and tenth alike, or of the bytes in use alone;
 * the sequence number.
 */
export type RequestDefect =
  | 'omac'
  | 'omac-first'
  | 'omac-top-bit'
  | 'omac-middle'
  | 'omac-of-head'
  | 'sequence'
  | 'sequence-next'
  | 'sequence-before'
  | 'sequence-bit-16'
  | 'sequence-bit-31';

const sequenceOffsets: ReadonlyMap<RequestDefect | undefined, number> = new Map([
  ['sequence', 7],
  ['sequence-next', 1],
  ['sequence-before', -1],
  ['sequence-bit-16', 2 ** 16],
  ['sequence-bit-31', 2 ** 31],
]);

/** Bytes in front of a request's own parameters, of which this query has none. */
const bytesInUse = 56;

/** The 4112 bytes of OPMGetInformation's Parameters, signed. */
export function informationRequest(
  key: Uint8Array,
  sequence: number,
  defect?: RequestDefect,
): { bytes: Buffer; random: Buffer } {
  const bytes = Buffer.alloc(4112);
  const random = createHash('sha256').update(`request ${sequence}`).digest().subarray(0, 16);
  random.copy(bytes, 16);
  connectorType.copy(bytes, 32);
  bytes.writeUInt32LE((sequence + (sequenceOffsets.get(defect) ?? 0)) >>> 0, 48);
  bytes.writeUInt32LE(0, 52);
  const omac = aesCmac(key, bytes.subarray(16, defect === 'omac-of-head' ? bytesInUse : bytes.length));
  if (defect === 'omac') omac[15] = (omac[15] ?? 0) ^ 1;
  if (defect === 'omac-first') omac[0] = (omac[0] ?? 0) ^ 1;
  if (defect === 'omac-top-bit') omac[15] = (omac[15] ?? 0) ^ 0x80;
  if (defect === 'omac-middle') for (const at of [8, 9]) omac[at] = (omac[at] ?? 0) ^ 1;
  omac.copy(bytes, 0);
  return { bytes, random };
}

/** Whether an answer's OMAC verifies under a key, and whether it returns the request's random number. */
export function informationVerifies(key: Uint8Array, random: Buffer, answer: Buffer): boolean {
  if (answer.length < 36) return false;
  return (
    aesCmac(key, answer.subarray(16)).equals(answer.subarray(0, 16)) && answer.subarray(20, 36).equals(random)
  );
}
