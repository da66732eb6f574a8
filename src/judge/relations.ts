// Relations: statements over several observations (same, distinct, serialisable). Those within one case are judged with
// it; those over the whole run when all verdicts are there, from the verdicts alone, so that shards can be merged.
import { fit, matches } from '../contract/evaluate.ts';
import type { Contract, OutcomeBox, Point, Relation } from '../contract/model.ts';
import type { ObservedStep } from '../observe/observation.ts';
import type { Step } from '../recipe/recipe.ts';
import { objectOf } from './track.ts';
import { worse, type CaseVerdict, type ClauseVerdict, type Verdict } from './verdict.ts';

/** A step with a point, as relations look at it. */
export interface RelatedStep {
  readonly step: Step;
  readonly observed: ObservedStep;
  readonly point: Point;
  readonly got: OutcomeBox;
}

function broken(relation: Relation): Verdict {
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

function held(relation: Relation): Verdict {
  return relation.level === 'OPEN' ? 'observed' : 'pass';
}

function takesPart(relation: Relation, call: string, point: Point, got: OutcomeBox): boolean {
  return (
    relation.call.includes(call) &&
    matches(relation.when, point) &&
    (relation.given === undefined || fit(relation.given, got) === 'accepted')
  );
}

function judged(contract: Contract): readonly Relation[] {
  return contract.relations.filter(
    (relation) => relation.party === 'driver' && relation.untestable === undefined,
  );
}

function valueOf(relation: Relation, { step, observed, got }: RelatedStep): string | undefined {
  switch (relation.observe) {
    case 'key':
      return observed.keys?.[objectOf(step) ?? '']?.key ?? undefined;
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

/** Judges the relations within one case. */
export function relationsWithin(contract: Contract, steps: readonly RelatedStep[]): ClauseVerdict[] {
  const clauses: ClauseVerdict[] = [];
  for (const relation of judged(contract)) {
    if (relation.within === 'run') continue;
    const parts = steps.filter((one) => takesPart(relation, one.observed.call, one.point, one.got));
    const groups = new Map<string, RelatedStep[]>();
    for (const part of parts) {
      const group = relation.within === 'device' && 'device' in part.step ? part.step.device : '';
      groups.set(group, [...(groups.get(group) ?? []), part]);
    }
    for (const group of groups.values()) {
      const holds = relation.relation === 'serialisable' ? serialisable(group) : compare(relation, group);
      if (holds !== undefined)
        clauses.push({ id: relation.id, verdict: holds ? held(relation) : broken(relation) });
    }
  }
  return clauses;
}

function compare(relation: Relation, group: readonly RelatedStep[]): boolean | undefined {
  const values = group.map((one) => valueOf(relation, one)).filter((value) => value !== undefined);
  if (values.length < 2) return undefined;
  const different = new Set(values).size;
  return relation.relation === 'same' ? different === 1 : different === values.length;
}

/** Calls made at once on one session: the key left behind is that of one call that succeeded. */
function serialisable(group: readonly RelatedStep[]): boolean | undefined {
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
function classOf(contract: Contract, point: Point): string {
  const parts: string[] = [];
  for (const variable of contract.points) {
    const value = point[variable.name];
    if (variable.role === 'defect' && value !== undefined && value !== variable.normal)
      parts.push(`${variable.name}=${value}`);
  }
  return parts.join(', ');
}

/** What a step shows of a relation over the run. */
interface Part {
  readonly value: string;
  readonly class: string;
}

type VerdictStep = CaseVerdict['steps'][number];

/** Verdicts share most of their steps where they were read, and all of them where drivers are judged alike. */
const partsOf = new WeakMap<Relation, WeakMap<VerdictStep, Part | null>>();

function partOf(contract: Contract, relation: Relation, step: VerdictStep): Part | null {
  let parts = partsOf.get(relation);
  if (parts === undefined) partsOf.set(relation, (parts = new WeakMap<VerdictStep, Part | null>()));
  let part = parts.get(step);
  if (part === undefined) {
    const { call, point, got } = step;
    const value = got[relation.observe]?.join(' ');
    const takes = value !== undefined && takesPart(relation, call, point, got);
    parts.set(step, (part = takes ? { value, class: classOf(contract, point) } : null));
  }
  return part;
}

/**
 * Judges the relations over the whole run and writes them into the verdicts of the cases that took part: of two values
 * the rarer one is blamed.
 */
export function relationsOverRun(
  contract: Contract,
  verdicts: readonly CaseVerdict[],
): { verdicts: CaseVerdict[]; relations: RunRelation[] } {
  const added = new Map<string, ClauseVerdict[]>();
  const found: RunRelation[] = [];
  for (const relation of judged(contract)) {
    if (relation.within !== 'run') continue;
    for (const call of relation.call) {
      const seen = new Map<string, { cases: Set<string>; classes: Set<string> }>();
      for (const verdict of verdicts) {
        for (const step of verdict.steps) {
          if (step.call !== call) continue;
          const part = partOf(contract, relation, step);
          if (part === null) continue;
          const entry = seen.get(part.value) ?? { cases: new Set<string>(), classes: new Set<string>() };
          entry.cases.add(verdict.case);
          entry.classes.add(part.class);
          seen.set(part.value, entry);
        }
      }
      if (seen.size === 0) continue;
      const byCount = [...seen].sort(([a, x], [b, y]) => y.cases.size - x.cases.size || (a < b ? -1 : 1));
      const usual = byCount[0]?.[0];
      for (const [value, { cases }] of byCount) {
        const verdict = value === usual ? held(relation) : broken(relation);
        for (const one of cases) added.set(one, [...(added.get(one) ?? []), { id: relation.id, verdict }]);
      }
      found.push({
        relation,
        call,
        holds: byCount.length === 1,
        table: byCount.map(([value, { cases, classes }]) => ({
          value,
          classes: [...classes].sort(),
          cases: cases.size,
        })),
      });
    }
  }
  const merged = verdicts.map((verdict) => {
    const more = added.get(verdict.case);
    return more === undefined ? verdict : withClauses(verdict, more, sharedWith);
  });
  return { verdicts: merged, relations: found };
}

interface Without {
  /** Ids of the relations over the run. */
  readonly overRun: ReadonlySet<string>;
  /** Lists of clauses without them. */
  readonly lists: WeakMap<Clauses, Clauses>;
}
const withouts = new WeakMap<Contract, Without>();

/** The clauses but for those of relations over the run; lists that are shared stay so. */
function clausesWithout(contract: Contract, clauses: Clauses): Clauses {
  let without = withouts.get(contract);
  if (without === undefined) {
    const overRun = new Set(judged(contract).flatMap((one) => (one.within === 'run' ? [one.id] : [])));
    withouts.set(contract, (without = { overRun, lists: new WeakMap() }));
  }
  const { overRun, lists } = without;
  let left = lists.get(clauses);
  if (left === undefined) lists.set(clauses, (left = clauses.filter((clause) => !overRun.has(clause.id))));
  return left;
}

/** Takes back what relations over the run wrote into a verdict, so that they can be judged again over other verdicts. */
export function withoutRelationsOverRun(contract: Contract, verdict: CaseVerdict): CaseVerdict {
  const clauses = clausesWithout(contract, verdict.clauses);
  if (clauses.length === verdict.clauses.length) return verdict;
  const own = clauses.reduce<Verdict>((so, clause) => worse(so, clause.verdict), 'unsupported');
  // Deaths and errors may stand beside any clause; no relation gives them.
  const kept = ['error', 'crash', 'timeout', 'flaky'].includes(verdict.verdict) ? verdict.verdict : own;
  return { ...verdict, verdict: kept, clauses };
}

type Clauses = readonly ClauseVerdict[];

/** Clauses with further ones; of two of an id, the worse. */
function clausesWith(clauses: Clauses, more: Clauses): Clauses {
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  for (const clause of more) {
    const known = byId.get(clause.id);
    if (known === undefined || worse(clause.verdict, known.verdict) !== known.verdict)
      byId.set(clause.id, clause);
  }
  return [...byId.values()];
}

const widened = new WeakMap<Clauses, Map<string, Clauses>>();

/** The same for verdicts that share lists of clauses, and get few different ones: they share what comes of it, too. */
function sharedWith(clauses: Clauses, more: Clauses): Clauses {
  let known = widened.get(clauses);
  if (known === undefined) widened.set(clauses, (known = new Map<string, Clauses>()));
  const key = more.map(({ id, verdict }) => `${id} ${verdict}`).join();
  let made = known.get(key);
  if (made === undefined) known.set(key, (made = clausesWith(clauses, more)));
  return made;
}

/** A case verdict with further clauses; the worst decides. */
export function withClauses(verdict: CaseVerdict, more: Clauses, join = clausesWith): CaseVerdict {
  const worst = more.reduce<Verdict>((worst, clause) => worse(clause.verdict, worst), verdict.verdict);
  return { ...verdict, verdict: worst, clauses: join(verdict.clauses, more) };
}
