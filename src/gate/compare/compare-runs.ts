// Two runs, case by case: better, worse, different, newly covered.
import type { CaseVerdict, ExpectedOutcome, Report, Verdict } from '../../4-judge/verdict.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { compareReports, rankOf, type ReportComparison } from './comparison.ts';
import type { ReportFolder } from '../report-folder.ts';

/** How a case came out of one run. */
export interface Side {
  readonly verdict: Verdict;
  /** The outcome of the first call that came out in another way, else of the one that decided. */
  readonly got?: ExpectedOutcome;
  readonly reason?: string;
  /** The baseline entries that cover it. */
  readonly baseline?: string;
}

export interface CaseChange {
  readonly case: string;
  readonly title: string;
  /** Clauses that came out in another way; all of them where there is nothing to compare with. */
  readonly clauses: readonly string[];
  /** Absent: the first run's plan does not have the case. */
  readonly before?: Side;
  /** Absent: the second run's plan does not have the case. */
  readonly after?: Side;
}

/** Which run a side was. */
export interface RunFacts {
  readonly driver: { readonly name: string; readonly version: string };
  readonly suite: Report['suite'];
  readonly profile: string;
  readonly level: string;
  readonly summary: Report['summary'];
}

export interface RunComparison {
  readonly schema: 'kexcts-comparison/1';
  readonly a: RunFacts;
  readonly b: RunFacts;
  /** What makes the two hard to compare: another contract, plan, profile … */
  readonly notes: readonly string[];
  /** Clauses whose verdicts over the whole run are others now. */
  readonly clauses: Omit<ReportComparison, 'notes'>;
  readonly worse: readonly CaseChange[];
  readonly better: readonly CaseChange[];
  /** As good or bad as before, by another answer. */
  readonly different: readonly CaseChange[];
  /** Decided in the second run alone. */
  readonly newlyCovered: readonly CaseChange[];
  /** Decided in the first run; the second one's plan does not have them, or the user left them out. */
  readonly notRepeated: readonly CaseChange[];
  /** Cases that came out the same. */
  readonly same: number;
}

type Group = 'worse' | 'better' | 'different' | 'newlyCovered' | 'notRepeated' | 'same';

/** Compares a run with an earlier one. */
export function compareRuns(a: ReportFolder, b: ReportFolder): RunComparison {
  const before = new Map(a.verdicts.map((one) => [one.case, one]));
  const after = new Map(b.verdicts.map((one) => [one.case, one]));
  let same = 0;
  const groups: Record<Exclude<Group, 'same'>, CaseChange[]> = {
    worse: [],
    better: [],
    different: [],
    newlyCovered: [],
    notRepeated: [],
  };
  for (const id of new Set([...after.keys(), ...before.keys()])) {
    const [x, y] = [before.get(id), after.get(id)];
    const group = groupOf(x, y);
    if (group === 'same') same += 1;
    else groups[group].push(changeOf(x, y));
  }
  const { notes, ...clauses } = compareReports(a.report, b.report);
  return {
    schema: 'kexcts-comparison/1',
    a: factsOf(a.report),
    b: factsOf(b.report),
    notes,
    clauses,
    ...groups,
    same,
  };
}

/** Whether the second run is worse where no baseline accepts it. */
export function isWorse({ worse }: RunComparison): boolean {
  return worse.some(({ after }) => after?.baseline === undefined);
}

function groupOf(x: CaseVerdict | undefined, y: CaseVerdict | undefined): Group {
  const [was, is] = [rankOf(x?.verdict), rankOf(y?.verdict)];
  if (was === undefined) return is === undefined ? 'same' : 'newlyCovered';
  // What was shown and cannot be any more is worse; what nobody asked for again is not.
  if (is === undefined) return y?.verdict === 'unsupported' ? 'worse' : 'notRepeated';
  if (is !== was) return is < was ? 'worse' : 'better';
  return sharesAll(x, y) || answerOf(x) === answerOf(y) ? 'same' : 'different';
}

/** Whether an answer is made of the same parts as another: what was read together is, where it is equal. */
function sharesAll(x: CaseVerdict | undefined, y: CaseVerdict | undefined): boolean {
  return x?.verdict === y?.verdict && x?.clauses === y?.clauses && x?.got === y?.got && x?.steps === y?.steps;
}

function answerOf(verdict: CaseVerdict | undefined): string {
  if (verdict === undefined) return '';
  const clauses = verdict.clauses.map((clause) => [clause.id, clause.verdict]).sort();
  return canonicalJson([
    verdict.verdict,
    clauses,
    verdict.got ?? null,
    verdict.steps.map((step) => step.got),
  ]);
}

function changeOf(x: CaseVerdict | undefined, y: CaseVerdict | undefined): CaseChange {
  const one = (y ?? x) as CaseVerdict;
  const was = new Map(x?.clauses.map((clause) => [clause.id, clause.verdict]));
  const is = new Map(y?.clauses.map((clause) => [clause.id, clause.verdict]));
  const ids = [...new Set([...is.keys(), ...was.keys()])];
  const changed = ids.filter((id) => was.get(id) !== is.get(id));
  const step = firstDifference(x, y);
  return {
    case: one.case,
    title: one.title,
    clauses: changed.length > 0 ? changed : ids,
    ...(x === undefined ? {} : { before: sideOf(x, step) }),
    ...(y === undefined ? {} : { after: sideOf(y, step) }),
  };
}

/** The first call that came out in another way. */
function firstDifference(x: CaseVerdict | undefined, y: CaseVerdict | undefined): number | undefined {
  if (x === undefined || y === undefined) return undefined;
  const index = y.steps.findIndex((step, place) => {
    const other = x.steps[place];
    return other !== undefined && canonicalJson(other.got) !== canonicalJson(step.got);
  });
  return index < 0 ? undefined : index;
}

function sideOf(
  { verdict, got: decisive, steps, reason, baseline }: CaseVerdict,
  step: number | undefined,
): Side {
  const got = step === undefined ? decisive : steps[step]?.got;
  return {
    verdict,
    ...(got === undefined ? {} : { got }),
    ...(reason === undefined ? {} : { reason }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

function factsOf({ driver, suite, profile, level, summary }: Report): RunFacts {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    driver: { name: text(driver['name']), version: text(driver['version']) },
    suite,
    profile,
    level,
    summary,
  };
}
