// A draft made again from the steps of a recipe: the points follow from the calls, as they did the first time.
import type { Contract } from '../1-contract/model.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Block } from '../ciphertexts/block.ts';
import type { DeclaredPoint } from '../steps/case.ts';
import type { NegotiateStep, Step } from '../steps/recipe.ts';
import { Draft } from './draft.ts';
import type { CallOptions, BlockToSend } from './block-to-send.ts';

/** Variables of a block that its recipe does not determine, and so are copied. */
const declaredVariables = ['encoding', 'integer', 'random'];

/** A step, with the point that it had. */
export interface StepWithPoint {
  readonly step: Step;
  readonly point: DeclaredPoint | null;
}

/** A block as it was drafted, with what was declared of it. */
export function blockToSend(block: Block, point: DeclaredPoint | null): BlockToSend {
  const declares: Record<string, string> = {};
  for (const name of declaredVariables) {
    const value = point?.[name];
    if (value !== undefined) declares[name] = value;
  }
  return { block, declares };
}

function callOptionsOf(step: NegotiateStep): CallOptions {
  const { DataSize, device, flags, buffer, failAllocation, call } = step;
  return {
    ...(DataSize === undefined ? {} : { DataSize }),
    ...(device === undefined ? {} : { device }),
    ...(flags === undefined ? {} : { flags }),
    ...(buffer === undefined ? {} : { buffer }),
    ...(failAllocation === undefined ? {} : { failAllocation }),
    ...(call.endsWith('MT') ? { MT: true } : {}),
  };
}

/**
 * Makes a draft of steps.
 * @throws RangeError where a step uses an object that no step before it made.
 */
export function draftFromSteps(
  context: { readonly contract: Contract; readonly dialect: Dialect },
  steps: readonly StepWithPoint[],
): Draft {
  const draft = new Draft(context);
  for (const { step, point } of steps) addStep(draft, step, point);
  return draft;
}

function addStep(draft: Draft, step: Step, point: DeclaredPoint | null): void {
  switch (step.call) {
    case 'CreateDevice':
      draft.device(step.as);
      return;
    case 'DestroyDevice':
      draft.destroyDevice(step.device);
      return;
    case 'CreateCryptoSession': {
      const { as, device, keyExchange, decodeProfile } = step;
      draft.session(as, {
        device,
        ...(keyExchange === 'hw-protection' ? { keyExchange } : {}),
        ...(decodeProfile === 'supported' ? { decodeProfile } : {}),
      });
      return;
    }
    case 'DestroyCryptoSession':
      draft.destroySession(step.session);
      return;
    case 'GetCertificate':
      draft.readCertificate(step.device, step.of);
      return;
    case 'NegotiateCryptoSessionKeyExchange':
    case 'NegotiateCryptoSessionKeyExchangeMT':
      draft.negotiate(
        step.session,
        step.data === null ? null : blockToSend(step.data, point),
        callOptionsOf(step),
      );
      return;
    case 'repeat':
      if (step.step.data === null) throw new RangeError('a null pointer is not repeated');
      draft.repeat(
        step.times,
        step.step.session,
        blockToSend(step.step.data, point),
        callOptionsOf(step.step),
      );
      return;
    case 'concurrent':
      throw new RangeError('calls made at once are not drafted again');
    case 'StartSessionKeyRefresh':
      draft.startRefresh(step.session);
      return;
    case 'FinishSessionKeyRefresh':
      draft.finishRefresh(step.session);
      return;
    case 'GetEncryptionBltKey':
      draft.readbackKey(step.session);
      return;
    case 'DecryptionBlt':
      draft.blit(step.session, step.bytes, step.contentKey);
      return;
    case 'CreateAuthenticatedChannel':
      draft.channel(step.as, step.device);
      return;
    case 'DestroyAuthenticatedChannel':
      draft.destroyChannel(step.channel);
      return;
    case 'NegotiateAuthenticatedChannelKeyExchange': {
      const { channel, data, DataSize, device, buffer, failAllocation } = step;
      draft.negotiateChannel(channel, data === null ? null : blockToSend(data, point), {
        ...(DataSize === undefined ? {} : { DataSize }),
        ...(device === undefined ? {} : { device }),
        ...(buffer === undefined ? {} : { buffer }),
        ...(failAllocation === undefined ? {} : { failAllocation }),
      });
      return;
    }
    case 'ConfigureAuthenticatedChannel':
    case 'QueryAuthenticatedChannel':
      draft.channelRequest(step.channel, step.request, step.defect, step.start, step.ahead);
      return;
    case 'OPMCreateProtectedOutput':
      draft.output(step.as);
      return;
    case 'OPMDestroyProtectedOutput':
      draft.destroyOutput(step.output);
      return;
    case 'OPMGetRandomNumber':
      draft.randomNumber(step.output);
      return;
    case 'OPMGetCertificate':
      draft.opmCertificate(step.sizeDelta);
      return;
    case 'OPMSetSigningKeyAndSequenceNumbers':
      draft.setSigningKey(step.output, blockToSend(step.data, point), step.failAllocation);
      return;
    case 'OPMGetInformation':
      draft.information(step.output, step.defect);
      return;
    case 'test/provisionKey':
      draft.provisionKey(step.pkcs8);
      return;
  }
}
