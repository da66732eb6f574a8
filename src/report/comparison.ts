// A report held against an earlier one: clauses that changed, and what makes the two hard to compare.
import { verdicts, type Report, type Verdict } from '../judge/verdict.ts';

export interface ClauseChange {
  readonly id: string;
  /** `absent`: the earlier, or the later, report does not have the clause. */
  readonly before: Verdict | 'absent';
  readonly after: Verdict | 'absent';
}

export interface ReportComparison {
  readonly worse: readonly ClauseChange[];
  readonly better: readonly ClauseChange[];
  /** What makes the two hard to compare: another contract, profile, driver … */
  readonly notes: readonly string[];
}

/** Compares two reports; what neither says anything of is in none of the lists. */
export function compareReports(earlier: Report, later: Report): ReportComparison {
  const before = new Map(earlier.clauses.map((clause) => [clause.id, clause.verdict]));
  const after = new Map(later.clauses.map((clause) => [clause.id, clause.verdict]));
  const changes = [...new Set([...after.keys(), ...before.keys()])]
    .map((id): ClauseChange => ({ id, before: before.get(id) ?? 'absent', after: after.get(id) ?? 'absent' }))
    .filter((change) => change.before !== change.after);
  return {
    worse: changes.filter((change) => rank(change.after) < rank(change.before)),
    better: changes.filter((change) => rank(change.after) > rank(change.before)),
    notes: notesOf(earlier, later),
  };
}

/** A clause that is not there counts as one that was left out. */
function rank(verdict: Verdict | 'absent'): number {
  return verdict === 'absent' ? verdicts.length : verdicts.indexOf(verdict);
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
