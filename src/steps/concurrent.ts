// Key exchanges sent together, without waiting for one before the next, where the adapter declares `concurrent`.
import { lacksCapability } from './driver/lacks.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { SendContext } from './driver/send-context.ts';
import { describeKeyExchange, type PreparedExchange } from './key-exchange.ts';
import { negotiate, negotiationPoint, observedAnswer, prepareNegotiation } from './negotiate.ts';
import type { NegotiateStep } from './negotiate.ts';
import type { StepKind } from './step-kind.ts';

export interface ConcurrentStep {
  readonly call: 'concurrent';
  readonly steps: readonly NegotiateStep[];
}

async function sendTogether(
  context: SendContext,
  { steps }: ConcurrentStep,
  index: number,
): Promise<ObservedStep[]> {
  const calls: { readonly step: NegotiateStep; readonly prepared: PreparedExchange }[] = [];
  for (const step of steps) calls.push({ step, prepared: await prepareNegotiation(context, step, index) });
  const answered = await Promise.all(
    calls.map(async ({ step, prepared }) => ({
      step,
      prepared,
      answer: await context.driver.connection.call(step.call, prepared.params),
    })),
  );
  const together = [...new Set(steps.map(({ session }) => session))];
  const observed: ObservedStep[] = [];
  for (const { step, prepared, answer } of answered) {
    observed.push({ ...observedAnswer(context, step.session, prepared, answer), together });
    if (answer.kind === 'refused') return observed;
  }
  if (observed.some(({ died }) => died !== undefined)) return observed;
  const keys = await context.readKeys();
  return observed.map((one) => ({ ...one, keys }));
}

export const concurrent: StepKind<ConcurrentStep> = {
  objectName: () => undefined,
  unsupported: ({ steps }, survey) =>
    [
      lacksCapability(survey, 'concurrent'),
      ...steps.map((step) => negotiate.unsupported?.(step, survey)),
    ].find((why) => why !== undefined),
  points(draft, { steps }, declared) {
    const different = new Set(steps.map(({ session }) => session)).size;
    const concurrency = different < steps.length ? 'same-session' : 'other-session';
    return steps.map((step, at) => ({ ...negotiationPoint(draft, step, declared[at], at), concurrency }));
  },
  describe: ({ steps }) =>
    `at once: ${steps.map((step) => describeKeyExchange(step, step.session)).join(' | ')}`,
  send: sendTogether,
};
