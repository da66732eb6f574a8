// All points of a call, in classes that no condition distinguishes: an exact enumeration without writing each point down.
import { pointVariables } from '../variables.ts';
import type { Condition, Contract, Point, PointVariable } from '../model.ts';

/** Points at which the same conditions hold. */
export interface PointClass {
  /** Indices into the conditions given. */
  readonly holds: readonly number[];
  readonly points: number;
  /** How many values of the plainest of them are away from normal. */
  readonly deviations: number;
  /** The plainest of them. */
  example(): Point;
}

export interface PointClasses {
  readonly variables: readonly PointVariable[];
  /** The product of the numbers of values. */
  readonly points: number;
  /** Of those, how many cannot be made. */
  readonly impossible: number;
  /** The product of the numbers of values that conditions distinguish: what is enumerated. */
  readonly enumerated: number;
  /** Those with the plainest examples first. */
  readonly classes: readonly PointClass[];
}

interface Partial {
  points: number;
  deviations: number;
  /** Values chosen so far, last first. */
  chosen: Chosen | undefined;
}
interface Chosen {
  readonly value: string;
  readonly before: Chosen | undefined;
}

/**
 * Classes of the possible points of a call.
 * @param fixed variables that keep one value, such as the dialect
 */
export function pointClasses(
  contract: Pick<Contract, 'points' | 'impossible'>,
  call: string,
  conditions: readonly Condition[],
  fixed: Point = {},
): PointClasses {
  const variables = pointVariables(contract, call);
  const rows = contract.impossible.filter((row) => row.call.includes(call) || row.call.includes('*'));
  const all = [...conditions, ...rows.map(({ when }) => when)];
  const own = new Set(variables.map(({ name }) => name));
  let start = 0n;
  for (const [bit, condition] of all.entries()) {
    // A condition on a variable that the call lacks holds nowhere.
    if (Object.keys(condition).every((name) => own.has(name))) start |= 1n << BigInt(bit);
  }
  let states = new Map<bigint, Partial>([[start, { points: 1, deviations: 0, chosen: undefined }]]);
  let enumerated = 1;
  let impossible = 0;
  const values = variables.map((variable) => valuesOf(variable, fixed));
  const points = values.reduce((product, some) => product * some.length, 1);
  let rest = points;
  for (const [index, variable] of variables.entries()) {
    const own = values[index] ?? [];
    const groups = groupsOf(variable, own, all);
    enumerated *= groups.length;
    rest /= own.length;
    states = multiply(states, groups);
    // Where a row on what cannot be made has seen all its variables and still holds, the rest need not be written out.
    const seen = new Set(variables.slice(0, index + 1).map(({ name }) => name));
    let decided = 0n;
    for (const [row, { when }] of rows.entries()) {
      if (Object.keys(when).every((name) => seen.has(name))) decided |= 1n << BigInt(conditions.length + row);
    }
    for (const [mask, state] of states) {
      if ((mask & decided) === 0n) continue;
      impossible += state.points * rest;
      states.delete(mask);
    }
  }
  const classes = [...states].map(([mask, state]) => classOf(variables, bitsOf(mask), state));
  classes.sort((a, b) => a.deviations - b.deviations);
  return { variables, points, impossible, enumerated, classes };
}

function valuesOf(variable: PointVariable, fixed: Point): readonly string[] {
  const only = fixed[variable.name];
  const values = only === undefined ? variable.values : [only];
  return [...values].sort((a, b) => Number(b === variable.normal) - Number(a === variable.normal));
}

interface Group {
  readonly mask: bigint;
  readonly value: string;
  readonly deviates: boolean;
  size: number;
}

/** Values that every condition treats alike, and the conditions that they leave standing. */
function groupsOf(
  variable: PointVariable,
  values: readonly string[],
  conditions: readonly Condition[],
): Group[] {
  const groups = new Map<bigint, Group>();
  for (const value of values) {
    let mask = 0n;
    for (const [bit, condition] of conditions.entries()) {
      if (condition[variable.name]?.includes(value) ?? true) mask |= 1n << BigInt(bit);
    }
    const known = groups.get(mask);
    if (known === undefined) groups.set(mask, { mask, value, deviates: value !== variable.normal, size: 1 });
    else known.size++;
  }
  return [...groups.values()];
}

function multiply(states: ReadonlyMap<bigint, Partial>, groups: readonly Group[]): Map<bigint, Partial> {
  const next = new Map<bigint, Partial>();
  for (const [mask, state] of states) {
    for (const group of groups) {
      const both = mask & group.mask;
      const points = state.points * group.size;
      const deviations = state.deviations + Number(group.deviates);
      const known = next.get(both);
      if (known === undefined) {
        next.set(both, { points, deviations, chosen: { value: group.value, before: state.chosen } });
        continue;
      }
      known.points += points;
      if (deviations >= known.deviations) continue;
      known.deviations = deviations;
      known.chosen = { value: group.value, before: state.chosen };
    }
  }
  return next;
}

function bitsOf(mask: bigint): number[] {
  const bits: number[] = [];
  for (let rest = mask, bit = 0; rest !== 0n; rest >>= 1n, bit++) if ((rest & 1n) === 1n) bits.push(bit);
  return bits;
}

function classOf(
  variables: readonly PointVariable[],
  holds: number[],
  { points, deviations, chosen }: Partial,
): PointClass {
  return { holds, points, deviations, example: () => pointOf(variables, chosen) };
}

function pointOf(variables: readonly PointVariable[], chosen: Chosen | undefined): Point {
  const point: Record<string, string> = {};
  let rest = chosen;
  for (const { name } of [...variables].reverse()) {
    point[name] = rest?.value ?? '';
    rest = rest?.before;
  }
  return Object.fromEntries(variables.map(({ name }) => [name, point[name] ?? '']));
}
