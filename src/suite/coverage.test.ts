import { describe, expect, it, test } from 'vitest';
import { properties } from '../../properties/all.ts';
import { flattenSteps, sentStep } from '../steps/recipe.ts';
import { StateTracker } from '../4-judge/state-tracker.ts';
import { kindOf } from '../steps/step-kinds.ts';
import { contextOf, contract } from '../2-plan/plan-context.test-support.ts';
import { plan } from '../2-plan/plan.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import { defectsOf } from '../../properties/repair.test-support.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { CombinationSpace } from './combination-space.ts';
import { coverageOf, type Coverage } from './coverage.ts';

const call = 'NegotiateCryptoSessionKeyExchange';

interface Judged {
  readonly steps: {
    readonly call: string;
    readonly point: Record<string, string>;
    readonly got: Record<string, string[]>;
  }[];
}

/** The steps of a case as they are judged where every call without a defect succeeds, and every other one fails. */
function judged(one: Case): Judged {
  const track = new StateTracker(contract);
  const steps: Judged['steps'] = [];
  for (const [at, flat] of flattenSteps(one.recipe).entries()) {
    const step = sentStep(flat);
    const point = one.points[at] ?? {};
    steps.push({
      call: step.call,
      point: { ...point, ...track.stateOf(step.call, kindOf(step).objectName(step)) },
      got: {},
    });
    const returns = 'data' in step;
    const fails = returns && defectsOf(contract, step.call, point).length > 0;
    track.update(step, { call: step.call, ...(returns ? { hr: fails ? 0x80070057 : 0 } : {}) });
  }
  return { steps };
}

type Keep = (point: Readonly<Record<string, string>>) => boolean;

function coverageAt(level: PlanLevel, dialect: Dialect, keep: Keep = () => true): Coverage {
  const { cases } = plan(properties, contextOf(level, dialect));
  const verdicts = cases
    .map(judged)
    .map(({ steps }) => ({ steps: steps.filter(({ point }) => keep(point)) }));
  return coverageOf(contract, dialect, level, verdicts);
}

describe.each(['d3d11.1', 'wddm2.4'] as const)('dialect %s', (dialect) => {
  test('gate covers all values and pairs that can be made', () => {
    const { calls } = coverageAt('gate', dialect);
    expect(calls.map((one) => one.call)).toEqual(dialect === 'd3d11.1' ? [call] : [call, `${call}MT`]);
    for (const { values, pairs, triples, notCovered, more } of calls) {
      expect(notCovered).toEqual([]);
      expect(more).toBe(0);
      expect(values.covered).toBe(values.possible);
      expect(pairs.covered).toBe(pairs.possible);
      expect(pairs.possible).toBeGreaterThan(800);
      expect(pairs.impossible).toBeGreaterThan(20);
      expect(triples).toBeUndefined();
    }
  });

  test('full covers all triples that can be made', () => {
    for (const { triples, notCovered } of coverageAt('full', dialect).calls) {
      expect(notCovered).toEqual([]);
      expect(triples?.covered).toBe(triples?.possible);
      expect(triples?.possible).toBeGreaterThan(8000);
    }
  });
});

describe('what was not covered', () => {
  it('is listed once, by the smallest combination', () => {
    const without = coverageAt('gate', 'd3d11.1', (point) => point['decodeProfile'] !== 'supported');
    const [first, ...rest] = without.calls[0]?.notCovered ?? [];
    expect(first).toBe('decodeProfile=supported');
    expect(rest.filter((one) => one.includes('decodeProfile=supported'))).toEqual([]);
    expect(without.calls[0]?.pairs.covered).toBeLessThan(without.calls[0]?.pairs.possible ?? 0);
  });

  it('is a pair where both values came, but not together', () => {
    const apart = coverageAt(
      'gate',
      'd3d11.1',
      (point) => point['device'] !== 'other' || point['buffer'] !== 'unaligned',
    );
    expect(apart.calls[0]?.notCovered).toContain('buffer=unaligned, device=other');
    expect(apart.calls[0]?.values.covered).toBe(apart.calls[0]?.values.possible);
  });

  it('is bounded in length', () => {
    const nothing = coverageOf(contract, 'd3d11.1', 'gate', []);
    expect(nothing.calls[0]?.steps).toBe(0);
    expect(nothing.calls[0]?.notCovered).toHaveLength(50);
    expect(nothing.calls[0]?.more).toBeGreaterThan(0);
    expect(nothing.calls[0]?.values.covered).toBe(0);
  });

  it('has nothing to do with cases of two defects', () => {
    const point = Object.fromEntries(
      contract.points.filter((one) => one.calls.includes(call)).map((one) => [one.name, one.normal]),
    );
    const both = { ...point, size: 'below', device: 'other' };
    const { calls } = coverageOf(contract, 'd3d11.1', 'gate', [{ steps: [{ call, point: both, got: {} }] }]);
    expect(calls[0]?.steps).toBe(0);
  });
});

test('a choice is possible exactly where some point that holds it is not excluded', () => {
  const variable = (name: string, role: 'context' | 'defect' = 'context') => ({
    name,
    statement: name,
    role,
    calls: ['Call'],
    values: ['a', 'b', 'c'],
    normal: 'a',
  });
  const points = [variable('x'), variable('y'), variable('z', 'defect')];
  const impossible = [
    { x: ['a'], y: ['a', 'b'] },
    { x: ['a'], y: ['c'], z: ['a'] },
    { x: ['b'], y: ['b'] },
  ];
  const space = new CombinationSpace({ points }, 'Call', {}, impossible);
  const all = points[0]!.values;
  for (const chosen of [...space.choices(1), ...space.choices(2), ...space.choices(3)]) {
    const wanted = space
      .text(chosen)
      .split(', ')
      .map((one) => one.split('='));
    const made = all.some((x) =>
      all.some((y) =>
        all.some((z) => {
          const point: Record<string, string> = { x, y, z };
          // A second defect makes nothing possible that was not.
          if (z !== 'a' && !wanted.some(([name]) => name === 'z')) return false;
          const excluded = impossible.some((row) =>
            Object.entries(row).every(([name, some]) => some.includes(point[name]!)),
          );
          return !excluded && wanted.every(([name, value]) => point[name!] === value);
        }),
      ),
    );
    expect(space.isPossible(chosen), space.text(chosen)).toBe(made);
  }
});
