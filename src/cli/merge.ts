// `kexcts merge DIR… --out DIR`: one report from those of all shards.
import { cp, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { environmentOf, expectAlike, mergeReports, timesOf } from '../suite/merge/merge-reports.ts';
import { VerdictReader } from '../gate/read-verdicts.ts';
import { readReportFolder, type ReportFolder } from '../gate/report-folder.ts';
import type { Plan } from '../2-plan/plan.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import { savedObservations } from '../suite/saved-observations.ts';
import { OutputFolder } from '../suite/output-folder.ts';
import { repeatAs } from '../suite/repeat-command.ts';
import { buildReport } from '../suite/build-report.ts';
import { writeReports } from '../suite/write-reports.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import { baselineInUse, type BaselineOptions } from './baseline-options.ts';
import { CasesOfFindings, planOfReport } from './plan-of-report.ts';
import { contractOf } from './report-contract.ts';
import { loadSpec } from './run-options.ts';
import { parseFormats } from './run.ts';
import { printSummary } from './summary.ts';
import { fileNames } from '../gate/file-names.ts';

export interface MergeOptions extends BaselineOptions {
  readonly out: string;
  readonly report: string;
  readonly spec: string;
  readonly strict: boolean;
  readonly maxFlaky?: number;
  readonly allowNotApplicable: boolean;
}

/** The plan that the reports are of, made again. */
function planOf({ report, path }: ReportFolder, contract: Contract, profile: Profile): Plan {
  const { level, seed } = report;
  const made = planOfReport(report, contract, profile);
  if (made.hash === report.suite.plan) return made;
  throw new SuiteError(
    'MERGE_PLAN',
    `expected the plan ${report.suite.plan} of ${path}; level ${level} with seed ${seed} makes ${made.hash} here`,
    'merge with the version of the suite, the --spec and the ./regressions that the shards were run with',
  );
}

/** Shards that were held against a baseline are joined with it, and others without. */
function expectSameBaseline({ report, path }: ReportFolder, given: string | undefined): void {
  const used = report.baseline?.['sha256'] as string | undefined;
  if (used === given) return;
  throw new SuiteError(
    'MERGE_BASELINE',
    `expected the baseline that ${path} was held against (${used === undefined ? 'none' : `sha256 ${used}`}), got ${given === undefined ? 'none' : `one with sha256 ${given}`}`,
    'give the same --baseline to the shards and to merge',
  );
}

async function copyRegressions(folders: readonly ReportFolder[], out: string): Promise<void> {
  for (const { path } of folders) {
    const from = join(path, 'regressions');
    if (!existsSync(from)) continue;
    for (const name of (await readdir(from)).filter((one) => one.endsWith('.json')).sort()) {
      await cp(join(from, name), join(out, 'regressions', name));
    }
  }
}

export async function mergeCommand(paths: readonly string[], options: MergeOptions): Promise<ExitStatus> {
  const formats = parseFormats(options.report);
  const reader = new VerdictReader();
  const folders = paths.map((path) => readReportFolder(path, reader));
  const [first] = folders;
  if (first === undefined) throw new SuiteError('MERGE_NOTHING', 'expected folders to merge', 'see --help');
  expectAlike(folders);
  const contract = contractOf(first, options.spec);
  const { profile, dir } = loadSpec(options.spec, first.report.profile);
  const inUse = await baselineInUse(options);
  expectSameBaseline(first, inUse.baseline?.baseline.sha256);
  const { report: one } = first;
  const { maxFlaky } = options;
  let made: Plan | undefined;
  const plan = (): Plan => (made ??= planOf(first, contract, profile));
  const merging = {
    contract,
    plan,
    strict: options.strict || one.strict,
    ...(maxFlaky === undefined ? {} : { maxFlaky }),
    ...inUse,
    repeat: repeatAs(one.repeat ?? ''),
  };
  const result = mergeReports(folders, merging);
  const environment = environmentOf(folders);
  const settings = {
    ...merging,
    profile,
    level: one.level as PlanLevel,
    seed: one.seed,
    adapter: { specifier: (one.adapter['specifier'] as string | undefined) ?? '' },
    ...(environment === undefined ? {} : { environment }),
    ...(one.clause === undefined ? {} : { clause: one.clause }),
  };
  const report = buildReport(settings, result, timesOf(folders));
  const out = await OutputFolder.create(resolve(options.out), false);
  const cases = new CasesOfFindings(report, contract, profile);
  const observations = savedObservations(folders.map(({ path }) => path));
  const written = { settings, result, report, specDir: dir, cases, observations };
  await writeReports(out.path, formats, written);
  await copyRegressions(folders, out.path);
  out.release();
  printSummary({ ...written, reportPath: join(options.out, fileNames.report) });
  return report.summary.verdict === 'not-applicable' && options.allowNotApplicable
    ? exitStatus.holds
    : result.conclusion.status;
}
