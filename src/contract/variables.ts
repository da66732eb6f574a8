// Which variables a call has, and which of its points can be made.
import { matches } from './evaluate.ts';
import type { Contract, Impossible, OutcomeVariable, Point, PointVariable } from './model.ts';

/** The variables of a call's points, in the order of the contract. */
export function pointVariables(contract: Pick<Contract, 'points'>, call: string): PointVariable[] {
  return contract.points.filter((variable) => variable.calls.includes(call));
}

/** The variables of a call's outcomes, in the order of the contract. */
export function outcomeVariables(contract: Pick<Contract, 'outcomes'>, call: string): OutcomeVariable[] {
  return contract.outcomes.filter(
    (variable) => variable.calls.includes(call) || variable.calls.includes('*'),
  );
}

/** The point of a call with nothing remarkable about it. It may be an impossible one. */
export function normalPoint(contract: Pick<Contract, 'points'>, call: string): Point {
  return Object.fromEntries(pointVariables(contract, call).map(({ name, normal }) => [name, normal]));
}

/** The row that says why a point cannot be made, or undefined where it can. */
export function impossibility(
  contract: Pick<Contract, 'impossible'>,
  call: string,
  point: Point,
): Impossible | undefined {
  return contract.impossible.find(
    (row) => (row.call.includes(call) || row.call.includes('*')) && matches(row.when, point),
  );
}

/** The calls that rules for drivers speak of, in the order in which they first appear. */
export function judgedCalls(contract: Pick<Contract, 'rules'>): string[] {
  const calls = new Set<string>();
  for (const rule of contract.rules)
    if (rule.party === 'driver') for (const call of rule.call) calls.add(call);
  return [...calls];
}
