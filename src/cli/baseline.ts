// `kexcts baseline update` and `kexcts baseline check`.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadContract } from '../1-contract/load.ts';
import type { Contract } from '../1-contract/model.ts';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { applyBaseline, withoutBaseline, type BaselineContext } from '../gate/baseline/apply-baseline.ts';
import type { BaselineInUse } from '../gate/baseline/baseline.ts';
import { staleEntries } from '../gate/baseline/check-baseline.ts';
import { parseBaseline, readBaseline } from '../gate/baseline/read-baseline.ts';
import { emptyBaseline, updateBaseline, type NewEntries } from '../gate/baseline/update-baseline.ts';
import { textOf } from '../gate/baseline/yaml-nodes.ts';
import { readReportFolder, surveyOf, type ReportFolder } from '../gate/report-folder.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { counted } from '../5-report/overall.ts';
import { plainText } from '../core/plain-text.ts';
import { writeWhole } from '../core/write-whole.ts';
import { contractOf } from './report-contract.ts';
import { baselineText, todayOf, type BaselineOptions } from './baseline-options.ts';

interface Common extends BaselineOptions {
  readonly baseline: string;
  readonly spec: string;
}

export interface UpdateOptions extends Common {
  readonly from: string;
  readonly by: 'case' | 'clause';
  readonly driverVersion?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
  readonly link?: string;
}

export interface CheckOptions extends Common {
  readonly from?: string;
}

function contextOf({ report, verdicts }: ReportFolder, contract: Contract): BaselineContext {
  const survey = surveyOf(report);
  return {
    contract,
    has: needsMetBy(survey),
    driver: survey.driver,
    strict: report.strict,
    whole: report.shard === undefined && verdicts.every((one) => one.verdict !== 'skip'),
  };
}

/** What new entries say, as far as the options give it. */
function newEntries(options: UpdateOptions, version: string): NewEntries {
  const { by, driverVersion, reason, owner, expires, link } = options;
  if (reason === undefined || owner === undefined || expires === undefined) {
    throw new SuiteError(
      'BASELINE_NEW',
      'the report has findings that the baseline does not cover; expected --reason, --owner and --expires for their entries',
      'say why they are accepted, who answers for them, and until which day',
    );
  }
  return {
    by,
    version: driverVersion ?? `>=${version}`,
    reason,
    owner,
    expires,
    ...(link === undefined ? {} : { link }),
  };
}

/** Brings the file up to date with a report. */
export async function baselineUpdateCommand(options: UpdateOptions): Promise<ExitStatus> {
  const folder = readReportFolder(options.from);
  if (folder.report.summary.verdict === 'incomplete' || folder.report.summary.verdict === 'not-applicable') {
    throw new SuiteError(
      'REPORT_UNDECIDED',
      `expected a report that was decided; that in ${plainText(options.from, 500)} is ${folder.report.summary.verdict}: ${plainText(folder.report.summary.reason ?? '', 300)}`,
      'run the suite to its end first',
      exitStatus.undecided,
    );
  }
  const contract = contractOf(folder, options.spec);
  const context = contextOf(folder, contract);
  const file = existsSync(options.baseline)
    ? readBaseline(options.baseline)
    : parseBaseline(options.baseline, Buffer.from(emptyBaseline));
  const verdicts = folder.verdicts.map(withoutBaseline);
  const changes = updateBaseline(file, todayOf(options), context, verdicts, () =>
    newEntries(options, context.driver.version),
  );
  const text = textOf(file);
  parseBaseline(options.baseline, Buffer.from(text));
  await writeWhole(options.baseline, text);
  const write = (line: string): void => void process.stdout.write(`${plainText(line, 2000)}\n`);
  for (const { id, cases } of changes.added) write(`added    ${id}: ${counted(cases, 'case')}`);
  for (const { entry, what } of changes.removed) write(`removed  ${entry}: ${what}`);
  for (const { entry, what } of changes.expired) write(`expired  ${entry}: ${what}`);
  if (changes.pinned > 0) write(`pinned   ${counted(changes.pinned, 'answer')} where the contract is open`);
  write(`written to ${options.baseline}`);
  return changes.expired.length === 0 ? exitStatus.holds : exitStatus.doesNotHold;
}

/** Whether the file is sound by itself, and, with a report, whether it fits it. */
export function baselineCheckCommand(options: CheckOptions): ExitStatus {
  const { baseline } = readBaseline(options.baseline);
  const inUse: BaselineInUse = { baseline, today: todayOf(options) };
  if (options.from === undefined) {
    const stale = staleEntries(inUse, loadContract(resolve(options.spec)));
    for (const { lines, entry, what } of stale) {
      process.stdout.write(`${plainText(`${options.baseline}:${lines.first}  ${entry}: ${what}`, 2000)}\n`);
    }
    const { accepted, pinned } = baseline;
    process.stdout.write(
      `${counted(accepted.length, 'accepted entry', 'accepted entries')}, ${counted(pinned.length, 'pinned clause')}\n`,
    );
    return stale.length === 0 ? exitStatus.holds : exitStatus.doesNotHold;
  }
  const folder = readReportFolder(options.from);
  const context = contextOf(folder, contractOf(folder, options.spec));
  const { verdicts, outcome } = applyBaseline(inUse, context, folder.verdicts.map(withoutBaseline));
  const isAgainst = ['fail', 'crash', 'timeout', ...(context.strict ? ['warn'] : [])];
  const open = verdicts.filter((one) => isAgainst.includes(one.verdict) && one.baseline === undefined);
  process.stdout.write(baselineText(options.baseline, outcome));
  for (const one of open) process.stdout.write(`  not covered: ${one.case}  ${plainText(one.title, 200)}\n`);
  return open.length === 0 && outcome.stale.length === 0 ? exitStatus.holds : exitStatus.doesNotHold;
}
