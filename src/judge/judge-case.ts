// Judges one case: every step that has a point is held against the contract. A pure function of contract, case and
// observation; what a rule says stands in spec/ alone.
import { evaluate, type Allowed, type Evaluation } from '../contract/evaluate.ts';
import type { Contract, OutcomeBox, Point, Rule } from '../contract/model.ts';
import type { Observation, ObservedStep } from '../observe/observation.ts';
import type { Case } from '../recipe/case.ts';
import type { Recipe, Step } from '../recipe/recipe.ts';
import { noClauses, worstOf, type Clauses } from './clause-lists.ts';
import type { Has } from './needs.ts';
import { outcomeOf } from './outcome.ts';
import { relationsWithin, withClauses, type RelatedStep } from './relations.ts';
import { Track, objectOf } from './track.ts';
import {
  worse,
  type CaseVerdict,
  type ClauseVerdict,
  type ExpectedOutcome,
  type Verdict,
} from './verdict.ts';

/** A step of a case, as judged. */
interface JudgedStep {
  readonly index: number;
  readonly call: string;
  readonly point: Point;
  readonly got: OutcomeBox;
  readonly verdict: Verdict;
  readonly clauses: readonly ClauseVerdict[];
  readonly allowed: Allowed | undefined;
  readonly reason?: string;
  /** The adapter has no such call. */
  readonly missing?: true;
}

/** The steps of a recipe one by one, those inside `concurrent` included, as observations list them. */
export function flatSteps(recipe: Recipe): Step[] {
  return recipe.steps.flatMap((step): readonly Step[] => (step.call === 'concurrent' ? step.steps : [step]));
}

/** A code by which the adapter says that it has no such call (JSON-RPC). */
const methodNotFound = -32601;

/**
 * Judges a case. Relations between cases are judged afterwards, over all of them.
 * @param has what rules may need; see `needsMetBy`. Absent: everything is there.
 */
export function judgeCase(
  contract: Contract,
  planned: Case,
  observation: Observation,
  has?: Has,
): CaseVerdict {
  const head = { case: planned.id, kind: planned.kind, property: planned.property, title: planned.title };
  if (observation.skip !== undefined)
    return { ...head, verdict: 'skip', clauses: [], steps: [], reason: observation.skip };
  if (observation.error !== undefined) {
    const reason = `${observation.error.code}: ${observation.error.message}`;
    return { ...head, verdict: 'error', clauses: [], steps: [], reason };
  }
  if (observation.unsupported !== undefined) {
    const clauses = clausesOf(contract, planned).map((id): ClauseVerdict => ({
      id,
      verdict: 'unsupported',
      reason: observation.unsupported ?? '',
    }));
    return { ...head, verdict: 'unsupported', clauses, steps: [], reason: observation.unsupported };
  }
  const steps = flatSteps(planned.recipe);
  const judged: JudgedStep[] = [];
  const related: Clauses[] = [];
  for (const pass of observation.passes) {
    const one = judgePass(contract, planned, steps, pass.steps, has);
    judged.push(...one.judged);
    related.push(...relationsWithin(contract, one.related));
  }
  let deciding: JudgedStep | undefined;
  for (const step of judged) if (deciding === undefined || isWorse(step, deciding)) deciding = step;
  const verdict: CaseVerdict = {
    ...head,
    verdict: deciding?.verdict ?? 'unsupported',
    clauses: noClauses,
    ...(deciding === undefined
      ? { reason: 'no step of the case could be judged' }
      : {
          step: deciding.index,
          call: deciding.call,
          point: deciding.point,
          expected: deciding.allowed === undefined ? [] : expectedOutcomes(deciding.allowed),
          got: deciding.got,
          ...(deciding.reason === undefined ? {} : { reason: deciding.reason }),
        }),
    steps: judged
      .filter((step) => Object.keys(step.point).length > 0)
      .map(({ call, point, got }) => ({ call, point, got })),
  };
  const whole = withClauses(verdict, [...judged.map(({ clauses }) => clauses), ...related]);
  // Without one of its calls a case has not tried what it is about.
  const missing = judged.find((step) => step.missing === true);
  return missing?.reason !== undefined && whole.verdict === 'pass'
    ? { ...whole, verdict: 'unsupported', reason: missing.reason }
    : whole;
}

function isWorse(a: JudgedStep, b: JudgedStep): boolean {
  return a.verdict !== b.verdict && worse(a.verdict, b.verdict) === a.verdict;
}

interface JudgedPass {
  readonly judged: JudgedStep[];
  readonly related: RelatedStep[];
}

function judgePass(
  contract: Contract,
  planned: Case,
  steps: readonly Step[],
  observed: readonly ObservedStep[],
  has: Has | undefined,
): JudgedPass {
  const track = new Track(contract);
  const judged: JudgedStep[] = [];
  const related: RelatedStep[] = [];
  for (const [index, one] of observed.entries()) {
    const step = steps[index];
    if (step === undefined) {
      // Behind the last step there is only the clean-up.
      if (one.died !== undefined) judged.push(deathWithoutPoint(index, one));
      continue;
    }
    const declared = planned.points[index];
    if (one.refused !== undefined || one.notSent !== undefined) {
      judged.push(refusal(index, one));
      break;
    }
    if (declared !== null && declared !== undefined) {
      const result = judgeStep(contract, index, step, one, track, declared, has);
      judged.push(result);
      related.push({ step, observed: one, point: result.point, got: result.got });
    } else if (one.died !== undefined) {
      judged.push(deathWithoutPoint(index, one));
    }
    track.follow(step.call === 'repeat' ? step.step : step, one);
  }
  return { judged, related };
}

function judgeStep(
  contract: Contract,
  index: number,
  step: Step,
  observed: ObservedStep,
  track: Track,
  declared: Point,
  has: Has | undefined,
): JudgedStep {
  const target = objectOf(step.call === 'repeat' ? step.step : step);
  const memory =
    declared['memory'] === undefined || observed.allocationFailed !== false
      ? {}
      : { memory: availableMemory(contract) };
  const point = { ...declared, ...memory, ...track.stateOf(observed.call, target) };
  const got = outcomeOf(contract, step, observed, track);
  if (observed.died?.how === 'violation') {
    return {
      index,
      call: observed.call,
      point,
      got,
      verdict: 'error',
      clauses: [],
      allowed: undefined,
      reason: observed.died.what,
    };
  }
  const evaluation = evaluate(contract, observed.call, point, got, has);
  const unseenIn = (rule: Rule): string => unseen(contract, rule, got, has);
  const clauses =
    observed.died === undefined
      ? survived(evaluation, unseenIn)
      : clauseVerdicts(evaluation, observed.died, unseenIn);
  // Where no clause speaks of the call, none makes its end less than one.
  if (observed.died !== undefined && clauses.length === 0) return deathWithoutPoint(index, observed);
  const reason = observed.died?.what;
  return {
    index,
    call: observed.call,
    point,
    got,
    verdict: worstOf(clauses),
    clauses,
    allowed: evaluation.allowed,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The normal value of `memory`: what a sweep has come to when no allocation was left to fail. */
function availableMemory(contract: Contract): string {
  return contract.points.find((variable) => variable.name === 'memory')?.normal ?? '';
}

/** Of calls that came back; evaluations are shared among them. */
const ofEvaluations = new WeakMap<Evaluation, Clauses>();

function survived(evaluation: Evaluation, unseenIn: (rule: Rule) => string): Clauses {
  let clauses = ofEvaluations.get(evaluation);
  if (clauses === undefined)
    ofEvaluations.set(evaluation, (clauses = clauseVerdicts(evaluation, undefined, unseenIn)));
  return clauses;
}

/** A death counts at the level of the clause at that point: a broken MUST is a crash or time-out, an OPEN one observed. */
function clauseVerdicts(
  { rules }: Evaluation,
  died: ObservedStep['died'],
  unseenIn: (rule: Rule) => string,
): Clauses {
  const clauses: ClauseVerdict[] = [];
  for (const { rule, standing } of rules) {
    if (standing === 'silent') continue;
    const death =
      standing === 'fail' && died !== undefined && died.how !== 'violation' ? died.how : undefined;
    clauses.push({
      id: rule.id,
      verdict: death ?? standing,
      ...(standing === 'unsupported' ? { reason: unseenIn(rule) } : {}),
    });
  }
  return clauses;
}

/** Why a rule could not be decided: what it needs and this driver lacks, or else what did not show. */
function unseen(contract: Contract, rule: Rule, got: OutcomeBox, has: Has | undefined): string {
  const unmet = has === undefined ? [] : rule.needs.filter((need) => !has(need));
  if (unmet.length > 0) return `needs ${unmet.join(', ')}`;
  const hidden = contract.outcomes.filter(
    ({ name }) => got[name] === undefined && (name in rule.allow || name in (rule.given ?? {})),
  );
  const what = hidden.map(
    ({ name, statement }) => `${name} (${statement.split(/[:;(]/, 1)[0]?.trim() ?? ''})`,
  );
  return `this driver and adapter do not show: ${what.join(', ')}`;
}

function deathWithoutPoint(index: number, { call, died }: ObservedStep): JudgedStep {
  const how = died?.how ?? 'crash';
  return {
    index,
    call,
    point: {},
    got: {},
    verdict: how === 'violation' ? 'error' : how,
    clauses: [],
    allowed: undefined,
    reason: died?.what ?? '',
  };
}

function refusal(index: number, { call, refused, notSent }: ObservedStep): JudgedStep {
  const missing = notSent !== undefined || refused?.code === methodNotFound;
  return {
    index,
    call,
    point: {},
    got: {},
    verdict: missing ? 'unsupported' : 'error',
    clauses: [],
    allowed: undefined,
    ...(missing ? { missing: true as const } : {}),
    reason: missing
      ? (notSent ?? `the adapter has no ${call}`)
      : `the adapter could not do ${call}: ${refused?.message ?? ''}`,
  };
}

/** Clauses that the declared points of a case touch, for what was not sent. */
function clausesOf(contract: Contract, planned: Case): string[] {
  const steps = flatSteps(planned.recipe);
  const ids = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const declared = planned.points[index];
    if (declared === null || declared === undefined) continue;
    const call = step.call === 'repeat' ? step.step.call : step.call;
    const state: Record<string, string> = {};
    for (const variable of contract.points) {
      if (variable.role === 'state' && variable.calls.includes(call)) state[variable.name] = variable.normal;
    }
    for (const { rule } of evaluate(contract, call, { ...declared, ...state }, {}).rules) ids.add(rule.id);
  }
  return [...ids];
}

const ofAllowed = new WeakMap<Allowed, readonly ExpectedOutcome[]>();

/** What would have been right: for each way out, the values that its rules and all constraints leave. */
export function expectedOutcomes(allowed: Allowed): readonly ExpectedOutcome[] {
  let expected = ofAllowed.get(allowed);
  if (expected === undefined) ofAllowed.set(allowed, (expected = leftBy(allowed)));
  return expected;
}

function leftBy({ branches, constraints }: Allowed): ExpectedOutcome[] {
  return branches.map(({ rules }) => {
    const allowed: Record<string, readonly string[]> = {};
    for (const rule of [...rules, ...constraints.filter((one) => one.given === undefined)]) {
      for (const [variable, values] of Object.entries(rule.allow)) {
        const known = allowed[variable];
        allowed[variable] = known === undefined ? values : narrower(known, values);
      }
    }
    return allowed;
  });
}

/** What two lists of allowed values have in common; a group such as `failure` gives way to names. */
function narrower(a: readonly string[], b: readonly string[]): readonly string[] {
  const groups = ['success', 'failure'];
  if (a.every((value) => groups.includes(value))) return b;
  if (b.every((value) => groups.includes(value))) return a;
  const both = a.filter((value) => b.includes(value));
  return both.length > 0 ? both : a;
}
