// Signed requests on an authenticated channel: structures of d3d10umddi.h. Integers are
// little-endian, and the AES-CMAC covers everything behind `omac`.
import { guidBytes, guids } from '../../core/windows/guids.ts';
import { aesCmac } from './signed-request.ts';
import type { ChannelObject } from './case-objects.ts';

/**
 * What is wrong with a request: the OMAC in its first or last byte, in its ninth and tenth alike, or all of it 00; a sequence number
 * below any that was used or agreed on (whether the first may equal it is left open), or that of the last request that succeeded;
 * OutputDataSize or InputDataSize; the header of a command alone, signed.
 */
export type ChannelDefect =
  | 'omac'
  | 'omac-last'
  | 'omac-middle'
  | 'omac-zero'
  | 'sequence'
  | 'sequence-repeated'
  | 'too-small'
  | 'too-small-header';

/** Sequence numbers that INITIALIZE agrees on. */
export interface StartSequences {
  readonly query: number;
  readonly configure: number;
}

/** What a request is signed with. */
type SigningChannel = Pick<ChannelObject, 'hChannel' | 'key' | 'sequence' | 'lastAccepted'>;

/** Bytes of a command's input in front of its data. */
const commandHeaderBytes = 48;

/** Input of ConfigureAuthenticatedChannel: 48 bytes of header, then 8 or 4 bytes of data for INITIALIZE and PROTECTION. */
export function configureInput(
  channel: SigningChannel,
  request: 'INITIALIZE' | 'PROTECTION',
  start: StartSequences,
  defect?: ChannelDefect,
): Buffer {
  const data = Buffer.alloc(8);
  if (request === 'INITIALIZE') {
    data.writeUInt32LE(start.query, 0);
    data.writeUInt32LE(start.configure, 4);
  }
  const type = request === 'INITIALIZE' ? guids.CONFIGURE_INITIALIZE : guids.CONFIGURE_PROTECTION;
  const sequence = sequenceOf(channel, 'configure', defect);
  const whole = Buffer.alloc(commandHeaderBytes + data.length);
  data.copy(whole, commandHeaderBytes);
  const input = defect === 'too-small-header' ? whole.subarray(0, commandHeaderBytes) : whole;
  guidBytes(type).copy(input, 16);
  channel.hChannel.copy(input, 32);
  input.writeUInt32LE(sequence >>> 0, 40);
  const omac = aesCmac(channel.key ?? Buffer.alloc(16), input.subarray(16));
  if (defect === 'omac') omac[0] = (omac[0] ?? 0) ^ 0x80;
  if (defect === 'omac-zero') omac.fill(0);
  if (defect === 'omac-last') omac[15] = (omac[15] ?? 0) ^ 1;
  if (defect === 'omac-middle') for (const at of [8, 9]) omac[at] = (omac[at] ?? 0) ^ 1;
  omac.copy(input, 0);
  return defect === 'too-small' ? input.subarray(0, 24) : input;
}

function sequenceOf(channel: SigningChannel, kind: 'configure' | 'query', defect?: ChannelDefect): number {
  const last = channel.sequence[kind];
  if (defect === 'sequence-repeated') return channel.lastAccepted[kind] ?? last - 1;
  return defect === 'sequence' ? last - 1 : last + 1;
}

/** Input of QueryAuthenticatedChannel: query type, channel, sequence number; 32 bytes. */
export function queryInput(channel: SigningChannel, defect?: ChannelDefect): Buffer {
  const input = Buffer.alloc(32);
  guidBytes(guids.QUERY_CHANNEL_TYPE).copy(input, 0);
  channel.hChannel.copy(input, 16);
  const sequence = sequenceOf(channel, 'query', defect);
  input.writeUInt32LE(sequence >>> 0, 24);
  return input;
}

/** Size in bytes of the output of a CHANNEL_TYPE query: 48 of header, a type, padding. */
export const channelTypeOutputBytes = 56;

/** Whether the OMAC in front of an answer verifies under the channel's key. */
export function outputVerifies(channel: SigningChannel, output: Buffer): boolean {
  if (output.length < 48 || channel.key === undefined) return false;
  return aesCmac(channel.key, output.subarray(16)).equals(output.subarray(0, 16));
}
