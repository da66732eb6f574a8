// At which points two contracts judge an outcome differently: by enumeration, over the points that both of them have.
import { allowedSet } from '../check/allowed-set.ts';
import { outcomeSpace, type OutcomeSet, type OutcomeSpace } from '../check/outcome-space.ts';
import { pointClasses, type PointClass } from '../check/point-classes.ts';
import { pointText } from '../check/problem.ts';
import type { Contract, OutcomeBox, Point, PointVariable, Rule } from '../model.ts';
import { judgedCalls, pointVariables } from '../variables.ts';

/** How a contract takes an outcome. */
export type Taken = 'pass' | 'warn' | 'fail';

/** Points of a call at which some outcome is judged differently, in the same way at each. */
export interface ChangedVerdict {
  readonly call: string;
  /** How many points. */
  readonly points: number;
  /** The plainest of them. */
  readonly point: Point;
  /** What is away from normal there. */
  readonly text: string;
  /** Outcomes, by what they turn on, with the verdict before and after. */
  readonly outcomes: readonly {
    readonly outcome: OutcomeBox;
    readonly before: Taken;
    readonly after: Taken;
  }[];
  /** Rules that apply there and are not the same in both contracts. */
  readonly rules: readonly string[];
}

/** All points at which verdicts differ, in groups. `touched`: ids of rules that came, went or changed. */
export function changedVerdicts(
  before: Contract,
  after: Contract,
  touched: ReadonlySet<string>,
): ChangedVerdict[] {
  return judgedCalls({ rules: [...before.rules, ...after.rules] }).flatMap((call) =>
    changedAt(before, after, call, touched),
  );
}

function changedAt(
  before: Contract,
  after: Contract,
  call: string,
  touched: ReadonlySet<string>,
): ChangedVerdict[] {
  const [old, now] = speaking(judgedRules(before, call), judgedRules(after, call), touched);
  if (old.length + now.length === 0) return [];
  const both = shared(before, after, call);
  const space = outcomeSpace(spoken(after, [...old, ...now]), call, [...old, ...renamed(now)]);
  const conditions = [...old, ...now].map(({ when }) => when);
  const groups = new Map<
    string,
    { one: PointClass; points: number; rules: readonly string[]; change: Change }
  >();
  for (const one of pointClasses(both, call, conditions).classes) {
    const rulesBefore = one.holds.flatMap((index) => old[index] ?? []);
    const rulesAfter = one.holds.flatMap((index) => now[index - old.length] ?? []);
    const ids = [...rulesBefore, ...rulesAfter].map(({ id }) => id).filter((id) => touched.has(id));
    const rules = [...new Set(ids)];
    if (rules.length === 0) continue;
    const change = changeOf(space, rulesBefore, renamed(rulesAfter));
    if (change === undefined) continue;
    const { fail, warn } = change;
    const key = `${rules.join(' ')}|${fail.before}|${fail.after}|${warn.before}|${warn.after}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { one, points: one.points, rules, change });
    else group.points += one.points;
  }
  const variables = pointVariables(both, call);
  return [...groups.values()].map(({ one, points, rules, change }) => ({
    call,
    points,
    point: one.example(),
    text: pointText(variables, one.example()),
    outcomes: outcomesOf(space, change),
    rules,
  }));
}

function judgedRules(contract: Contract, call: string): Rule[] {
  return contract.rules.filter(
    (rule) => rule.party === 'driver' && rule.untestable === undefined && rule.call.includes(call),
  );
}

/**
 * The rules that can have to do with a change: those touched, those that take or leave the course, and constraints
 * on the same variables of the outcome. What else must hold is the same before and after. None, where none is touched.
 */
function speaking(
  before: readonly Rule[],
  after: readonly Rule[],
  touched: ReadonlySet<string>,
): [Rule[], Rule[]] {
  const all = [...before, ...after];
  if (!all.some(({ id }) => touched.has(id))) return [[], []];
  const first = (rule: Rule): boolean => touched.has(rule.id) || rule.kind !== 'constraint';
  const variables = new Set(all.filter(first).flatMap(variablesOf));
  const speaks = (rule: Rule): boolean =>
    first(rule) || variablesOf(rule).every((name) => variables.has(name));
  return [before.filter(speaks), after.filter(speaks)];
}

function variablesOf({ allow, given = {} }: Rule): string[] {
  return [...Object.keys(allow), ...Object.keys(given)];
}

/** The variables of the outcome that these rules turn on. */
function spoken(contract: Contract, rules: readonly Rule[]): Pick<Contract, 'outcomes'> {
  const names = new Set(rules.flatMap(variablesOf));
  return { outcomes: contract.outcomes.filter(({ name }) => names.has(name)) };
}

/** The points that both contracts have: variables and values of both, and impossible where either says so. */
function shared(before: Contract, after: Contract, call: string): Pick<Contract, 'points' | 'impossible'> {
  const old = new Map(pointVariables(before, call).map((one) => [one.name, one]));
  const now = new Map(pointVariables(after, call).map((one) => [one.name, one]));
  const merged = (a: PointVariable, b: PointVariable): PointVariable => ({
    ...b,
    values: b.values.filter((value) => a.values.includes(value)),
  });
  const points = [...now.values()].map((variable) => merged(old.get(variable.name) ?? variable, variable));
  for (const [name, variable] of old) if (!now.has(name)) points.push(variable);
  return { points, impossible: [...before.impossible, ...after.impossible] };
}

/** A rule of one id may differ between the two: those of the later contract get names of their own. */
function renamed(rules: readonly Rule[]): Rule[] {
  return rules.map((rule) => ({ ...rule, id: `${rule.id}'` }));
}

interface Levels {
  /** Outcomes that the contract allows, before and after. */
  readonly before: OutcomeSet;
  readonly after: OutcomeSet;
}

interface Change {
  readonly fail: Levels;
  readonly warn: Levels;
}

function changeOf(space: OutcomeSpace, before: readonly Rule[], after: readonly Rule[]): Change | undefined {
  const fail = { before: allowedSet(space, before, 'MUST'), after: allowedSet(space, after, 'MUST') };
  const warn = { before: allowedSet(space, before, 'SHOULD'), after: allowedSet(space, after, 'SHOULD') };
  return fail.before === fail.after && warn.before === warn.after ? undefined : { fail, warn };
}

function outcomesOf(space: OutcomeSpace, { fail, warn }: Change): ChangedVerdict['outcomes'] {
  const has = (set: OutcomeSet, index: number): boolean => ((set >> BigInt(index)) & 1n) === 1n;
  const taken = (index: number, when: 'before' | 'after'): Taken =>
    !has(fail[when], index) ? 'fail' : has(warn[when], index) ? 'pass' : 'warn';
  const verdicts = space.classes.map((_, index) => `${taken(index, 'before')} ${taken(index, 'after')}`);
  const turning = turningVariables(space, verdicts);
  const found = new Map<string, ChangedVerdict['outcomes'][number]>();
  for (const [index, outcome] of space.classes.entries()) {
    const [before, after] = [taken(index, 'before'), taken(index, 'after')];
    if (before === after) continue;
    const short = Object.fromEntries(Object.entries(outcome).filter(([name]) => turning.has(name)));
    const key = JSON.stringify(short);
    if (!found.has(key)) found.set(key, { outcome: short, before, after });
  }
  return [...found.values()];
}

/** Variables whose value makes a difference to how a verdict changed. */
function turningVariables(space: OutcomeSpace, verdicts: readonly string[]): Set<string> {
  const turning = new Set<string>();
  for (const { name } of space.variables) {
    const bySiblings = new Map<string, string>();
    for (const [index, outcome] of space.classes.entries()) {
      const siblings = JSON.stringify({ ...outcome, [name]: [] });
      const verdict = verdicts[index] ?? '';
      const known = bySiblings.get(siblings);
      if (known === undefined) bySiblings.set(siblings, verdict);
      else if (known !== verdict) turning.add(name);
    }
  }
  return turning;
}
