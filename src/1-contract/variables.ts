// Which variables a call has, and which of its points can be made.
import { ByCall } from './by-call.ts';
import { matches } from './evaluate.ts';
import type { Contract, Impossible, OutcomeVariable, Point, PointVariable } from './model.ts';

const points = new ByCall<PointVariable>(({ calls }, call) => calls.includes(call));
const states = new ByCall<PointVariable>(({ role, calls }, call) => role === 'state' && calls.includes(call));
const declared = new ByCall<PointVariable>(
  ({ role, calls }, call) => role !== 'state' && calls.includes(call),
);
const outcomes = new ByCall<OutcomeVariable>(
  ({ calls }, call) => calls.includes(call) || calls.includes('*'),
);

/** The variables of a call's points, in the order of the contract. */
export function pointVariables(contract: Pick<Contract, 'points'>, call: string): readonly PointVariable[] {
  return points.of(contract.points, call);
}

/** Those of them that earlier calls decide. */
export function stateVariables(contract: Pick<Contract, 'points'>, call: string): readonly PointVariable[] {
  return states.of(contract.points, call);
}

/** Those of them that its recipe decides. */
export function declaredVariables(
  contract: Pick<Contract, 'points'>,
  call: string,
): readonly PointVariable[] {
  return declared.of(contract.points, call);
}

/** The variables of a call's outcomes, in the order of the contract. */
export function outcomeVariables(
  contract: Pick<Contract, 'outcomes'>,
  call: string,
): readonly OutcomeVariable[] {
  return outcomes.of(contract.outcomes, call);
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
