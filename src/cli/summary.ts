// The summary on standard output.
import { isatty } from 'node:tty';
import { loadSources } from '../1-contract/load.ts';
import { coloursWanted, formatConsole } from '../5-report/console.ts';
import type { ReportInput } from '../5-report/input.ts';
import { quotesFrom } from '../5-report/quotes.ts';
import type { FinishedRun } from '../suite/write-reports.ts';
import { baselineText } from './baseline-options.ts';

/** Prints the readable summary of a run. */
export function printSummary({
  settings,
  result,
  report,
  specDir,
  reportPath,
}: FinishedRun & { readonly reportPath: string }): void {
  const input: ReportInput = {
    report,
    verdicts: result.verdicts,
    contract: settings.contract,
    profile: settings.profile,
    quotes: quotesFrom(loadSources(specDir)),
  };
  if (result.baseline !== undefined && settings.baseline !== undefined) {
    process.stdout.write(`${baselineText(settings.baseline.baseline.path, result.baseline)}\n`);
  }
  process.stdout.write(
    formatConsole(input, {
      columns: process.stdout.columns || 100,
      // On a pipe `isTTY` is not false but missing, which would leave the choice to the environment.
      colours: coloursWanted(isatty(process.stdout.fd), process.env),
      reportPath,
    }),
  );
}
