// Every call that a step can be, with its definition.
import { blit } from './blit.ts';
import { getCertificate } from './certificate.ts';
import { channelNegotiate } from './channel-negotiate.ts';
import { channelRequest } from './channel-request.ts';
import { createChannel, destroyChannel } from './channel.ts';
import { concurrent } from './concurrent.ts';
import { createCryptoSession, destroyCryptoSession } from './crypto-session.ts';
import { createDevice, destroyDevice } from './device.ts';
import { negotiate } from './negotiate.ts';
import { opmCertificate } from './opm-certificate.ts';
import { opmInformation } from './opm-information.ts';
import { opmCreate, opmDestroy, opmRandomNumber } from './opm-output.ts';
import { opmSetKey } from './opm-set-key.ts';
import { provisionKey } from './provision-key.ts';
import { readbackKey } from './readback-key.ts';
import type { Recipe, Step } from './recipe.ts';
import { finishRefresh, startRefresh } from './refresh.ts';
import { repeat } from './repeat.ts';
import type { StepKind } from './step-kind.ts';

type StepOf<Call, S = Step> = S extends { readonly call: infer Own } ? (Call extends Own ? S : never) : never;

const stepKinds: { readonly [Call in Step['call']]: StepKind<StepOf<Call>> } = {
  CreateDevice: createDevice,
  DestroyDevice: destroyDevice,
  CreateCryptoSession: createCryptoSession,
  DestroyCryptoSession: destroyCryptoSession,
  GetCertificate: getCertificate,
  NegotiateCryptoSessionKeyExchange: negotiate,
  NegotiateCryptoSessionKeyExchangeMT: negotiate,
  StartSessionKeyRefresh: startRefresh,
  FinishSessionKeyRefresh: finishRefresh,
  GetEncryptionBltKey: readbackKey,
  DecryptionBlt: blit,
  CreateAuthenticatedChannel: createChannel,
  DestroyAuthenticatedChannel: destroyChannel,
  NegotiateAuthenticatedChannelKeyExchange: channelNegotiate,
  ConfigureAuthenticatedChannel: channelRequest,
  QueryAuthenticatedChannel: channelRequest,
  OPMCreateProtectedOutput: opmCreate,
  OPMDestroyProtectedOutput: opmDestroy,
  OPMGetRandomNumber: opmRandomNumber,
  OPMGetCertificate: opmCertificate,
  OPMSetSigningKeyAndSequenceNumbers: opmSetKey,
  OPMGetInformation: opmInformation,
  'test/provisionKey': provisionKey,
  repeat,
  concurrent,
};

/** The definition of a step's call. */
export function kindOf<S extends Step>(step: S): StepKind<S> {
  // The table has under each call the definition for its steps, which the compiler does not see from `step.call`.
  return stepKinds[step.call] as unknown as StepKind<S>;
}

/** One line on a step. */
export function describeStep(step: Step): string {
  const { call, ...members } = step;
  const words = Object.entries<unknown>(members).map(([name, value]) => `${name} ${String(value)}`);
  return kindOf(step).describe?.(step) ?? (words.length === 0 ? call : `${call} (${words.join(', ')})`);
}

/** A line for each step. */
export function describeRecipe(recipe: Recipe): string[] {
  return recipe.steps.map(describeStep);
}
