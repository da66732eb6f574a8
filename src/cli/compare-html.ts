// The HTML report of a run, read back from its folder, with what came out otherwise than in an earlier one.
import { resolve } from 'node:path';
import { loadProfiles, loadSources } from '../1-contract/load.ts';
import type { RunComparison } from '../gate/compare/compare-runs.ts';
import type { ReportFolder } from '../gate/report-folder.ts';
import { formatHtml } from '../5-report/html/html.ts';
import { quotesFrom } from '../5-report/quotes.ts';
import { savedObservations } from '../suite/saved-observations.ts';
import { CasesOfFindings } from './plan-of-report.ts';
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
  return formatHtml({
    report,
    verdicts,
    contract,
    ...(profile === undefined ? {} : { profile }),
    quotes: quotesFrom(loadSources(specDir)),
    // Where the plan cannot be made again here, recipes are not drawn.
    ...(profile === undefined ? {} : { cases: new CasesOfFindings(report, contract, profile) }),
    observations: savedObservations([path]),
    comparison,
  });
}
