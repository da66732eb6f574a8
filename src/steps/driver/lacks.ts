// Why a step cannot be sent: what it needs and this driver or this adapter does not have.
import type { Block } from '../../ciphertexts/block.ts';
import type { FlagCapability, Placement } from '../../core/protocol/adapter.ts';
import type { CapsBit } from '../../core/windows/guids.ts';
import type { Survey } from './survey.ts';

export function lacksCapability(
  { capabilities }: Pick<Survey, 'capabilities'>,
  capability: FlagCapability,
): string | undefined {
  return capabilities[capability] === true ? undefined : `the adapter does not offer ${capability}`;
}

export function lacksCap({ caps }: Survey, cap: CapsBit): string | undefined {
  return caps.includes(cap) ? undefined : `the driver does not have the cap ${cap}`;
}

export function lacksPlacement({ capabilities }: Survey, placement: Placement): string | undefined {
  const offered = capabilities.buffers?.includes(placement) === true;
  return offered ? undefined : `the adapter does not offer buffers placed ${placement}`;
}

export function lacksChannels(survey: Survey): string | undefined {
  const made = survey.channels !== false;
  return (
    lacksCapability(survey, 'authenticatedChannel') ??
    (made ? undefined : 'the driver makes no authenticated channels of type DRIVER_SOFTWARE')
  );
}

/** Blocks for OPM's certificate need an adapter that has one. */
export function lacksOpmKey(survey: Survey, data: Block | null): string | undefined {
  const usesIt = data !== null && 'key' in data && data.key === 'opm';
  return usesIt ? lacksCapability(survey, 'opm') : undefined;
}
