import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import { matches } from '../evaluate.ts';
import { loadContract } from '../load.ts';
import type { Condition, Contract, Point, PointVariable } from '../model.ts';
import { impossibility, pointVariables } from '../variables.ts';
import { pointClasses } from './point-classes.ts';

function everyPoint(contract: Pick<Contract, 'points'>, call: string): Point[] {
  return pointVariables(contract, call).reduce<Point[]>(
    (points, { name, values }) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

/** Each set of conditions that hold together, and at how many points: written out point by point. */
function byHand(contract: Contract, call: string, conditions: readonly Condition[]): Record<string, number> {
  const classes: Record<string, number> = {};
  for (const point of everyPoint(contract, call)) {
    if (impossibility(contract, call, point) !== undefined) continue;
    const key = conditions
      .flatMap((condition, index) => (matches(condition, point) ? [index] : []))
      .join(' ');
    classes[key] = (classes[key] ?? 0) + 1;
  }
  return classes;
}

const contract = loadContract(join(packageRoot, 'spec'));

describe('pointClasses', () => {
  it.each([
    'OPMSetSigningKeyAndSequenceNumbers',
    'NegotiateAuthenticatedChannelKeyExchange',
    'ConfigureAuthenticatedChannel',
    'CreateCryptoSession',
    'FinishSessionKeyRefresh',
    'OPMGetCertificate',
    'CreateDevice',
  ])('finds for %s what writing out every point finds', (call) => {
    const conditions = contract.rules.filter((rule) => rule.call.includes(call)).map(({ when }) => when);
    const found = pointClasses(contract, call, conditions);
    expect(Object.fromEntries(found.classes.map(({ holds, points }) => [holds.join(' '), points]))).toEqual(
      byHand(contract, call, conditions),
    );
    const all = everyPoint(contract, call);
    expect(found.points).toBe(all.length);
    expect(found.impossible).toBe(
      all.filter((point) => impossibility(contract, call, point) !== undefined).length,
    );
    for (const { holds, example } of found.classes) {
      expect(impossibility(contract, call, example())).toBeUndefined();
      expect(
        conditions.flatMap((condition, index) => (matches(condition, example()) ? [index] : [])),
      ).toEqual(holds);
    }
  });

  it('takes a condition on a variable that the call lacks to hold nowhere', () => {
    const found = pointClasses(contract, 'CreateCryptoSession', [{ size: ['equal'] }, {}]);
    expect(found.classes.map(({ holds }) => holds)).toEqual([[1]]);
  });

  it('gives the plainest example of a class', () => {
    const variable = (name: string): PointVariable => ({
      name,
      statement: name,
      role: 'context',
      calls: ['Call'],
      values: ['a', 'b', 'c'],
      normal: 'b',
    });
    const tiny = { points: [variable('x'), variable('y')], impossible: [] };
    const found = pointClasses(tiny, 'Call', [{ x: ['a', 'c'] }]);
    expect(found.classes.map((one) => ({ ...one, example: one.example() }))).toEqual([
      { holds: [], points: 3, deviations: 0, example: { x: 'b', y: 'b' } },
      { holds: [0], points: 6, deviations: 1, example: { x: 'a', y: 'b' } },
    ]);
    expect(found.enumerated).toBe(2);
  });
});
