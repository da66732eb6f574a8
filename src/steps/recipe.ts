// A case as it is sent: calls in order, on named objects. No clauses, no comments: those belong to the case around it.
import type { BlitStep } from './blit.ts';
import type { GetCertificateStep } from './certificate.ts';
import type { ChannelNegotiateStep } from './channel-negotiate.ts';
import type { ChannelRequestStep } from './channel-request.ts';
import type { CreateChannelStep, DestroyChannelStep } from './channel.ts';
import type { ConcurrentStep } from './concurrent.ts';
import type { CreateCryptoSessionStep, DestroyCryptoSessionStep } from './crypto-session.ts';
import type { CreateDeviceStep, DestroyDeviceStep } from './device.ts';
import type { NegotiateStep } from './negotiate.ts';
import type { OpmCertificateStep } from './opm-certificate.ts';
import type { OpmGetInformationStep } from './opm-information.ts';
import type { OpmCreateStep, OpmDestroyStep, OpmRandomNumberStep } from './opm-output.ts';
import type { OpmSetKeyStep } from './opm-set-key.ts';
import type { ProvisionKeyStep } from './provision-key.ts';
import type { ReadbackKeyStep } from './readback-key.ts';
import type { RefreshStep } from './refresh.ts';
import type { RepeatStep } from './repeat.ts';

export type Step =
  | CreateDeviceStep
  | DestroyDeviceStep
  | CreateCryptoSessionStep
  | DestroyCryptoSessionStep
  | GetCertificateStep
  | NegotiateStep
  | RefreshStep
  | ReadbackKeyStep
  | BlitStep
  | CreateChannelStep
  | DestroyChannelStep
  | ChannelNegotiateStep
  | ChannelRequestStep
  | OpmCreateStep
  | OpmDestroyStep
  | OpmRandomNumberStep
  | OpmCertificateStep
  | OpmSetKeyStep
  | OpmGetInformationStep
  | ProvisionKeyStep
  | RepeatStep
  | ConcurrentStep;

/**
 * Steps name their objects. `d0` and `d1` are two devices that live as long as the worker; every other object is made by a step,
 * and destroyed after the case where no step did.
 */
export interface Recipe {
  readonly steps: readonly Step[];
  /** Certificates must be the same on both sides, or must differ; else the case says nothing. */
  readonly certificates?: 'shared' | 'apart';
}

/** The steps of a recipe one by one, those inside `concurrent` included, as observations list them. */
export function flattenSteps(recipe: Recipe | undefined): Step[] {
  return (recipe?.steps ?? []).flatMap((step): readonly Step[] =>
    step.call === 'concurrent' ? step.steps : [step],
  );
}

/** The step that is sent: of `repeat` the one inside. */
export function sentStep(step: Step): Exclude<Step, RepeatStep> {
  return step.call === 'repeat' ? step.step : step;
}
