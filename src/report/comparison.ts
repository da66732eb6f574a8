// A report held against an earlier one: clauses that changed, findings that came and went.
import { verdicts, type Finding, type Report, type Verdict } from '../judge/verdict.ts';
import { isFinding } from './standing.ts';

export interface ClauseChange {
  readonly id: string;
  /** `absent`: the earlier, or the later, report does not have the clause. */
  readonly before: Verdict | 'absent';
  readonly after: Verdict | 'absent';
}

export interface Comparison {
  readonly worse: readonly ClauseChange[];
  readonly better: readonly ClauseChange[];
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  /** Found both times, with another verdict or outcome now. */
  readonly changed: readonly { readonly before: Finding; readonly after: Finding }[];
  /** What makes the two hard to compare: another contract, profile, driver … */
  readonly notes: readonly string[];
}

/** Compares two reports; what neither says anything of is in none of the lists. */
export function compareReports(earlier: Report, later: Report): Comparison {
  const before = new Map(earlier.clauses.map((clause) => [clause.id, clause.verdict]));
  const after = new Map(later.clauses.map((clause) => [clause.id, clause.verdict]));
  const changes = [...new Set([...after.keys(), ...before.keys()])]
    .map((id): ClauseChange => ({ id, before: before.get(id) ?? 'absent', after: after.get(id) ?? 'absent' }))
    .filter((change) => change.before !== change.after);
  const found = new Map(findingsOf(earlier).map((finding) => [finding.case, finding]));
  const now = findingsOf(later);
  const nowIds = new Set(now.map((finding) => finding.case));
  return {
    worse: changes.filter((change) => rank(change.after) < rank(change.before)),
    better: changes.filter((change) => rank(change.after) > rank(change.before)),
    appeared: now.filter((finding) => !found.has(finding.case)),
    gone: [...found.values()].filter((finding) => !nowIds.has(finding.case)),
    changed: now.flatMap((finding) => {
      const old = found.get(finding.case);
      return old !== undefined && answer(old) !== answer(finding) ? [{ before: old, after: finding }] : [];
    }),
    notes: notesOf(earlier, later),
  };
}

function findingsOf(report: Report): Finding[] {
  return report.findings.filter((finding) => isFinding(finding.verdict));
}

function answer(finding: Finding): string {
  return JSON.stringify([finding.verdict, finding.got]);
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
