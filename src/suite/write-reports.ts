// Writes a finished run in the formats that were asked for.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSources } from '../1-contract/load.ts';
import type { Report } from '../4-judge/verdict.ts';
import { formats, type FormatName } from '../5-report/formats.ts';
import type { Lookup, ReportInput } from '../5-report/input.ts';
import { formatVerdicts } from '../5-report/ndjson.ts';
import { quotesFrom } from '../5-report/quotes.ts';
import { writeWhole } from '../core/write-whole.ts';
import type { Observation } from '../steps/observation.ts';
import type { Case } from '../steps/case.ts';
import type { MinimizedFinding } from './refine/minimize-findings.ts';
import { regressionSchema } from './regressions.ts';
import type { RunResult } from './run-result.ts';
import type { ReportSettings } from './build-report.ts';
import { fileNames } from '../gate/file-names.ts';

export interface FinishedRun {
  readonly settings: ReportSettings;
  readonly result: RunResult;
  readonly report: Report;
  readonly specDir: string;
  readonly cases: Lookup<Case>;
  /** What was observed of the cases that a reader may want to look at. */
  readonly observations: Lookup<Observation>;
}

/** Writes verdicts.ndjson anew, with what relations over the run added, and every format. */
export async function writeReports(
  path: string,
  wanted: readonly FormatName[],
  written: FinishedRun,
): Promise<void> {
  const { settings, result, report, specDir, cases, observations } = written;
  const input: ReportInput = {
    report,
    verdicts: result.verdicts,
    contract: settings.contract,
    profile: settings.profile,
    quotes: quotesFrom(loadSources(specDir)),
    cases,
    observations,
  };
  await writeWhole(join(path, fileNames.verdicts), formatVerdicts({ verdicts: result.verdicts }));
  await writeRegressions(path, result.refined);
  for (const name of wanted) {
    const format = await formats[name].load();
    await writeWhole(join(path, formats[name].file), format(input));
  }
}

/** A case file for each refined finding: `replay` takes it, and in ./regressions it runs first in every later run. */
async function writeRegressions(path: string, refined: readonly MinimizedFinding[]): Promise<void> {
  if (refined.length === 0) return;
  const folder = join(path, 'regressions');
  await mkdir(folder, { recursive: true });
  for (const { found, simplest } of refined) {
    const { id, property, title, recipe, points } = simplest;
    const file = { schema: regressionSchema, id, title, property, foundAs: found.id, recipe, points };
    await writeWhole(join(folder, `${id}.json`), `${JSON.stringify(file, null, 2)}\n`);
  }
}
