// The folder of a finished run, read back: report.json and verdicts.ndjson.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { report as validateReport } from '../generated/report.js';
import { exitStatus, reasonOf, SuiteError } from '../core/errors.ts';
import type { CaseVerdict, Report } from '../4-judge/verdict.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { plainText } from '../core/plain-text.ts';
import { VerdictReader } from './read-verdicts.ts';
import { fileNames } from './file-names.ts';

export interface ReportFolder {
  /** The folder itself. */
  readonly path: string;
  readonly report: Report;
  readonly verdicts: readonly CaseVerdict[];
}

/** The folder of a report; the path of its report.json stands for it. */
export function reportFolderAt(path: string): string {
  return basename(path) === fileNames.report && !isFolder(path) ? dirname(path) : path;
}

/**
 * Reads a folder.
 * @param path as {@link reportFolderAt} takes it.
 * @param reader that of another folder, where two are held in memory together.
 * @throws SuiteError `REPORT_UNREADABLE`, `REPORT_UNFINISHED`
 */
export function readReportFolder(path: string, reader = new VerdictReader()): ReportFolder {
  const folder = reportFolderAt(path);
  const file = join(folder, fileNames.report);
  if (!existsSync(file)) {
    const begun = existsSync(join(folder, fileNames.observations));
    throw new SuiteError(
      begun ? 'REPORT_UNFINISHED' : 'REPORT_UNREADABLE',
      `expected the report of a run in ${plainText(path, 500)}; ${begun ? 'the run there did not end' : 'there is no report.json'}`,
      begun ? 'go on with it: kexcts run --resume --out …' : 'give the folder that `kexcts run` wrote',
      begun ? exitStatus.undecided : exitStatus.usage,
    );
  }
  const report = readReport(file, reader);
  return { path: folder, report, verdicts: reader.read(join(folder, fileNames.verdicts), unreadable) };
}

/** The report, its findings made of shared parts before the verdicts are read: as parsed they may take 100 MB. */
function readReport(file: string, reader: VerdictReader): Report {
  const report = readJson(file);
  if (!validateReport(report)) throw unreadable(file, describe(validateReport.errors));
  const { findings, ...facts } = report as Report;
  return { ...facts, findings: findings.map((one) => reader.share(one)) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw unreadable(file, reasonOf(error));
  }
}

function unreadable(where: string, what: string): SuiteError {
  return new SuiteError(
    'REPORT_UNREADABLE',
    `${plainText(where, 500)}: ${plainText(what, 500)}`,
    'give the folder of a run as `kexcts run` wrote it',
  );
}

interface SchemaError {
  readonly instancePath: string;
  readonly message?: string;
}

function describe(errors: readonly SchemaError[] | null | undefined): string {
  const [error] = errors ?? [];
  return `${error?.instancePath ?? ''} ${error?.message ?? 'is not what the schema says'}`.trim();
}

/** What a survey found, as far as a report keeps it. */
export function surveyOf(report: Report): Survey {
  const { specifier: _specifier, ...adapter } = report.adapter;
  const { blockAlignmentSize, undocumentedProfile: _profile, ...survey } = report.survey ?? {};
  return {
    adapter,
    driver: report.driver,
    keyOracle: report.keyOracle,
    blockAlignmentSize: Number(blockAlignmentSize ?? 0),
    ...survey,
    ...(report.summary.verdict === 'not-applicable' ? { notApplicable: report.summary.reason ?? '' } : {}),
  } as unknown as Survey;
}
