// Authenticated channels, made and destroyed.
import { initialStates } from '../1-contract/state-after.ts';
import { channelTypes } from '../core/windows/guids.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksChannels } from './driver/lacks.ts';
import type { StepKind } from './step-kind.ts';

export interface CreateChannelStep {
  readonly call: 'CreateAuthenticatedChannel';
  readonly as: string;
  readonly device: string;
}

export interface DestroyChannelStep {
  readonly call: 'DestroyAuthenticatedChannel';
  readonly channel: string;
}

export const createChannel: StepKind<CreateChannelStep> = {
  objectName: ({ as }) => as,
  makes: initialStates.channel,
  unsupported: (_, survey) => lacksChannels(survey),
  points(draft, { call, as, device }) {
    draft.channels.set(as, device);
    return [draft.pointOf(call)];
  },
  async send(context, step) {
    const hDevice = await context.device(step.device);
    const params = { hDevice, ChannelType: channelTypes.DRIVER_SOFTWARE };
    return context.create(step, params, 'hAuthChannel', (hAuthChannel, result) => ({
      kind: 'channel',
      handles: { hDevice, hAuthChannel },
      destroyedBy: 'DestroyAuthenticatedChannel',
      hChannel: bytesIn(result['hChannel']),
      sequence: { configure: 199, query: 99 },
      lastAccepted: {},
    }));
  },
};

export const destroyChannel: StepKind<DestroyChannelStep> = {
  objectName: ({ channel }) => channel,
  destroys: true,
  unsupported: (_, survey) => lacksChannels(survey),
  send: (context, { channel }) => context.destroy('channel', channel),
};
