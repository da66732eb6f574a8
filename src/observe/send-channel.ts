// The authenticated channel: its key exchange, and signed requests on it.
import type { ChannelNegotiateStep, ChannelRequestStep, StartSequences } from '../recipe/recipe.ts';
import { isFailure, unsigned32 } from '../windows/hresult.ts';
import { Lacking, bytesIn } from './bench.ts';
import { channelTypeOutputBytes, configureInput, outputVerifies, queryInput } from './channel-request.ts';
import type { ObservedStep } from './observation.ts';
import { changedData, failAllocation, resolveFor, sentOf } from './send-negotiation.ts';
import { seeKeys } from './see-keys.ts';
import { extras } from './extras.ts';
import { deviceHandle, type Sending } from './sending.ts';

export async function sendChannelNegotiation(
  sending: Sending,
  index: number,
  step: ChannelNegotiateStep,
): Promise<ObservedStep> {
  const channel = sending.objects.get(step.channel, 'channel');
  if (channel === undefined) throw new Lacking(`there is no channel "${step.channel}"`);
  const hDevice = step.device === undefined ? channel.hDevice : await deviceHandle(sending, step.device);
  const resolved =
    step.data === null
      ? undefined
      : await resolveFor(sending, index, step.data, { certificate: 'channel', hDevice: channel.hDevice });
  const bytes = resolved?.bytes ?? null;
  const DataSize = step.DataSize ?? bytes?.length ?? 256;
  await failAllocation(sending, step.failAllocation);
  const result = await sending.bench.call(step.call, {
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
    ...extras(result),
    sent: sentOf(bytes, DataSize),
    ...(resolved?.carried === undefined ? {} : { carried: resolved.carried }),
    ...changedData(result, bytes),
  };
  return observed.died === undefined ? { ...observed, keys: await seeKeys(sending) } : observed;
}

/** First sequence numbers that INITIALIZE agrees on where the recipe names none. */
const usual: StartSequences = { query: 100, configure: 200 };

export async function sendChannelRequest(sending: Sending, step: ChannelRequestStep): Promise<ObservedStep> {
  const channel = sending.objects.get(step.channel, 'channel');
  if (channel === undefined) throw new Lacking(`there is no channel "${step.channel}"`);
  const object = { hDevice: channel.hDevice, hAuthChannel: channel.handle };
  const query = step.request === 'CHANNEL_TYPE';
  const start = step.start ?? usual;
  // The command that agrees on numbers has the first of them itself, so that no later one is below it.
  if (step.start !== undefined) channel.sequence = { query: start.query - 1, configure: start.configure - 1 };
  const kind = query ? 'query' : 'configure';
  if (step.ahead !== undefined) channel.sequence[kind] += step.ahead - 1;
  const result = query
    ? await sending.bench.call('QueryAuthenticatedChannel', {
        ...object,
        InputData: queryInput(channel, step.defect).toString('hex'),
        OutputDataSize: step.defect === 'too-small' ? 16 : channelTypeOutputBytes,
      })
    : await sending.bench.call('ConfigureAuthenticatedChannel', {
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
    channel.answered = {};
  } else if (step.defect === undefined) {
    channel.sequence[kind] += 1;
    if (accepted) channel.answered[kind] = channel.sequence[kind];
  }
  return {
    call: step.call,
    hr,
    ...extras(result),
    ...(accepted
      ? { omac: outputVerifies(channel, bytesIn(result['OutputData'])) ? 'verifies' : 'fails' }
      : {}),
  };
}
