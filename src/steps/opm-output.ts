// OPM's protected outputs: made, destroyed, and their random numbers.
import { initialStates } from '../1-contract/state-after.ts';
import { isFailure } from '../core/windows/hresult.ts';
import { bytesIn } from './driver/driver-session.ts';
import { lacksCapability } from './driver/lacks.ts';
import { observedCall, statusOf } from './driver/observed-call.ts';
import type { Survey } from './driver/survey.ts';
import type { StepKind } from './step-kind.ts';

export interface OpmCreateStep {
  readonly call: 'OPMCreateProtectedOutput';
  readonly as: string;
}

export interface OpmDestroyStep {
  readonly call: 'OPMDestroyProtectedOutput';
  readonly output: string;
}

export interface OpmRandomNumberStep {
  readonly call: 'OPMGetRandomNumber';
  readonly output: string;
}

export const lacksOpm = (_: unknown, survey: Survey): string | undefined => lacksCapability(survey, 'opm');

export const opmCreate: StepKind<OpmCreateStep> = {
  objectName: ({ as }) => as,
  makes: initialStates.output,
  unsupported: lacksOpm,
  points(draft, { call, as }) {
    draft.keyedOutputs.delete(as);
    return [draft.pointOf(call)];
  },
  send: (context, step) =>
    context.create(step, {}, 'hProtectedOutput', (hProtectedOutput) => ({
      kind: 'output',
      handles: { hProtectedOutput },
      destroyedBy: 'OPMDestroyProtectedOutput',
    })),
};

export const opmDestroy: StepKind<OpmDestroyStep> = {
  objectName: ({ output }) => output,
  destroys: true,
  unsupported: lacksOpm,
  points(draft, { call, output }) {
    draft.keyedOutputs.delete(output);
    return [draft.pointOf(call)];
  },
  send: (context, { output }) => context.destroy('output', output),
};

export const opmRandomNumber: StepKind<OpmRandomNumberStep> = {
  objectName: ({ output }) => output,
  unsupported: lacksOpm,
  async send({ driver, objects }, { call, output: name }) {
    const output = objects.get(name, 'output');
    const result = await driver.call(call, output.handles);
    const status = statusOf(result);
    const observed = observedCall(call, result, { status });
    if (isFailure(status)) return observed;
    output.random = bytesIn(result['RandomNumber']);
    return { ...observed, RandomNumber: output.random.toString('hex') };
  },
};
