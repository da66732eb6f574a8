// What a case needs of the adapter and the driver, found from its calls. A case that needs what is not there is not sent.
import type { FlagCapability, Placement } from '../core/protocol/adapter.ts';
import type { Recipe, Step } from '../steps/recipe.ts';
import type { CapsBit } from '../core/windows/guids.ts';
import type { Survey } from '../steps/driver/survey.ts';

interface Requirement {
  readonly capability?: FlagCapability;
  readonly cap?: CapsBit;
  readonly placement?: Placement;
}

function* requirementsOf(step: Step): Generator<Requirement> {
  if ('buffer' in step) yield { placement: step.buffer };
  if ('failAllocation' in step) yield { capability: 'failAllocation' };
  switch (step.call) {
    case 'StartSessionKeyRefresh':
    case 'FinishSessionKeyRefresh':
      yield { cap: 'FRESHEN_SESSION_KEY' };
      yield { capability: 'refresh' };
      return;
    case 'GetEncryptionBltKey':
      yield { cap: 'ENCRYPTED_READ_BACK_KEY' };
      yield { capability: 'encryptionBltKey' };
      return;
    case 'DecryptionBlt':
      yield { cap: 'DECRYPTION_BLT' };
      yield { capability: 'decryptionBlt' };
      yield { capability: 'encryptionBlt' };
      if (step.contentKey !== undefined) yield { cap: 'CONTENT_KEY' };
      return;
    case 'CreateAuthenticatedChannel':
    case 'DestroyAuthenticatedChannel':
    case 'NegotiateAuthenticatedChannelKeyExchange':
    case 'ConfigureAuthenticatedChannel':
    case 'QueryAuthenticatedChannel':
      yield { capability: 'authenticatedChannel' };
      return;
    case 'GetCertificate':
      if (step.of === 'channel') yield { capability: 'authenticatedChannel' };
      return;
    case 'test/provisionKey':
      yield { capability: 'provisionKey' };
      return;
    case 'OPMCreateProtectedOutput':
    case 'OPMDestroyProtectedOutput':
    case 'OPMGetRandomNumber':
    case 'OPMGetCertificate':
    case 'OPMSetSigningKeyAndSequenceNumbers':
    case 'OPMGetInformation':
      yield { capability: 'opm' };
      return;
    case 'concurrent':
      yield { capability: 'concurrent' };
      for (const inner of step.steps) yield* requirementsOf(inner);
      return;
    case 'repeat':
      yield { capability: 'memoryUse' };
      yield* requirementsOf(step.step);
      return;
    default:
      return;
  }
}

/** Whether a block of the recipe is made for OPM's certificate. */
function usesOpmKey(step: Step): boolean {
  return 'data' in step && step.data !== null && 'key' in step.data && step.data.key === 'opm';
}

function usesChannels(step: Step): boolean {
  return (
    'channel' in step || step.call === 'CreateAuthenticatedChannel' || ('of' in step && step.of === 'channel')
  );
}

/** Why a recipe cannot be sent to this driver through this adapter; undefined where it can. */
export function unsupportedReason(recipe: Recipe, survey: Survey): string | undefined {
  for (const step of recipe.steps) {
    for (const { capability, cap, placement } of requirementsOf(step)) {
      if (cap !== undefined && !survey.caps.includes(cap)) return `the driver does not have the cap ${cap}`;
      if (capability !== undefined && survey.capabilities[capability] !== true) {
        return `the adapter does not offer ${capability}`;
      }
      if (placement !== undefined && survey.capabilities.buffers?.includes(placement) !== true) {
        return `the adapter does not offer buffers placed ${placement}`;
      }
    }
    if (survey.channels === false && usesChannels(step)) {
      return 'the driver makes no authenticated channels of type DRIVER_SOFTWARE';
    }
    if (usesOpmKey(step) && survey.capabilities.opm !== true) return 'the adapter does not offer opm';
    if (step.call === 'CreateCryptoSession') {
      if (step.decodeProfile === 'supported' && survey.decodeProfile === undefined) {
        return 'no decode profile is known that the driver supports with RSAES_OAEP';
      }
      if (step.keyExchange === 'hw-protection' && !survey.keyExchangeTypes.includes('HW_PROTECTION')) {
        return 'the driver does not offer the key-exchange type HW_PROTECTION';
      }
    }
  }
  if (recipe.certificates !== undefined && survey.capabilities.opm !== true) {
    return 'the adapter does not offer opm';
  }
  return undefined;
}
