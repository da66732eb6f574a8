// Relations: statements over several observations (same, distinct, serialisable). Those within one case are judged with
// it; those over the whole run when all verdicts are there, from the verdicts alone, so that shards can be merged.
import { fit, matches } from '../1-contract/evaluate.ts';
import type { Contract, OutcomeBox, Point, Relation } from '../1-contract/model.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import type { Step } from '../steps/recipe.ts';
import { kindOf } from '../steps/step-kinds.ts';
import { mergeClauses, worstVerdict, type Clauses } from './clause-lists.ts';
import type { CaseVerdict, Verdict } from './verdict.ts';

/** A step with a point, as relations look at it. */
export interface RelatedStep {
  readonly step: Step;
  readonly observed: ObservedStep;
  readonly point: Point;
  readonly got: OutcomeBox;
}

function violatedVerdict(relation: Relation): Verdict {
  switch (relation.level) {
    case 'MUST':
      return 'fail';
    case 'SHOULD':
      return 'warn';
    case 'MAY':
      return 'pass';
    case 'OPEN':
      return 'observed';
  }
}

function satisfiedVerdict(relation: Relation): Verdict {
  return relation.level === 'OPEN' ? 'observed' : 'pass';
}

function relationApplies(relation: Relation, call: string, point: Point, got: OutcomeBox): boolean {
  return (
    relation.call.includes(call) &&
    matches(relation.when, point) &&
    (relation.given === undefined || fit(relation.given, got) === 'accepted')
  );
}

/** A relation that drivers are judged by, and what becomes of its clause. */
interface JudgedRelation {
  readonly relation: Relation;
  readonly held: Clauses;
  readonly broken: Clauses;
}

type VerdictStep = CaseVerdict['steps'][number];

/**
 * Those within a case or a device, and those over the run; and what was worked out for them. Verdicts share most of their steps
 * and lists where they were read, and all of them where drivers are judged alike.
 */
interface JudgedRelations {
  readonly withinCase: readonly JudgedRelation[];
  readonly acrossRun: readonly JudgedRelation[];
  readonly samplesByStep: WeakMap<VerdictStep, readonly RelationSample[]>;
  readonly samplesBySteps: WeakMap<CaseVerdict['steps'], readonly RelationSample[]>;
  /** Lists of clauses without those of relations over the run. */
  readonly withoutRunRelations: WeakMap<Clauses, Clauses>;
}

const judgedRelationsByContract = new WeakMap<Contract, JudgedRelations>();

function judgedRelations(contract: Contract): JudgedRelations {
  let known = judgedRelationsByContract.get(contract);
  if (known === undefined) {
    const all = contract.relations
      .filter(({ party, untestable }) => party === 'driver' && untestable === undefined)
      .map((relation) => ({
        relation,
        held: [{ id: relation.id, verdict: satisfiedVerdict(relation) }],
        broken: [{ id: relation.id, verdict: violatedVerdict(relation) }],
      }));
    known = {
      withinCase: all.filter(({ relation }) => relation.within !== 'run'),
      acrossRun: all.filter(({ relation }) => relation.within === 'run'),
      samplesByStep: new WeakMap(),
      samplesBySteps: new WeakMap(),
      withoutRunRelations: new WeakMap(),
    };
    judgedRelationsByContract.set(contract, known);
  }
  return known;
}

function observedValue(relation: Relation, { step, observed, got }: RelatedStep): string | undefined {
  switch (relation.observe) {
    case 'key':
      return observed.keys?.[kindOf(step).objectName(step) ?? '']?.key ?? undefined;
    case 'certificate':
      return observed.certificate?.sha256;
    case 'RandomNumber':
      return observed.RandomNumber;
    case 'ReadbackKey':
      return observed.ReadbackKey;
    default:
      return got[relation.observe]?.join(' ');
  }
}

/** Judges the relations within one case: one list for each time that one could be. */
export function judgeCaseRelations(contract: Contract, steps: readonly RelatedStep[]): Clauses[] {
  const clauses: Clauses[] = [];
  for (const { relation, held, broken } of judgedRelations(contract).withinCase) {
    const parts = steps.filter((one) => relationApplies(relation, one.observed.call, one.point, one.got));
    // Both kinds are statements over two or more.
    if (parts.length < 2) continue;
    const groups = new Map<string, RelatedStep[]>();
    for (const part of parts) {
      const group = relation.within === 'device' && 'device' in part.step ? part.step.device : '';
      groups.set(group, [...(groups.get(group) ?? []), part]);
    }
    for (const group of groups.values()) {
      const holds =
        relation.relation === 'serialisable' ? isSerialisable(group) : comparesAs(relation, group);
      if (holds !== undefined) clauses.push(holds ? held : broken);
    }
  }
  return clauses;
}

function comparesAs(relation: Relation, group: readonly RelatedStep[]): boolean | undefined {
  const values = group.map((one) => observedValue(relation, one)).filter((value) => value !== undefined);
  if (values.length < 2) return undefined;
  const different = new Set(values).size;
  return relation.relation === 'same' ? different === 1 : different === values.length;
}

/** Calls made at once on one session: the key left behind is that of one call that succeeded. */
function isSerialisable(group: readonly RelatedStep[]): boolean | undefined {
  if (group.length < 2) return undefined;
  const session = group[0]?.observed.together?.[0];
  const key = session === undefined ? undefined : group[0]?.observed.keys?.[session]?.key;
  if (key === undefined) return undefined;
  const succeeded = group.filter(({ got }) => fit({ hr: ['success'] }, got) === 'accepted');
  if (succeeded.length === 0) return undefined;
  return succeeded.some(({ observed }) => observed.carried?.sent === key);
}

/** What a relation over the run came to. */
export interface RunRelation {
  readonly relation: Relation;
  readonly call: string;
  /** How often each value was seen, by class of point, e.g. `encoding=y`. */
  readonly table: readonly {
    readonly value: string;
    readonly classes: readonly string[];
    readonly cases: number;
  }[];
  readonly holds: boolean;
}

/** The variables of a point that are away from normal, as a class: `encoding=y, buffer=guard-after`. */
function defectClass(contract: Contract, point: Point): string {
  const parts: string[] = [];
  for (const variable of contract.points) {
    const value = point[variable.name];
    if (variable.role === 'defect' && value !== undefined && value !== variable.normal)
      parts.push(`${variable.name}=${value}`);
  }
  return parts.join(', ');
}

/** What a step shows of a relation over the run. */
interface RelationSample {
  readonly relation: JudgedRelation;
  readonly call: string;
  readonly value: string;
  readonly class: string;
}

function samplesOfSteps(contract: Contract, steps: CaseVerdict['steps']): readonly RelationSample[] {
  const { samplesByStep: partsOfStep, samplesBySteps: partsOfSteps } = judgedRelations(contract);
  let parts = partsOfSteps.get(steps);
  if (parts === undefined) {
    parts = steps.flatMap((step) => {
      let known = partsOfStep.get(step);
      if (known === undefined) partsOfStep.set(step, (known = samplesOfStep(contract, step)));
      return known;
    });
    partsOfSteps.set(steps, parts);
  }
  return parts;
}

function samplesOfStep(contract: Contract, { call, point, got }: VerdictStep): RelationSample[] {
  return judgedRelations(contract).acrossRun.flatMap((judgedRelation) => {
    const { relation } = judgedRelation;
    const value = got[relation.observe]?.join(' ');
    if (value === undefined || !relationApplies(relation, call, point, got)) return [];
    return { relation: judgedRelation, call, value, class: defectClass(contract, point) };
  });
}

/** The cases and classes of points in which a value was seen. */
interface ValueOccurrences {
  /** Each once: a case has all of its parts one behind the other. */
  readonly cases: string[];
  readonly classes: Set<string>;
}

/** What was seen of each relation over the run, by call and value. */
function occurrencesByRelation(
  contract: Contract,
  verdicts: readonly CaseVerdict[],
): Map<JudgedRelation, Map<string, Map<string, ValueOccurrences>>> {
  const seen = new Map<JudgedRelation, Map<string, Map<string, ValueOccurrences>>>();
  for (const verdict of verdicts) {
    for (const part of samplesOfSteps(contract, verdict.steps)) {
      let calls = seen.get(part.relation);
      if (calls === undefined)
        seen.set(part.relation, (calls = new Map<string, Map<string, ValueOccurrences>>()));
      let values = calls.get(part.call);
      if (values === undefined) calls.set(part.call, (values = new Map<string, ValueOccurrences>()));
      let sighting = values.get(part.value);
      if (sighting === undefined)
        values.set(part.value, (sighting = { cases: [], classes: new Set<string>() }));
      if (sighting.cases.at(-1) !== verdict.case) sighting.cases.push(verdict.case);
      sighting.classes.add(part.class);
    }
  }
  return seen;
}

/**
 * Judges the relations over the whole run and writes them into the verdicts of the cases that took part: of two values
 * the rarer one fails.
 */
export function judgeRunRelations(
  contract: Contract,
  verdicts: readonly CaseVerdict[],
): { verdicts: CaseVerdict[]; relations: RunRelation[] } {
  const added = new Map<string, Clauses[]>();
  const found: RunRelation[] = [];
  const seen = occurrencesByRelation(contract, verdicts);
  for (const judgedRelation of judgedRelations(contract).acrossRun) {
    const { relation, held, broken } = judgedRelation;
    for (const call of relation.call) {
      const values = seen.get(judgedRelation)?.get(call);
      if (values === undefined) continue;
      const byCount = [...values].sort(
        ([a, x], [b, y]) => y.cases.length - x.cases.length || (a < b ? -1 : 1),
      );
      const mostFrequent = byCount[0]?.[0];
      for (const [value, { cases }] of byCount) {
        const clauses = value === mostFrequent ? held : broken;
        for (const one of cases) {
          const known = added.get(one);
          if (known === undefined) added.set(one, [clauses]);
          else known.push(clauses);
        }
      }
      found.push({
        relation,
        call,
        holds: byCount.length === 1,
        table: byCount.map(([value, { cases, classes }]) => ({
          value,
          classes: [...classes].sort(),
          cases: cases.length,
        })),
      });
    }
  }
  const merged = verdicts.map((verdict) => {
    const more = added.get(verdict.case);
    return more === undefined ? verdict : addRunClauses(verdict, more);
  });
  return { verdicts: merged, relations: found };
}

/** What verdicts became with further clauses, the last time. */
const addRunClausesCache = new WeakMap<
  CaseVerdict,
  { readonly more: readonly Clauses[]; readonly whole: CaseVerdict }
>();

/** As `withClauses`, for verdicts that drivers have in common: they come to the same. */
function addRunClauses(verdict: CaseVerdict, more: readonly Clauses[]): CaseVerdict {
  const before = addRunClausesCache.get(verdict);
  const isSame = before?.more.length === more.length && more.every((list, at) => list === before.more[at]);
  if (isSame) return before.whole;
  const whole = addClauses(verdict, more);
  addRunClausesCache.set(verdict, { more, whole });
  return whole;
}

/** The clauses but for those of relations over the run; lists that are shared stay so. */
function withoutRunRelationClauses(contract: Contract, clauses: Clauses): Clauses {
  const { acrossRun: overRun, withoutRunRelations: without } = judgedRelations(contract);
  let remaining = without.get(clauses);
  if (remaining === undefined) {
    remaining = clauses.filter(({ id }) => overRun.every(({ relation }) => relation.id !== id));
    without.set(clauses, remaining);
  }
  return remaining;
}

/** Takes back what relations over the run wrote into a verdict, so that they can be judged again over other verdicts. */
export function stripRunRelations(contract: Contract, verdict: CaseVerdict): CaseVerdict {
  const clauses = withoutRunRelationClauses(contract, verdict.clauses);
  if (clauses.length === verdict.clauses.length) return verdict;
  const worst = worstVerdict(clauses);
  // Crashes and errors may stand beside any clause; no relation gives them.
  const remaining = ['error', 'crash', 'timeout', 'flaky'].includes(verdict.verdict)
    ? verdict.verdict
    : worst;
  return { ...verdict, verdict: remaining, clauses };
}

/** A case verdict with further clauses; the worst decides. */
export function addClauses(verdict: CaseVerdict, more: readonly Clauses[]): CaseVerdict {
  let { verdict: worst, clauses } = verdict;
  for (const list of more) {
    worst = worstVerdict(list, worst);
    clauses = mergeClauses(clauses, list);
  }
  return { ...verdict, verdict: worst, clauses };
}
