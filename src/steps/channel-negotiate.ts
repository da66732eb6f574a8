// The key exchange of an authenticated channel.
import { isFailure } from '../core/windows/hresult.ts';
import { lacksChannels } from './driver/lacks.ts';
import {
  describeKeyExchange,
  keyExchangePoint,
  keyExchangeUnsupported,
  observedExchange,
  prepareExchange,
  simplerKeyExchange,
  type KeyExchangeStep,
} from './key-exchange.ts';
import type { StepKind } from './step-kind.ts';

export interface ChannelNegotiateStep extends KeyExchangeStep {
  readonly call: 'NegotiateAuthenticatedChannelKeyExchange';
  readonly channel: string;
}

export const channelNegotiate: StepKind<ChannelNegotiateStep> = {
  objectName: ({ channel }) => channel,
  setsKey: true,
  unsupported: (step, survey) => keyExchangeUnsupported(step, survey) ?? lacksChannels(survey),
  points(draft, step, [declared]) {
    const { call, channel, device } = step;
    return [
      draft.pointOf(call, {
        device: device === undefined || device === draft.channels.get(channel) ? undefined : 'other',
        ...keyExchangePoint(draft, step, declared),
      }),
    ];
  },
  describe: (step) => describeKeyExchange(step, step.channel),
  async send(context, step, index) {
    const channel = context.objects.get(step.channel, 'channel');
    const { handles } = channel;
    const hDevice = step.device === undefined ? handles.hDevice : await context.device(step.device);
    const owner = { certificate: 'channel', hDevice: handles.hDevice } as const;
    const prepared = await prepareExchange(context, step, index, { ...handles, hDevice }, owner);
    await context.failAllocation(step.failAllocation);
    const observed = observedExchange(prepared, await context.driver.call(step.call, prepared.params));
    const sent = observed.carried?.sent;
    if (observed.hr !== undefined && !isFailure(observed.hr) && sent !== undefined)
      channel.key = Buffer.from(sent, 'hex');
    return observed.died === undefined ? { ...observed, keys: await context.readKeys() } : observed;
  },
  simpler: simplerKeyExchange,
};
