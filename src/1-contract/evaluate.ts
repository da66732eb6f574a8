// The interpreter of the contract: which outcomes are allowed at a point, and which rules an outcome breaks.
// It knows how rules combine, and nothing of what any rule says.
//
// At a level (MUST; or SHOULD, which includes MUST):
//   a rule binds if its level is at least that strong; a cause that has a binding rule *obliges*;
//   allowed = all binding constraints  AND  one branch out of:
//     each obliging cause: what all its binding rules allow,
//     each other cause (weaker, MAY, OPEN): what any one of its rules allows,
//     the course: what its binding rules allow — only where no cause obliges.
import { isFailure, parseStatus } from '../core/windows/hresult.ts';
import { ByCall } from './by-call.ts';
import type { Condition, Contract, Level, OutcomeBox, Point, Rule } from './model.ts';

/** The two levels that outcomes are judged at. */
export type JudgedLevel = 'MUST' | 'SHOULD';

/** How an outcome stands to a set of allowed values: a variable that was not seen leaves it unknown. */
export type Fit = 'accepted' | 'rejected' | 'unknown';

/** Whether a rule's level binds at a judged level. */
export function binds(level: Level, at: JudgedLevel): boolean {
  return level === 'MUST' || (level === 'SHOULD' && at === 'SHOULD');
}

/** Whether a point satisfies a conjunction; a variable that the point lacks satisfies nothing. */
export function matches(condition: Condition, point: Point): boolean {
  for (const name in condition) {
    const value = point[name];
    if (value === undefined || !condition[name]?.includes(value)) return false;
  }
  return true;
}

/** Whether an allowed value (a code's name, `0x…`, `success`, `failure`, or any other word) covers a seen one. */
export function covers(allowed: string, seen: string): boolean {
  if (allowed === seen) return true;
  const code = parseStatus(seen);
  if (code === undefined) return false;
  if (allowed === 'failure') return isFailure(code);
  if (allowed === 'success') return !isFailure(code);
  return parseStatus(allowed) === code;
}

/** How an outcome stands to a conjunction over outcome variables. */
export function fit(condition: Condition, outcome: OutcomeBox): Fit {
  let result: Fit = 'accepted';
  for (const name in condition) {
    const seen = outcome[name];
    if (seen === undefined) result = 'unknown';
    else if (!seen.some((value) => condition[name]?.some((allowed) => covers(allowed, value))))
      return 'rejected';
  }
  return result;
}

/** One way out that the contract leaves at a point: the conjunction of what these rules allow. */
export interface Branch {
  readonly origin: 'course' | 'cause';
  readonly rules: readonly Rule[];
}

/** What the contract says at a point, before any outcome is known. */
export interface Allowed {
  readonly branches: readonly Branch[];
  readonly constraints: readonly Rule[];
  /** Names of causes that oblige; two or more make a precedence point, which proves no clause. */
  readonly obliging: readonly string[];
}

/** The rules that drivers are judged by in a call. */
const judgedRules = new ByCall<Rule>(
  (rule, call) => rule.party === 'driver' && rule.untestable === undefined && rule.call.includes(call),
);

/** The rules of a call that apply at a point. */
export function applicable(contract: Contract, call: string, point: Point): Rule[] {
  return judgedRules.of(contract.rules, call).filter((rule) => matches(rule.when, point));
}

/** What rules that apply at one point allow together, at a judged level. */
export function allowedBy(rules: readonly Rule[], at: JudgedLevel): Allowed {
  const causes = new Map<string, Rule[]>();
  for (const rule of rules) {
    if (rule.kind !== 'cause') continue;
    const name = rule.cause ?? rule.id;
    const group = causes.get(name);
    if (group === undefined) causes.set(name, [rule]);
    else group.push(rule);
  }
  const branches: Branch[] = [];
  const obliging: string[] = [];
  for (const [name, group] of causes) {
    const binding = group.filter((rule) => binds(rule.level, at));
    if (binding.length > 0) {
      obliging.push(name);
      branches.push({ origin: 'cause', rules: binding });
    } else {
      for (const rule of group) branches.push({ origin: 'cause', rules: [rule] });
    }
  }
  if (obliging.length === 0) {
    branches.push({
      origin: 'course',
      rules: rules.filter((rule) => rule.kind === 'course' && binds(rule.level, at)),
    });
  }
  const constraints = rules.filter((rule) => rule.kind === 'constraint' && binds(rule.level, at));
  return { branches, constraints, obliging };
}

/** How one rule came out of one step. `silent`: it applied, and what happened says nothing about it. */
export type Standing = 'pass' | 'fail' | 'warn' | 'observed' | 'unsupported' | 'silent';

export interface Evaluation {
  readonly rules: readonly { readonly rule: Rule; readonly standing: Standing }[];
  /** What was allowed at the strictest level that was broken, or at SHOULD where none was. */
  readonly allowed: Allowed;
}

/** How an outcome stands to one rule: where the rule does not speak of it, it is accepted. */
export function ruleFit(rule: Rule, outcome: OutcomeBox): Fit {
  if (rule.given !== undefined) {
    const spoken = fit(rule.given, outcome);
    if (spoken !== 'accepted') return spoken === 'rejected' ? 'accepted' : 'unknown';
  }
  return fit(rule.allow, outcome);
}

function branchFit(branch: Branch, outcome: OutcomeBox): Fit {
  let result: Fit = 'accepted';
  for (const rule of branch.rules) {
    const one = ruleFit(rule, outcome);
    if (one === 'rejected') return 'rejected';
    if (one === 'unknown') result = 'unknown';
  }
  return result;
}

/** Binding rules that an outcome breaks at a level: constraints, and, where no branch is left, the rules that closed each one. */
function broken(allowed: Allowed, at: JudgedLevel, outcome: OutcomeBox): Set<Rule> {
  const rules = new Set<Rule>();
  for (const rule of allowed.constraints) if (ruleFit(rule, outcome) === 'rejected') rules.add(rule);
  if (allowed.branches.every((branch) => branchFit(branch, outcome) === 'rejected')) {
    for (const branch of allowed.branches) {
      for (const rule of branch.rules) {
        if (binds(rule.level, at) && ruleFit(rule, outcome) === 'rejected') rules.add(rule);
      }
    }
  }
  return rules;
}

/** Whether something that rules need (`keyOracle`, `renegotiation`, …) is there. */
export type Has = (need: string) => boolean;

const everything: Has = () => true;

/** What the contract says at a point: worked out once for each point that a run comes to. */
interface Stand {
  readonly rules: readonly Rule[];
  /** Those of the rules whose needs are not met: they cannot fail. */
  readonly without: ReadonlySet<Rule>;
  readonly must: Allowed;
  readonly should: Allowed;
  /** How many reasons to leave the course stand there. */
  readonly reasons: number;
  /** What came of the outcomes that were held against it: drivers answer alike, and hostile ones cannot fill the memory. */
  readonly evaluations: Map<string, Evaluation>;
}

/** Evaluations kept for one point. */
const mostEvaluations = 64;

const stands = new WeakMap<Contract, WeakMap<Has, Map<string, Stand>>>();

function standAt(contract: Contract, call: string, point: Point, has: Has): Stand {
  let byNeeds = stands.get(contract);
  if (byNeeds === undefined) stands.set(contract, (byNeeds = new WeakMap<Has, Map<string, Stand>>()));
  let known = byNeeds.get(has);
  if (known === undefined) byNeeds.set(has, (known = new Map<string, Stand>()));
  let key = call;
  for (const name in point) key += `|${name}=${point[name] ?? ''}`;
  let stand = known.get(key);
  if (stand === undefined) known.set(key, (stand = workOut(applicable(contract, call, point), has)));
  return stand;
}

function workOut(rules: readonly Rule[], has: Has): Stand {
  const without = new Set(rules.filter((rule) => !rule.needs.every((need) => has(need))));
  const judged = rules.filter((rule) => !without.has(rule) || !binds(rule.level, 'SHOULD'));
  return {
    rules,
    without,
    must: allowedBy(judged, 'MUST'),
    should: allowedBy(judged, 'SHOULD'),
    reasons: new Set(judged.filter(isReason).map((rule) => rule.cause ?? rule.id)).size,
    evaluations: new Map(),
  };
}

/** A permission (MAY) stands beside a reason; it is none. */
function isReason(rule: Rule): boolean {
  return rule.kind === 'cause' && rule.level !== 'MAY';
}

/**
 * Holds an outcome of a call at a point against the contract.
 * Variables missing from `outcome` were not seen: rules that turn on them are `unsupported`.
 * @param has what rules need; one whose needs are not met is `unsupported`, and cannot fail. Give the same function
 * for a whole run: what is worked out for a point is kept with it.
 */
export function evaluate(
  contract: Contract,
  call: string,
  point: Point,
  outcome: OutcomeBox,
  has: Has = everything,
): Evaluation {
  const stand = standAt(contract, call, point, has);
  const name = nameOf(outcome);
  let evaluation = stand.evaluations.get(name);
  if (evaluation === undefined) {
    evaluation = hold(stand, outcome);
    if (stand.evaluations.size < mostEvaluations) stand.evaluations.set(name, evaluation);
  }
  return evaluation;
}

function nameOf(outcome: OutcomeBox): string {
  let name = '';
  for (const variable in outcome) name += `|${variable}=${outcome[variable]?.join() ?? ''}`;
  return name;
}

function hold(stand: Stand, outcome: OutcomeBox): Evaluation {
  const { rules, without, must, should } = stand;
  const brokenMust = broken(must, 'MUST', outcome);
  const brokenShould = broken(should, 'SHOULD', outcome);
  const both: Both = { ...stand, brokenMust, brokenShould };
  const standings = rules.map((rule) => ({
    rule,
    standing: without.has(rule) ? ('unsupported' as const) : standingOf(rule, both, outcome),
  }));
  return { rules: standings, allowed: brokenMust.size > 0 ? must : should };
}

interface Both extends Stand {
  readonly brokenMust: ReadonlySet<Rule>;
  readonly brokenShould: ReadonlySet<Rule>;
}

const openConstraint = { accepted: 'pass', rejected: 'observed', unknown: 'unsupported' } as const;

function standingOf(rule: Rule, both: Both, outcome: OutcomeBox): Standing {
  if (rule.given !== undefined && fit(rule.given, outcome) === 'rejected') return 'silent';
  const seen = ruleFit(rule, outcome);
  // What the documents leave open is written down; where a usual answer is named and came, there is nothing to write.
  if (rule.level === 'OPEN' && rule.kind === 'constraint') return openConstraint[seen];
  // Beside a cause that obliges, an open one is not what the outcome came of.
  if (rule.level === 'OPEN')
    return rule.kind === 'cause' && both.should.obliging.length > 0 ? 'silent' : 'observed';
  if (rule.level === 'MUST' && both.brokenMust.has(rule)) return 'fail';
  if (rule.level === 'SHOULD' && both.brokenShould.has(rule)) return 'warn';
  // Where something speaks against the course, taking it proves nothing; nor does leaving it where two things do.
  const unproved = rule.kind === 'course' ? both.reasons > 0 : rule.kind === 'cause' && both.reasons > 1;
  if (unproved || seen === 'rejected') return 'silent';
  return seen === 'unknown' ? 'unsupported' : 'pass';
}
