// A report held against an earlier one: clauses that changed, and what makes the two hard to compare.
import type { Report, Verdict } from '../../4-judge/verdict.ts';
import { inReadingOrder } from '../../4-judge/clause-group.ts';

export interface ClauseChange {
  readonly id: string;
  /** `absent`: the earlier, or the later, report does not have the clause. */
  readonly before: Verdict | 'absent';
  readonly after: Verdict | 'absent';
}

export interface ReportComparison {
  readonly worse: readonly ClauseChange[];
  readonly better: readonly ClauseChange[];
  /** As good or bad as before, decided in the later run alone, or not asked for in it. */
  readonly other: readonly ClauseChange[];
  /** What makes the two hard to compare: another contract, profile, driver … */
  readonly notes: readonly string[];
}

/** Compares two reports; what neither says anything of is in none of the lists. */
export function compareReports(earlier: Report, later: Report): ReportComparison {
  const before = new Map(earlier.clauses.map((clause) => [clause.id, clause.verdict]));
  const after = new Map(later.clauses.map((clause) => [clause.id, clause.verdict]));
  const changes = inReadingOrder([...after.keys(), ...before.keys()])
    .map((id): ClauseChange => ({ id, before: before.get(id) ?? 'absent', after: after.get(id) ?? 'absent' }))
    .filter((change) => change.before !== change.after);
  return {
    worse: changes.filter((change) => directionOf(change) === 'worse'),
    better: changes.filter((change) => directionOf(change) === 'better'),
    other: changes.filter((change) => directionOf(change) === 'other'),
    notes: notesOf(earlier, later),
  };
}

/** From worst to best. What is open, or held, is as good as it gets; what was not decided is neither. */
const ranks: Readonly<Record<Verdict, number | undefined>> = {
  error: 0,
  crash: 1,
  timeout: 2,
  fail: 3,
  flaky: 4,
  warn: 5,
  observed: 6,
  pass: 6,
  unsupported: undefined,
  skip: undefined,
};

/** How good a verdict is; undefined where nothing was decided. */
export function rankOf(verdict: Verdict | 'absent' | undefined): number | undefined {
  return verdict === undefined || verdict === 'absent' ? undefined : ranks[verdict];
}

function directionOf({ before, after }: Omit<ClauseChange, 'id'>): 'worse' | 'better' | 'other' {
  const [was, is] = [rankOf(before), rankOf(after)];
  if (was === undefined) return 'other';
  // What was shown and cannot be any more is worse; what nobody asked for again is not.
  if (is === undefined) return after === 'unsupported' ? 'worse' : 'other';
  return is === was ? 'other' : is < was ? 'worse' : 'better';
}

function notesOf(earlier: Report, later: Report): string[] {
  const differences: readonly (readonly [string, unknown, unknown])[] = [
    ['suite version', earlier.suite.version, later.suite.version],
    ['contract', earlier.suite.contract, later.suite.contract],
    ['plan', earlier.suite.plan, later.suite.plan],
    ['profile', earlier.profile, later.profile],
    ['dialect', earlier.dialect, later.dialect],
    ['level', earlier.level, later.level],
    ['driver', earlier.driver['name'], later.driver['name']],
    ['driver version', earlier.driver['version'], later.driver['version']],
  ];
  return differences.filter(([, a, b]) => a !== b).map(([name]) => `the two runs differ in ${name}`);
}
