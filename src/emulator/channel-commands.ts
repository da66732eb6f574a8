// ConfigureAuthenticatedChannel and QueryAuthenticatedChannel: structures of d3d10umddi.h, with 8-byte HANDLEs.
import { guidBytes, guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import type { CallTable } from './call-table.ts';
import type { Driver } from './driver.ts';
import { answerBytesParam, bytesParam, objectParam } from './params.ts';
import type { Channel, Device } from './state.ts';

const omacBytes = 16;
/** D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT. */
const configureInput = { bytes: 48, type: 16, channel: 32, sequence: 40 } as const;
/** D3D11_1DDI_AUTHENTICATED_QUERY_INPUT. */
const queryInput = { bytes: 32, type: 0, channel: 16, sequence: 24 } as const;
/** Both output structures have one layout. */
const output = { bytes: 48, type: 16, channel: 32, sequence: 40, returnCode: 44 } as const;
/** Bits of the protection flags that have a meaning: ProtectionEnabled, OverlayOrFullscreenRequired. */
const knownProtectionFlags = 3;

const typeKey = (guid: string): string => guidBytes(guid).toString('hex');

interface Command {
  /** Size of the input structure in bytes. */
  readonly inputBytes: number;
  carryOut(channel: Channel, input: Buffer): void;
}

const commands: ReadonlyMap<string, Command> = new Map([
  [
    typeKey(guids.CONFIGURE_INITIALIZE),
    {
      inputBytes: 56,
      carryOut(channel: Channel, input: Buffer) {
        const start = input.readUInt32LE(52);
        channel.nextQuery = input.readUInt32LE(48);
        // A client that counts this command as the first has used the start number up.
        channel.nextConfigure = input.readUInt32LE(configureInput.sequence) === start ? start + 1 : start;
      },
    },
  ],
  [
    typeKey(guids.CONFIGURE_PROTECTION),
    {
      inputBytes: 56,
      carryOut(channel: Channel, input: Buffer) {
        channel.protectionFlags = input.readUInt32LE(48) & knownProtectionFlags;
      },
    },
  ],
  [
    typeKey(guids.CONFIGURE_CRYPTO_SESSION),
    {
      inputBytes: 72,
      carryOut(channel: Channel, input: Buffer) {
        const binding = {
          session: Buffer.from(input.subarray(56, 64)),
          device: Buffer.from(input.subarray(64, 72)),
        };
        channel.decoders.set(input.subarray(48, 56).toString('hex'), binding);
      },
    },
  ],
]);
const initialize = typeKey(guids.CONFIGURE_INITIALIZE);

interface Query {
  /** Sizes of the structures in bytes. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Fills what stands behind the common members; false where there is no answer. */
  answer(channel: Channel, input: Buffer, given: Buffer): boolean;
}

const queries: ReadonlyMap<string, Query> = new Map([
  [
    typeKey(guids.QUERY_PROTECTION),
    {
      inputBytes: 32,
      outputBytes: 56,
      answer(channel: Channel, _input: Buffer, given: Buffer) {
        given.writeUInt32LE(channel.protectionFlags, 48);
        return true;
      },
    },
  ],
  [
    typeKey(guids.QUERY_CHANNEL_TYPE),
    {
      inputBytes: 32,
      outputBytes: 56,
      answer(channel: Channel, _input: Buffer, given: Buffer) {
        given.writeUInt32LE(channel.channelType, 48);
        return true;
      },
    },
  ],
  [
    typeKey(guids.QUERY_DEVICE_HANDLE),
    {
      inputBytes: 32,
      outputBytes: 56,
      answer(channel: Channel, _input: Buffer, given: Buffer) {
        channel.device.kernelHandle.copy(given, 48);
        return true;
      },
    },
  ],
  [
    typeKey(guids.QUERY_CRYPTO_SESSION),
    {
      inputBytes: 40,
      outputBytes: 72,
      answer(channel: Channel, input: Buffer, given: Buffer) {
        const decoder = input.subarray(32, 40);
        const binding = channel.decoders.get(decoder.toString('hex'));
        if (binding === undefined) return false;
        decoder.copy(given, 48);
        binding.session.copy(given, 56);
        binding.device.copy(given, 64);
        return true;
      },
    },
  ],
]);

/** Fills the members that all outputs have, and signs; `given` is a whole output structure. */
function sign(driver: Driver, key: Buffer, given: Buffer, header: Buffer, code: number): void {
  header.copy(given, output.type);
  given.writeUInt32LE(code, output.returnCode);
  driver.behaviour.signAnswer(key, given);
}

function configure(driver: Driver, device: Device, channel: Channel, input: Buffer, given: Buffer): number {
  const { behaviour } = driver;
  const key = behaviour.keyInForce(channel);
  if (device !== channel.device || key === null || input.length < configureInput.bytes)
    return statusCodes.E_INVALIDARG;
  const omac = behaviour.omac(key, input.subarray(omacBytes));
  if (!behaviour.omacMatches(input.subarray(0, omacBytes), omac)) return statusCodes.E_INVALIDARG;
  if (!input.subarray(configureInput.channel, configureInput.sequence).equals(channel.kernelHandle)) {
    return statusCodes.E_INVALIDARG;
  }
  const type = input.subarray(configureInput.type, configureInput.channel).toString('hex');
  const sequence = input.readUInt32LE(configureInput.sequence);
  const first = type === initialize && channel.nextConfigure === null;
  if (!first && !behaviour.channelSequenceFits(sequence, channel.nextConfigure))
    return statusCodes.E_INVALIDARG;
  const command = behaviour.knowsChannelRequest(type) ? commands.get(type) : undefined;
  if (command !== undefined && input.length < command.inputBytes) return statusCodes.E_INVALIDARG;
  channel.nextConfigure = sequence + 1;
  command?.carryOut(channel, input);
  const code = command === undefined ? statusCodes.E_FAIL : statusCodes.S_OK;
  sign(driver, key, given, input.subarray(configureInput.type, configureInput.sequence + 4), code);
  return code;
}

function query(driver: Driver, device: Device, channel: Channel, input: Buffer, given: Buffer): number {
  const { behaviour } = driver;
  const key = behaviour.keyInForce(channel);
  if (device !== channel.device || key === null || input.length < queryInput.bytes)
    return statusCodes.E_INVALIDARG;
  if (!input.subarray(queryInput.channel, queryInput.sequence).equals(channel.kernelHandle)) {
    return statusCodes.E_INVALIDARG;
  }
  const sequence = input.readUInt32LE(queryInput.sequence);
  if (!behaviour.channelSequenceFits(sequence, channel.nextQuery)) return statusCodes.E_INVALIDARG;
  const type = input.subarray(queryInput.type, queryInput.channel).toString('hex');
  const known = behaviour.knowsChannelRequest(type) ? queries.get(type) : undefined;
  const outputBytes = known?.outputBytes ?? output.bytes;
  if (input.length < (known?.inputBytes ?? queryInput.bytes) || given.length < outputBytes) {
    return statusCodes.E_INVALIDARG;
  }
  const structure = given.subarray(0, outputBytes);
  if (known !== undefined && !known.answer(channel, input, structure)) return statusCodes.E_INVALIDARG;
  channel.nextQuery = sequence + 1;
  const code = known === undefined ? statusCodes.E_FAIL : statusCodes.S_OK;
  sign(driver, key, structure, input.subarray(queryInput.type, queryInput.sequence + 4), code);
  return code;
}

export const channelCommandCalls: CallTable = {
  ConfigureAuthenticatedChannel(driver, params) {
    const device = objectParam(params, 'hDevice', driver.devices);
    const channel = objectParam(params, 'hAuthChannel', driver.channels);
    const given = Buffer.alloc(output.bytes);
    const hr = configure(driver, device, channel, bytesParam(params, 'InputData'), given);
    return { hr, OutputData: given.toString('hex') };
  },

  QueryAuthenticatedChannel(driver, params) {
    const device = objectParam(params, 'hDevice', driver.devices);
    const channel = objectParam(params, 'hAuthChannel', driver.channels);
    const given = Buffer.alloc(answerBytesParam(params, 'OutputDataSize'));
    const hr = query(driver, device, channel, bytesParam(params, 'InputData'), given);
    return { hr, OutputData: given.toString('hex') };
  },
};
