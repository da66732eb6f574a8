// A signed request on an authenticated channel: INITIALIZE and PROTECTION configure it, CHANNEL_TYPE is a query.
import { isFailure } from '../core/windows/hresult.ts';
import {
  channelTypeOutputBytes,
  configureInput,
  outputVerifies,
  queryInput,
  type ChannelDefect,
  type StartSequences,
} from './driver/channel-request.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksChannels } from './driver/lacks.ts';
import { codeOf, observedCall } from './driver/observed-call.ts';
import { defectiveField } from './driver/signed-request.ts';
import type { StepKind } from './step-kind.ts';

export interface ChannelRequestStep {
  readonly call: 'ConfigureAuthenticatedChannel' | 'QueryAuthenticatedChannel';
  readonly channel: string;
  readonly request: 'INITIALIZE' | 'CHANNEL_TYPE' | 'PROTECTION';
  /** What is wrong with it, if anything. */
  readonly defect?: ChannelDefect;
  /** INITIALIZE: the sequence numbers that it agrees on, 32 bits each; absent: small ones. */
  readonly start?: StartSequences;
  /** How far its sequence number is above the last one; absent: 1. */
  readonly ahead?: number;
}

/** First sequence numbers that INITIALIZE agrees on where the recipe names none. */
const defaultStart: StartSequences = { query: 100, configure: 200 };

export const channelRequest: StepKind<ChannelRequestStep> = {
  objectName: ({ channel }) => channel,
  unsupported: (_, survey) => lacksChannels(survey),
  points: (draft, { call, request, defect }) => [
    draft.pointOf(call, {
      configure: request === 'PROTECTION' ? 'protection' : undefined,
      channelRequest: defect && defectiveField(defect),
    }),
  ],
  describe({ call, channel, request, defect, start, ahead }) {
    const parts = [
      `channel ${channel}, request ${request}`,
      defect === undefined ? undefined : `defect ${defect}`,
      start === undefined ? undefined : `start at query ${start.query} and configure ${start.configure}`,
      ahead === undefined ? undefined : `ahead ${ahead}`,
    ];
    return `${call} (${parts.filter((part) => part !== undefined).join(', ')})`;
  },
  async send({ driver, objects }, { call, channel: name, request, defect, start, ahead }) {
    const channel = objects.get(name, 'channel');
    const { query, configure } = start ?? defaultStart;
    // The command that agrees on numbers has the first of them itself, so that no later one is below it.
    if (start !== undefined) channel.sequence = { query: query - 1, configure: configure - 1 };
    const kind = request === 'CHANNEL_TYPE' ? 'query' : 'configure';
    if (ahead !== undefined) channel.sequence[kind] += ahead - 1;
    const outputBytes = defect === 'too-small' ? 16 : channelTypeOutputBytes;
    const params =
      request === 'CHANNEL_TYPE'
        ? { InputData: queryInput(channel, defect).toString('hex'), OutputDataSize: outputBytes }
        : { InputData: configureInput(channel, request, { query, configure }, defect).toString('hex') };
    const result = await driver.call(call, { ...channel.handles, ...params });
    const { hr = 0 } = codeOf(result);
    const accepted = !isFailure(hr);
    // A driver may count a request that it does not carry out; the next number is greater than all before.
    if (accepted && request === 'INITIALIZE') {
      channel.sequence = { query, configure };
      channel.lastAccepted = {};
    } else if (defect === undefined) {
      channel.sequence[kind] += 1;
      if (accepted) channel.lastAccepted[kind] = channel.sequence[kind];
    }
    const observed = observedCall(call, result, { hr });
    if (!accepted) return observed;
    return {
      ...observed,
      omac: outputVerifies(channel, bytesIn(result['OutputData'])) ? 'verifies' : 'fails',
    };
  },
};
