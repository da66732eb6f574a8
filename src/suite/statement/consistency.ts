// Whether report.json says what verdicts.ndjson comes to: nothing is signed that contradicts itself.
import type { Contract } from '../../1-contract/model.ts';
import { conclude } from '../../4-judge/conclude.ts';
import { planHash } from '../../2-plan/plan.ts';
import { describeValue, differences } from '../differences.ts';
import type { BaselineOutcome } from '../../gate/baseline/baseline.ts';
import type { ReportFolder } from '../../gate/report-folder.ts';
import { countsOf, findingsOf } from './statement.ts';

/** What is wrong, in sentences; empty where the two agree. */
export function contradictions({ report, verdicts }: ReportFolder, contract: Contract): string[] {
  const wrong: string[] = [];
  const hash = planHash(verdicts.map((one) => ({ id: one.case })));
  if (hash !== report.suite.plan) {
    wrong.push(`verdicts.ndjson is of plan ${hash}, report.json of plan ${report.suite.plan}`);
  }
  const { verdict: _verdict, reason: _reason, cases, ...counts } = report.summary;
  const stale = (report.baseline as unknown as BaselineOutcome | undefined)?.stale.length ?? 0;
  const conclusion = conclude(contract, verdicts, { strict: report.strict, staleBaseline: stale });
  const said = { cases, counts, clauses: report.clauses, findings: findingsOf(report.findings) };
  const found = {
    cases: verdicts.length,
    counts: countsOf(verdicts),
    clauses: conclusion.clauses,
    findings: findingsOf(verdicts),
  };
  for (const { where, a, b } of differences(said, found)) {
    wrong.push(`report.json says ${where} ${describeValue(a)}, verdicts.ndjson comes to ${describeValue(b)}`);
  }
  // Flaky cases beyond --max-flaky make a run fail that has nothing else against it.
  if (report.summary.verdict === 'conforms' && conclusion.verdict !== 'conforms') {
    wrong.push(`report.json says conforms, verdicts.ndjson comes to ${conclusion.verdict}`);
  }
  return wrong;
}
