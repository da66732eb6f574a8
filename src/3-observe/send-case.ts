// Sends one case: makes the calls of its steps, and writes down what came of them.
import { PrerequisiteMissing, Refused, DriverTerminated } from '../steps/driver/driver-session.ts';
import type { DriverSession } from '../steps/driver/driver-session.ts';
import { lacksCapability } from '../steps/driver/lacks.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import { SendContext } from '../steps/driver/send-context.ts';
import type { Survey } from '../steps/driver/survey.ts';
import type { Case } from '../steps/case.ts';
import type { Observation, Pass } from '../steps/observation.ts';
import type { Recipe } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';

/** More allocations than any driver needs for one call; it bounds a sweep against an adapter that always says yes. */
const maxSweepPasses = 256;

/** What came of a case, and whether the connection survived it. */
export interface SendResult {
  readonly observation: Observation;
  readonly alive: boolean;
}

/** Sends a case and observes it. Never rejects but for errors of our own. */
export async function sendCase(driver: DriverSession, survey: Survey, planned: Case): Promise<SendResult> {
  const { id, recipe } = planned;
  const unsupported = unsupportedReason(recipe, survey);
  if (unsupported !== undefined) return { observation: { case: id, unsupported, passes: [] }, alive: true };
  const sweeps = recipe.steps.some((step) => 'failAllocation' in step && step.failAllocation === 'each');
  const passes: Pass[] = [];
  for (let sweep = 0; sweep < (sweeps ? maxSweepPasses : 1); sweep += 1) {
    const context = new SendContext(driver, survey, sweeps ? sweep : undefined);
    const { steps, end } = await sendPass(context, recipe);
    passes.push(sweeps ? { failAllocation: sweep, steps } : { steps });
    if (end?.kind === 'died') return { observation: { case: id, passes }, alive: false };
    if (end !== undefined)
      return { observation: { case: id, unsupported: end.reason, passes: [] }, alive: true };
    if (sweeps && !steps.some((step) => step.allocationFailed === true)) break;
  }
  return { observation: { case: id, passes }, alive: true };
}

/** Why a recipe cannot be sent to this driver through this adapter; undefined where it can. */
function unsupportedReason({ steps, certificates }: Recipe, survey: Survey): string | undefined {
  for (const step of steps) {
    const reason = kindOf(step).unsupported?.(step, survey);
    if (reason !== undefined) return reason;
  }
  return certificates === undefined ? undefined : lacksCapability(survey, 'opm');
}

type EarlyEnd = { readonly kind: 'died' } | { readonly kind: 'lacking'; readonly reason: string };

async function sendPass(
  context: SendContext,
  recipe: Recipe,
): Promise<{ steps: ObservedStep[]; end?: EarlyEnd }> {
  const steps: ObservedStep[] = [];
  let call = '';
  try {
    await checkCertificateRequirement(context, recipe);
    for (const [index, step] of recipe.steps.entries()) {
      call = step.call;
      const observed = [await kindOf(step).send(context, step, index)].flat();
      steps.push(...observed);
      if (observed.some((one) => one.died !== undefined)) return { steps, end: { kind: 'died' } };
      if (observed.some((one) => one.notSent !== undefined)) break;
      // Without the object that it was to make no later step can be sent. What came before is judged.
      if ('as' in step && !context.objects.has(step.as)) break;
    }
    await checkAssumedCertificates(context);
    call = 'clean-up';
    await destroyAll(context);
    return { steps };
  } catch (error) {
    if (error instanceof DriverTerminated) {
      steps.push({ call, ...error.termination });
      return { steps, end: { kind: 'died' } };
    }
    if (error instanceof Refused) {
      steps.push({ call, refused: { code: error.code, message: error.message } });
      await destroyAll(context).catch(() => undefined);
      return { steps };
    }
    if (error instanceof PrerequisiteMissing) {
      await destroyAll(context).catch(() => undefined);
      return { steps, end: { kind: 'lacking', reason: error.message } };
    }
    throw error;
  }
}

/**
 * Whether OPM's certificate has the session's key (its bytes may differ: another container, another chain) is asked of the
 * implementation that the case is sent to: where each device has one of its own, another implementation may have given out
 * another one first.
 */
async function checkCertificateRequirement({ driver }: SendContext, recipe: Recipe): Promise<void> {
  if (recipe.certificates === undefined) return;
  const session = await driver.certificate(await driver.device('d0'), 'crypto-session');
  const opm = await driver.opmCertificate();
  if (opm.key === undefined || session.key === undefined) {
    throw new PrerequisiteMissing(
      'no RSA-2048 key could be read from the certificates for OPM and for crypto sessions',
    );
  }
  const shared = opm.key.n === session.key.n;
  if (shared === (recipe.certificates === 'shared')) {
    if (shared || !recipe.steps.some(({ call }) => call === 'NegotiateAuthenticatedChannelKeyExchange'))
      return;
    const channel = await driver.certificate(await driver.device('d0'), 'channel');
    if (channel.key !== undefined && channel.key.n !== opm.key.n) return;
    throw new PrerequisiteMissing(
      'no certificate for channels could be read that has another key than the one for OPM',
    );
  }
  throw new PrerequisiteMissing(
    `the certificate for OPM ${shared ? 'has the key of the one' : 'has not the key of the one'} for crypto sessions`,
  );
}

/** A device that was trusted to have the certificate of `d0` must turn out to have it, or the case says nothing. */
async function checkAssumedCertificates({ driver, assumedCertificateDevices }: SendContext): Promise<void> {
  if (assumedCertificateDevices.size === 0) return;
  const reference = await driver.certificate(await driver.device('d0'), 'crypto-session');
  for (const hDevice of assumedCertificateDevices) {
    const read = await driver.readCertificate(hDevice, 'crypto-session');
    if (read.key?.n !== reference.key?.n)
      throw new PrerequisiteMissing('devices of this driver have certificates of their own');
  }
}

/** Destroys what the case left, the latest first; what an adapter cannot destroy goes with its process. */
async function destroyAll({ driver, objects }: SendContext): Promise<void> {
  for (const [name, { destroyedBy, handles }] of objects.entries().reverse()) {
    objects.remove(name);
    try {
      await driver.call(destroyedBy, handles);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}
