// The HTML report of a run, read back from its folder, with what came out otherwise than in an earlier one.
import { resolve } from 'node:path';
import { loadProfiles, loadSources } from '../contract/load.ts';
import type { RunComparison } from '../gate/compare/compare-runs.ts';
import type { ReportFolder } from '../gate/report-folder.ts';
import type { Observation } from '../observe/observation.ts';
import { formatHtml } from '../report/html/html.ts';
import { quotesFrom } from '../report/quotes.ts';
import { readEarlier } from '../run/earlier.ts';
import { planOfReport } from './plan-of-report.ts';
import { contractOf } from './report-contract.ts';

/**
 * The page of the later report, with its comparison.
 * @throws SuiteError `REPORT_CONTRACT` where `spec` is not the later report's contract.
 */
export function comparedPage(later: ReportFolder, comparison: RunComparison, spec: string): Iterable<string> {
  const { report, verdicts, path } = later;
  const contract = contractOf(later, spec);
  const specDir = resolve(spec);
  const profile = loadProfiles(specDir).find((one) => one.name === report.profile);
  const wanted = new Set(report.findings.map((finding) => finding.case as string));
  // Made again; where that is not the plan of the report, recipes are not drawn.
  const plan = profile === undefined ? undefined : planOfReport(report, contract, profile);
  const cases = plan?.hash === report.suite.plan ? plan.cases : [];
  const observations = new Map<string, Observation>();
  for (const [id, observation] of readEarlier(path)?.observations ?? []) {
    if (wanted.has(id)) observations.set(id, observation);
  }
  return formatHtml({
    report,
    verdicts,
    contract,
    ...(profile === undefined ? {} : { profile }),
    quotes: quotesFrom(loadSources(specDir)),
    cases: new Map(cases.map((planned) => [planned.id as string, planned])),
    observations,
    comparison,
  });
}
