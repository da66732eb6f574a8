// Coverage counted apart from the generator: from the declared points of all cases, and the states that calls without a
// defect lead to.
import { describe, expect, test } from 'vitest';
import { matches } from '../src/1-contract/evaluate.ts';
import type { Condition } from '../src/1-contract/model.ts';
import { flattenSteps } from '../src/steps/recipe.ts';
import { impossibleFor, type NegotiateCall } from '../src/2-plan/interaction-factors.ts';
import { contextOf, contract } from '../src/2-plan/plan-context.test-support.ts';
import type { PlanContext } from '../src/2-plan/property.ts';
import { defectsOf } from './repair.test-support.ts';
import type { Case } from '../src/steps/case.ts';
import { plan } from '../src/2-plan/plan.ts';
import { properties } from './all.ts';

/** Variables that are left as they are: one value of each is all that a dialect, or the suite, can send. */
const fixed = new Set(['dialect', 'keyExchange', 'repetition']);

/** The points of all calls of a kind with one defect at most, states included. */
function pointsIn(cases: readonly Case[], call: NegotiateCall): Record<string, string>[] {
  const points: Record<string, string>[] = [];
  for (const one of cases) {
    const keyed = new Set<string>();
    const refresh = new Map<string, string>();
    for (const [at, step] of flattenSteps(one.recipe).entries()) {
      const point = one.points[at] ?? {};
      if (step.call === 'StartSessionKeyRefresh') refresh.set(step.session, 'pending');
      if (step.call === 'FinishSessionKeyRefresh') refresh.delete(step.session);
      if (!('session' in step) || !('data' in step)) continue;
      const defects = defectsOf(contract, step.call, point).length;
      if (step.call === call && defects <= 1) {
        points.push({
          ...point,
          sessionKey: keyed.has(step.session) ? 'set' : 'none',
          refresh: refresh.get(step.session) ?? 'idle',
        });
      }
      if (defects > 0) continue;
      keyed.add(step.session);
      if (refresh.has(step.session)) refresh.set(step.session, 'overtaken');
    }
  }
  // Most cases differ in what their points do not show.
  return [...new Map(points.map((point) => [JSON.stringify(point), point])).values()];
}

/** A variable and a value. */
type Setting = readonly [name: string, value: string];

function settingsOf(
  context: PlanContext,
  call: NegotiateCall,
): { readonly settings: Setting[]; readonly defect: boolean }[] {
  return contract.points
    .filter((variable) => variable.calls.includes(call) && !fixed.has(variable.name))
    .map((variable) => ({
      defect: variable.role === 'defect',
      settings: variable.values
        .filter((value) => !(variable.name === 'flags' && value === 'other' && context.dialect === 'd3d11.1'))
        .map((value): Setting => [variable.name, value]),
    }));
}

/** Whether a combination is on the way to a point that can be made: some completion of it is not impossible. */
function possible(
  chosen: readonly Setting[],
  call: NegotiateCall,
  context: PlanContext,
  impossible: readonly Condition[],
): boolean {
  const variables = contract.points.filter((variable) => variable.calls.includes(call));
  const start: Record<string, string> = { dialect: context.dialect, keyExchange: 'rsaes-oaep' };
  for (const [name, value] of chosen) start[name] = value;
  const open = variables.filter((variable) => start[variable.name] === undefined);
  const complete = (point: Readonly<Record<string, string>>, at: number, defects: number): boolean => {
    if (impossible.some((when) => matches(when, point))) return false;
    const variable = open[at];
    if (variable === undefined) return true;
    return variable.values.some((value) => {
      const all = defects + (variable.role === 'defect' && value !== variable.normal ? 1 : 0);
      return all <= 1 && complete({ ...point, [variable.name]: value }, at + 1, all);
    });
  };
  return complete(start, 0, defectsOf(contract, call, start).length);
}

/** Combinations of `strength` variables, at most one of them a defect, that can be made and were not. */
function uncovered(
  context: PlanContext,
  cases: readonly Case[],
  call: NegotiateCall,
  strength: 2 | 3,
): string[] {
  const impossible = impossibleFor(contract, call);
  const variables = settingsOf(context, call);
  const normals = new Map(contract.points.map((variable) => [variable.name, variable.normal]));
  const names = variables.map((variable) => variable.settings[0]?.[0] ?? '');
  const seen = new Set<string>();
  for (const point of pointsIn(cases, call)) {
    const settings = names.map((name) => `${name}=${point[name]}`);
    for (let a = 0; a < settings.length; a += 1) {
      for (let b = a + 1; b < settings.length; b += 1) {
        if (strength === 2) seen.add(`${settings[a]} ${settings[b]}`);
        else
          for (let c = b + 1; c < settings.length; c += 1)
            seen.add(`${settings[a]} ${settings[b]} ${settings[c]}`);
      }
    }
  }
  // What is impossible for two is impossible for three, and is found out once.
  const known = new Map<string, boolean>();
  const inPairs = (chosen: readonly Setting[]): boolean =>
    chosen.every((_, out) => {
      const pair = chosen.filter((_one, at) => at !== out);
      const name = pair.join(' ');
      let answer = known.get(name);
      if (answer === undefined) known.set(name, (answer = possible(pair, call, context, impossible)));
      return answer;
    });
  const missing: string[] = [];
  const choose = (from: number, chosen: readonly Setting[]): void => {
    if (chosen.length === strength) {
      const name = chosen.map((one) => one.join('=')).join(' ');
      if (!seen.has(name) && inPairs(chosen) && possible(chosen, call, context, impossible))
        missing.push(name);
      return;
    }
    for (let at = from; at < variables.length; at += 1) {
      for (const setting of variables[at]?.settings ?? []) {
        const remarkable = ([name, value]: Setting): boolean =>
          value !== normals.get(name) && variables[names.indexOf(name)]?.defect === true;
        const next = [...chosen, setting];
        if (next.filter(remarkable).length <= 1) choose(at + 1, next);
      }
    }
  };
  choose(0, []);
  return missing;
}

describe.each([
  ['d3d11.1', 'NegotiateCryptoSessionKeyExchange'],
  ['wddm2.4', 'NegotiateCryptoSessionKeyExchange'],
  ['wddm2.4', 'NegotiateCryptoSessionKeyExchangeMT'],
] as const)('%s, %s', (dialect, call) => {
  test('gate covers every pair that can be made', () => {
    const context = contextOf('gate', dialect);
    expect(uncovered(context, plan(properties, context).cases, call, 2)).toEqual([]);
  });

  test('full covers every triple that can be made', () => {
    const context = contextOf('full', dialect);
    expect(uncovered(context, plan(properties, context).cases, call, 3)).toEqual([]);
  });
});
