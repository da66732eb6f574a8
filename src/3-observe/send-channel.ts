// The authenticated channel: its key exchange, and signed requests on it.
import type { ChannelNegotiateStep, ChannelRequestStep, StartSequences } from '../steps/recipe.ts';
import { isFailure, unsigned32 } from '../core/windows/hresult.ts';
import { PrerequisiteMissing, bytesIn } from '../steps/driver/driver-session.ts';
import { channelTypeOutputBytes, configureInput, outputVerifies, queryInput } from './channel-request.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { changedBuffer, failAllocation, resolveBlockFor, observedBuffer } from './send-negotiation.ts';
import { readKeys } from '../steps/driver/read-keys.ts';
import { sharedResultMembers } from '../steps/driver/shared-result-members.ts';
import { deviceHandle, type SendContext } from '../steps/driver/send-context.ts';

export async function sendChannelNegotiation(
  context: SendContext,
  index: number,
  step: ChannelNegotiateStep,
): Promise<ObservedStep> {
  const channel = context.objects.get(step.channel, 'channel');
  if (channel === undefined) throw new PrerequisiteMissing(`there is no channel "${step.channel}"`);
  const hDevice = step.device === undefined ? channel.hDevice : await deviceHandle(context, step.device);
  const resolved =
    step.data === null
      ? undefined
      : await resolveBlockFor(context, index, step.data, {
          certificate: 'channel',
          hDevice: channel.hDevice,
        });
  const bytes = resolved?.bytes ?? null;
  const DataSize = step.DataSize ?? bytes?.length ?? 256;
  await failAllocation(context, step.failAllocation);
  const result = await context.driver.call(step.call, {
    hDevice,
    hAuthChannel: channel.handle,
    DataSize,
    pData: bytes === null ? null : bytes.toString('hex'),
    ...(step.buffer === undefined ? {} : { buffer: step.buffer }),
  });
  const hr = result['hr'] === undefined ? undefined : unsigned32(Number(result['hr']));
  const sent = resolved?.carried?.sent;
  if (hr !== undefined && !isFailure(hr) && sent !== undefined) channel.key = Buffer.from(sent, 'hex');
  const observed: ObservedStep = {
    call: step.call,
    ...(hr === undefined ? {} : { hr }),
    ...sharedResultMembers(result),
    sent: observedBuffer(bytes, DataSize),
    ...(resolved?.carried === undefined ? {} : { carried: resolved.carried }),
    ...changedBuffer(result, bytes),
  };
  return observed.died === undefined ? { ...observed, keys: await readKeys(context) } : observed;
}

/** First sequence numbers that INITIALIZE agrees on where the recipe names none. */
const defaultStartSequences: StartSequences = { query: 100, configure: 200 };

export async function sendChannelRequest(
  context: SendContext,
  step: ChannelRequestStep,
): Promise<ObservedStep> {
  const channel = context.objects.get(step.channel, 'channel');
  if (channel === undefined) throw new PrerequisiteMissing(`there is no channel "${step.channel}"`);
  const object = { hDevice: channel.hDevice, hAuthChannel: channel.handle };
  const query = step.request === 'CHANNEL_TYPE';
  const start = step.start ?? defaultStartSequences;
  // The command that agrees on numbers has the first of them itself, so that no later one is below it.
  if (step.start !== undefined) channel.sequence = { query: start.query - 1, configure: start.configure - 1 };
  const kind = query ? 'query' : 'configure';
  if (step.ahead !== undefined) channel.sequence[kind] += step.ahead - 1;
  const result = query
    ? await context.driver.call('QueryAuthenticatedChannel', {
        ...object,
        InputData: queryInput(channel, step.defect).toString('hex'),
        OutputDataSize: step.defect === 'too-small' ? 16 : channelTypeOutputBytes,
      })
    : await context.driver.call('ConfigureAuthenticatedChannel', {
        ...object,
        InputData: configureInput(
          channel,
          step.request === 'INITIALIZE' ? 'INITIALIZE' : 'PROTECTION',
          start,
          step.defect,
        ).toString('hex'),
      });
  const hr = unsigned32(Number(result['hr']));
  const accepted = !isFailure(hr);
  // A driver may count a request that it does not carry out; the next number is greater than all before.
  if (accepted && step.request === 'INITIALIZE') {
    channel.sequence = { ...start };
    channel.lastAccepted = {};
  } else if (step.defect === undefined) {
    channel.sequence[kind] += 1;
    if (accepted) channel.lastAccepted[kind] = channel.sequence[kind];
  }
  return {
    call: step.call,
    hr,
    ...sharedResultMembers(result),
    ...(accepted
      ? { omac: outputVerifies(channel, bytesIn(result['OutputData'])) ? 'verifies' : 'fails' }
      : {}),
  };
}
