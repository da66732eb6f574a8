// OPM's signed request and its answer: layouts of the adapter protocol, section 5. Integers are little-endian.
import { createCipheriv, createHash } from 'node:crypto';
import type { OpmGetInformationStep } from '../recipe.ts';
import { guidBytes } from '../../core/windows/guids.ts';

/** AES-CMAC (RFC 4493) of a message under a key of 16 bytes. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const encrypt = (block: Uint8Array): Buffer =>
    createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
  const double = (block: Buffer): Buffer => {
    const out = Buffer.alloc(16);
    for (let i = 0; i < 16; i += 1) out[i] = (((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >>> 7)) & 0xff;
    if (((block[0] ?? 0) & 0x80) !== 0) out[15] = (out[15] ?? 0) ^ 0x87;
    return out;
  };
  const k1 = double(encrypt(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = Buffer.alloc(whole ? message.length : message.length - (message.length % 16) + 16);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const subkey = whole ? k1 : double(k1);
  const last = padded.length - 16;
  for (let i = 0; i < 16; i += 1) padded[last + i] = (padded[last + i] ?? 0) ^ (subkey[i] ?? 0);
  // CBC from a zero IV is the chain that CMAC defines; its last block is the tag.
  const chained = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(padded);
  return chained.subarray(chained.length - 16);
}

/** OPM_GET_CONNECTOR_TYPE of opmapi.h, a query that every protected output answers. */
const connectorType = guidBytes('81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA');

export type RequestDefect = NonNullable<OpmGetInformationStep['defect']>;

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
