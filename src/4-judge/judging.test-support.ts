// A contract, cases and observations for the judge's tests, made as the planner and the observer make them.
import { join } from 'node:path';
import { loadContract } from '../1-contract/load.ts';
import type { Observation } from '../steps/observation.ts';
import type { ObservedStep, ObservedKey } from '../steps/driver/observed-step.ts';
import { packageRoot } from '../core/package-root.ts';
import { Draft } from '../2-plan/draft.ts';
import type { Case } from '../steps/case.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { caseId } from '../steps/case.ts';

export const contract = loadContract(join(packageRoot, 'spec'));

/** A case from a draft. */
export function caseOf(build: (draft: Draft) => Draft, title = 'a case'): Case {
  const draft = build(new Draft({ contract, dialect: 'd3d11.1' }));
  const recipe = draft.recipe();
  return { id: caseId(recipe), kind: 'boundary', property: 'test', title, recipe, points: draft.points };
}

/** An observation of one pass. */
export function observationOf(planned: Case, ...steps: ObservedStep[]): Observation {
  return { case: planned.id, passes: [{ steps }] };
}

export function seen(key: string | null): ObservedKey {
  return { by: 'hook', key };
}

/** CreateCryptoSession as a correct driver answers it. */
export function created(name = 's', others: Readonly<Record<string, ObservedKey>> = {}): ObservedStep {
  return { call: 'CreateCryptoSession', hr: statusCodes.S_OK, keys: { ...others, [name]: seen(null) } };
}

/** A negotiation: its code, the key it carried, and the keys behind it. */
export function negotiated(
  hr: number,
  sent: string | undefined,
  keys: Readonly<Record<string, ObservedKey>>,
  more: Partial<ObservedStep> = {},
): ObservedStep {
  return {
    call: 'NegotiateCryptoSessionKeyExchange',
    hr,
    sent: { pData: '00', DataSize: 256 },
    ...(sent === undefined ? {} : { carried: { sent } }),
    keys,
    ...more,
  };
}
