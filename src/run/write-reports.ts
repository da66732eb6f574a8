// Writes a finished run in the formats that were asked for.
import { join } from 'node:path';
import { loadSources } from '../contract/load.ts';
import type { Report } from '../judge/verdict.ts';
import { formats, type FormatName } from '../report/formats.ts';
import type { ReportInput } from '../report/input.ts';
import { formatVerdicts } from '../report/ndjson.ts';
import { writeWhole } from '../report/write-whole.ts';
import { fileNames } from './output-folder.ts';
import { quotesOf } from './quotes.ts';
import type { RunResult } from './run.ts';
import type { Reported } from './report.ts';

export interface Written {
  readonly settings: Reported;
  readonly result: RunResult;
  readonly report: Report;
  readonly specDir: string;
}

/** Writes verdicts.ndjson anew, with what relations over the run added, and every format. */
export async function writeReports(
  path: string,
  wanted: readonly FormatName[],
  written: Written,
): Promise<void> {
  const { settings, result, report, specDir } = written;
  const input: ReportInput = {
    report,
    verdicts: result.verdicts,
    contract: settings.contract,
    profile: settings.profile,
    quotes: quotesOf(loadSources(specDir)),
    cases: new Map(result.cases.map((planned) => [planned.id as string, planned])),
  };
  await writeWhole(join(path, fileNames.verdicts), formatVerdicts({ verdicts: result.verdicts }));
  for (const name of wanted) {
    const format = await formats[name].load();
    await writeWhole(join(path, formats[name].file), format(input));
  }
}
