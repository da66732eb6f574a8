// `spec diff`: what another contract says differently, and what that touches.
import { matches } from '../evaluate.ts';
import { loadContract } from '../load.ts';
import type { Contract, Point } from '../model.ts';
import { changedRows, type RowChanges } from './changed-rows.ts';
import { changedSpace } from './changed-space.ts';
import { changedVerdicts, type ChangedVerdict } from './changed-verdicts.ts';

/**
 * The part of the version that is due for a step.
 * - major: something that was judged is judged otherwise; minor: rules, relations, variables or values came, and no
 *   rule that was there changed; patch: words and sources; none: nothing.
 */
export type VersionStep = 'major' | 'minor' | 'patch' | 'none';

/** A case of a plan, as far as a contract looks at it. */
export interface PlannedCase {
  readonly id: string;
  readonly steps: readonly { readonly call: string; readonly point: Point }[];
}

/** An entry of a baseline, as far as a contract looks at it. */
export interface BaselineEntry {
  /** As a reader finds it in the file. */
  readonly name: string;
  /** Ids of the cases it names. */
  readonly cases: readonly string[];
  /** Whether it is about a clause. */
  readonly covers: (clause: string) => boolean;
}

export interface DiffOptions {
  readonly cases?: readonly PlannedCase[];
  readonly baseline?: readonly BaselineEntry[];
}

/** The outcome of {@link diffSpecs}. */
export interface SpecDiff extends RowChanges {
  readonly from: { readonly version: string; readonly hash: string };
  readonly to: { readonly version: string; readonly hash: string };
  /** Sentences on variables, values and points that came or went. */
  readonly space: readonly string[];
  readonly verdicts: readonly ChangedVerdict[];
  readonly step: VersionStep;
  /** Ids of cases with a step at a point where a verdict may differ; only where cases were given. */
  readonly cases: readonly string[];
  /** Names of entries that are about such a case, or about a rule that came, went or changed its meaning. */
  readonly baseline: readonly string[];
}

/**
 * Compares the contracts of two spec folders.
 * @throws SuiteError `SPEC_…` where either does not hold a contract
 */
export function diffSpecs(before: string, after: string, options: DiffOptions = {}): SpecDiff {
  return diffContracts(loadContract(before), loadContract(after), options);
}

/** As {@link diffSpecs}, of contracts that were loaded before. */
export function diffContracts(before: Contract, after: Contract, options: DiffOptions = {}): SpecDiff {
  const rows = changedRows(before, after);
  const space = changedSpace(before, after);
  const meaning = rows.changed.filter((row) => row.meaning).map(({ id }) => id);
  const touched = new Set([...rows.came, ...rows.went, ...meaning]);
  const verdicts = changedVerdicts(before, after, touched);
  const moved = (options.cases ?? [])
    .filter((one) => isTouched(one, touched, before, after))
    .map(({ id }) => id);
  const cases = new Set(moved);
  return {
    from: { version: before.version, hash: before.hash },
    to: { version: after.version, hash: after.hash },
    ...rows,
    space,
    verdicts,
    step: stepDue(rows, meaning, space, before.hash === after.hash),
    cases: moved,
    baseline: (options.baseline ?? [])
      .filter((entry) => entry.cases.some((id) => cases.has(id)) || [...touched].some(entry.covers))
      .map(({ name }) => name),
  };
}

/**
 * A step of the case stands at a point at which a rule or relation applies that came, went or changed its meaning; or
 * at one that is another point now: a length is measured otherwise, or a value went.
 */
function isTouched(
  { steps }: PlannedCase,
  touched: ReadonlySet<string>,
  before: Contract,
  after: Contract,
): boolean {
  const rows = [before, after]
    .flatMap(({ rules, relations }) => [...rules, ...relations])
    .filter(({ id, party }) => touched.has(id) && party === 'driver');
  const moved = movedVariables(before, after);
  return steps.some(
    ({ call, point }) =>
      rows.some((row) => row.call.includes(call) && matches(withoutState(row.when, point), point)) ||
      Object.entries(point).some(([name, value]) => moved.has(name) || moved.has(`${name}=${value}`)),
  );
}

/** Variables whose lengths are measured otherwise, and `name=value` of values that went. */
function movedVariables(before: Contract, after: Contract): Set<string> {
  const moved = new Set<string>();
  const now = new Map(after.points.map((variable) => [variable.name, variable]));
  for (const { name, bound, exact, values } of before.points) {
    const is = now.get(name);
    if (is?.bound !== bound || JSON.stringify(is?.exact) !== JSON.stringify(exact)) moved.add(name);
    for (const value of values) if (is?.values.includes(value) !== true) moved.add(`${name}=${value}`);
  }
  return moved;
}

/** A declared point lacks the state variables: whatever a rule asks of them may come to be. */
function withoutState(
  when: Readonly<Record<string, readonly string[]>>,
  point: Point,
): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(when).filter(([name]) => point[name] !== undefined));
}

function stepDue(
  rows: RowChanges,
  meaning: readonly string[],
  space: readonly string[],
  same: boolean,
): VersionStep {
  if (same) return 'none';
  const takenAway = space.some((line) => !/ came$| now of /.test(line));
  if (meaning.length > 0 || rows.went.length > 0 || takenAway) return 'major';
  return rows.came.length > 0 || space.length > 0 ? 'minor' : 'patch';
}
