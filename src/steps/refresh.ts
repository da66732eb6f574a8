// The refresh of a session key: the driver draws a random number, and combines the key with it when the refresh is finished.
import { sessionKeyBytes } from '../core/windows/lengths.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksCap, lacksCapability } from './driver/lacks.ts';
import { observedCall } from './driver/observed-call.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { SendContext } from './driver/send-context.ts';
import type { Survey } from './driver/survey.ts';
import type { StepKind } from './step-kind.ts';

export interface RefreshStep {
  readonly call: 'StartSessionKeyRefresh' | 'FinishSessionKeyRefresh';
  readonly session: string;
}

const unsupported = (_: RefreshStep, survey: Survey): string | undefined =>
  lacksCap(survey, 'FRESHEN_SESSION_KEY') ?? lacksCapability(survey, 'refresh');

async function start(context: SendContext, { call, session }: RefreshStep): Promise<ObservedStep> {
  const { handles, keyed } = context.objects.get(session, 'session');
  if (!keyed) return noKey(call);
  const result = await context.driver.call(call, { ...handles, RandomNumberSize: sessionKeyBytes });
  const random = bytesIn(result['RandomNumber']);
  context.candidates.addXor(random);
  const RandomNumber = random.toString('hex');
  return { ...observedCall(call, result), RandomNumber, keys: await context.readKeys() };
}

async function finish(context: SendContext, { call, session }: RefreshStep): Promise<ObservedStep> {
  const { handles, keyed } = context.objects.get(session, 'session');
  if (!keyed) return noKey(call);
  const result = await context.driver.call(call, handles);
  return { ...observedCall(call, result), keys: await context.readKeys() };
}

/** What is done on a session without a key is not documented, so a driver that refused the block is not asked. */
export function noKey(call: string): ObservedStep {
  return { call, notSent: 'the session has no key' };
}

export const startRefresh: StepKind<RefreshStep> = {
  objectName: ({ session }) => session,
  unsupported,
  send: start,
};

export const finishRefresh: StepKind<RefreshStep> = {
  objectName: ({ session }) => session,
  setsKey: true,
  unsupported,
  send: finish,
};
