// Judges one case: every step that has a point is held against the contract. A pure function of contract, case and
// observation; what a rule says stands in spec/ alone.
import { evaluate, type Allowed, type Evaluation } from '../1-contract/evaluate.ts';
import { flattenSteps, sentStep, type Step } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';
import type { Contract, OutcomeBox, Point, Rule } from '../1-contract/model.ts';
import type { Observation } from '../steps/observation.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import type { Case } from '../steps/case.ts';
import { noClauses, worstVerdict, type Clauses } from './clause-lists.ts';
import type { NeedMet } from './needs-met.ts';
import { observedOutcome } from './observed-outcome.ts';
import { judgeCaseRelations, addClauses, type RelatedStep } from './relations.ts';
import { StateTracker } from './state-tracker.ts';
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
  has?: NeedMet,
): CaseVerdict {
  const head = { case: planned.id, kind: planned.kind, property: planned.property, title: planned.title };
  if (observation.skip !== undefined)
    return { ...head, verdict: 'skip', clauses: [], steps: [], reason: observation.skip };
  if (observation.error !== undefined) {
    const reason = `${observation.error.code}: ${observation.error.message}`;
    return { ...head, verdict: 'error', clauses: [], steps: [], reason };
  }
  if (observation.unsupported !== undefined) {
    const clauses = clausesAtDeclaredPoints(contract, planned).map((id): ClauseVerdict => ({
      id,
      verdict: 'unsupported',
      reason: observation.unsupported ?? '',
    }));
    return { ...head, verdict: 'unsupported', clauses, steps: [], reason: observation.unsupported };
  }
  const steps = flattenSteps(planned.recipe);
  const judged: JudgedStep[] = [];
  const relationClauses: Clauses[] = [];
  for (const pass of observation.passes) {
    const one = judgePass(contract, planned, steps, pass.steps, has);
    judged.push(...one.judged);
    relationClauses.push(...judgeCaseRelations(contract, one.related));
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
  const combined = addClauses(verdict, [...judged.map(({ clauses }) => clauses), ...relationClauses]);
  // Without one of its calls a case has not tried what it is about.
  const missing = judged.find((step) => step.missing === true);
  return missing?.reason !== undefined && combined.verdict === 'pass'
    ? { ...combined, verdict: 'unsupported', reason: missing.reason }
    : combined;
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
  has: NeedMet | undefined,
): JudgedPass {
  const tracker = new StateTracker(contract);
  const judged: JudgedStep[] = [];
  const related: RelatedStep[] = [];
  for (const [index, one] of observed.entries()) {
    const step = steps[index];
    if (step === undefined) {
      // Behind the last step there is only the clean-up.
      if (one.died !== undefined) judged.push(terminationWithoutPoint(index, one));
      continue;
    }
    const declared = planned.points[index];
    if (one.refused !== undefined || one.notSent !== undefined) {
      judged.push(stepNotPerformed(index, one));
      break;
    }
    if (declared !== null && declared !== undefined) {
      const result = judgeStep(contract, index, step, one, tracker, declared, has);
      judged.push(result);
      related.push({ step, observed: one, point: result.point, got: result.got });
    } else if (one.died !== undefined) {
      judged.push(terminationWithoutPoint(index, one));
    }
    tracker.update(step, one, declared ?? undefined);
  }
  return { judged, related };
}

function judgeStep(
  contract: Contract,
  index: number,
  step: Step,
  observed: ObservedStep,
  tracker: StateTracker,
  declared: Point,
  has: NeedMet | undefined,
): JudgedStep {
  const target = kindOf(step).objectName(step);
  const memory =
    declared['memory'] === undefined || observed.allocationFailed !== false
      ? {}
      : { memory: availableMemory(contract) };
  const point = { ...declared, ...memory, ...tracker.stateOf(observed.call, target) };
  const got = observedOutcome(contract, step, observed, tracker);
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
  const undecidedReasonFor = (rule: Rule): string => undecidedReason(contract, rule, got, has);
  const clauses =
    observed.died === undefined
      ? clausesOfCompletedCall(evaluation, undecidedReasonFor)
      : clauseVerdicts(evaluation, observed.died, undecidedReasonFor);
  // Where no clause speaks of the call, none makes its end less than one.
  if (observed.died !== undefined && clauses.length === 0) return terminationWithoutPoint(index, observed);
  const reason = observed.died?.what;
  return {
    index,
    call: observed.call,
    point,
    got,
    verdict: worstVerdict(clauses),
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
const clausesByEvaluation = new WeakMap<Evaluation, Clauses>();

function clausesOfCompletedCall(evaluation: Evaluation, undecidedReasonFor: (rule: Rule) => string): Clauses {
  let clauses = clausesByEvaluation.get(evaluation);
  if (clauses === undefined)
    clausesByEvaluation.set(
      evaluation,
      (clauses = clauseVerdicts(evaluation, undefined, undecidedReasonFor)),
    );
  return clauses;
}

/** A crash or time-out counts at the level of the clause at that point: at a MUST as itself, at an OPEN one as observed. */
function clauseVerdicts(
  { rules }: Evaluation,
  died: ObservedStep['died'],
  undecidedReasonFor: (rule: Rule) => string,
): Clauses {
  const clauses: ClauseVerdict[] = [];
  for (const { rule, standing } of rules) {
    if (standing === 'silent') continue;
    const terminationVerdict =
      standing === 'fail' && died !== undefined && died.how !== 'violation' ? died.how : undefined;
    clauses.push({
      id: rule.id,
      verdict: terminationVerdict ?? standing,
      ...(standing === 'unsupported' ? { reason: undecidedReasonFor(rule) } : {}),
    });
  }
  return clauses;
}

/** Why a rule could not be decided: what it needs and this driver lacks, or else what did not show. */
function undecidedReason(contract: Contract, rule: Rule, got: OutcomeBox, has: NeedMet | undefined): string {
  const unmet = has === undefined ? [] : rule.needs.filter((need) => !has(need));
  if (unmet.length > 0) return `needs ${unmet.join(', ')}`;
  const unobserved = contract.outcomes.filter(
    ({ name }) => got[name] === undefined && (name in rule.allow || name in (rule.given ?? {})),
  );
  const what = unobserved.map(
    ({ name, statement }) => `${name} (${statement.split(/[:;(]/, 1)[0]?.trim() ?? ''})`,
  );
  return `this driver and adapter do not show: ${what.join(', ')}`;
}

function terminationWithoutPoint(index: number, { call, died }: ObservedStep): JudgedStep {
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

function stepNotPerformed(index: number, { call, refused, notSent }: ObservedStep): JudgedStep {
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
function clausesAtDeclaredPoints(contract: Contract, planned: Case): string[] {
  const steps = flattenSteps(planned.recipe);
  const ids = new Set<string>();
  for (const [index, step] of steps.entries()) {
    const declared = planned.points[index];
    if (declared === null || declared === undefined) continue;
    const { call } = sentStep(step);
    const state: Record<string, string> = {};
    for (const variable of contract.points) {
      if (variable.role === 'state' && variable.calls.includes(call)) state[variable.name] = variable.normal;
    }
    for (const { rule } of evaluate(contract, call, { ...declared, ...state }, {}).rules) ids.add(rule.id);
  }
  return [...ids];
}

const expectedByAllowed = new WeakMap<Allowed, readonly ExpectedOutcome[]>();

/** What would have been right: for each way out, the values that its rules and all constraints leave. */
export function expectedOutcomes(allowed: Allowed): readonly ExpectedOutcome[] {
  let expected = expectedByAllowed.get(allowed);
  if (expected === undefined) expectedByAllowed.set(allowed, (expected = outcomesOfBranches(allowed)));
  return expected;
}

function outcomesOfBranches({ branches, constraints }: Allowed): ExpectedOutcome[] {
  return branches.map(({ rules }) => {
    const allowed: Record<string, readonly string[]> = {};
    for (const rule of [...rules, ...constraints.filter((one) => one.given === undefined)]) {
      for (const [variable, values] of Object.entries(rule.allow)) {
        const known = allowed[variable];
        allowed[variable] = known === undefined ? values : commonValues(known, values);
      }
    }
    return allowed;
  });
}

/** What two lists of allowed values have in common; a group such as `failure` gives way to names. */
function commonValues(a: readonly string[], b: readonly string[]): readonly string[] {
  const groups = ['success', 'failure'];
  if (a.every((value) => groups.includes(value))) return b;
  if (b.every((value) => groups.includes(value))) return a;
  const both = a.filter((value) => b.includes(value));
  return both.length > 0 ? both : a;
}
