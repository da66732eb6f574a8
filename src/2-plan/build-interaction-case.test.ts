import { describe, expect, test } from 'vitest';
import { buildInteractionCase } from './build-interaction-case.ts';
import { coveringArray } from './covering-array.ts';
import {
  impossibleFor,
  interactionDefects,
  interactionFactors,
  type Circumstance,
  type NegotiateCall,
} from './interaction-factors.ts';
import { contextOf, contract } from './plan-context.test-support.ts';

/** What calls without a defect lead to, derived from the steps of a draft. */
function stateBefore(
  steps: readonly { call: string; session?: string; defective: boolean }[],
): Record<string, string> {
  let sessionKey = 'none';
  let refresh = 'idle';
  for (const step of steps) {
    if (step.session !== 's') continue;
    if (step.call === 'StartSessionKeyRefresh') refresh = 'pending';
    if (!step.call.startsWith('Negotiate') || step.defective) continue;
    sessionKey = 'set';
    if (refresh === 'pending') refresh = 'overtaken';
  }
  return { sessionKey, refresh };
}

describe.each([
  ['d3d11.1', 'NegotiateCryptoSessionKeyExchange'],
  ['wddm2.4', 'NegotiateCryptoSessionKeyExchange'],
  ['wddm2.4', 'NegotiateCryptoSessionKeyExchangeMT'],
] as const)('%s, %s', (dialect, call: NegotiateCall) => {
  const context = contextOf('full', dialect);
  const factors = interactionFactors(context, call);
  const rows = coveringArray({ factors, strength: 3, impossible: impossibleFor(contract, call) });
  const defects = interactionDefects(context);

  test('the call under test has the circumstances that were asked for', () => {
    const wrong: string[] = [];
    for (const row of rows) {
      const sets: Record<string, string> = {};
      const circumstances: Partial<Record<Circumstance, string>> = {};
      let defect = defects[0];
      for (const [at, factor] of factors.entries()) {
        const value = factor.values[row[at] ?? -1];
        Object.assign(sets, value?.sets);
        if (factor.name === 'defect') defect = defects.find((one) => one.name === value?.name);
        else circumstances[factor.name as Circumstance] = value?.name ?? '';
      }
      if (defect === undefined) return expect.unreachable('every row has a defect, or none');
      const draft = buildInteractionCase(context, { call, circumstances, defect, label: row.join('.') });
      const last = draft.steps.at(-1);
      const beside = last?.call === 'concurrent' ? last.steps.length : 1;
      const under = draft.points.length - beside;
      const before = draft.steps.slice(0, -1).map((step, at) => ({
        call: step.call,
        ...('session' in step ? { session: step.session } : {}),
        defective: contract.points.some(
          (variable) =>
            variable.role === 'defect' &&
            (draft.points[at]?.[variable.name] ?? variable.normal) !== variable.normal,
        ),
      }));
      const seen: Record<string, string> = { ...draft.points[under], ...stateBefore(before) };
      for (const [name, value] of Object.entries(sets)) {
        if (seen[name] !== value) wrong.push(`${row.join('.')}: ${name} is ${seen[name]}, not ${value}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('the same recipe each time', () => {
    const [row] = rows;
    const make = (): string =>
      JSON.stringify(
        buildInteractionCase(context, {
          call,
          circumstances: { blockUse: 'used-on-destroyed-session', otherSession: 'keyed' },
          defect: defects[1] ?? expect.unreachable('there are defects'),
          label: `${row?.join('.')}`,
        }).recipe(),
      );
    expect(make()).toBe(make());
  });
});
