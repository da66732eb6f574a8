// What is stated of a driver: an in-toto Statement (version 1) with a predicate of ours.
import { createHash } from 'node:crypto';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { piecesOf } from '../../core/files/lines.ts';
import type { CaseVerdict, Verdict } from '../../4-judge/verdict.ts';
import { verdicts as allVerdicts } from '../../4-judge/verdict.ts';
import { plainText } from '../../core/plain-text.ts';
import { isFinding } from '../../4-judge/standing.ts';
import type { BaselineOutcome } from '../../gate/baseline/baseline.ts';
import type { ReportFolder } from '../../gate/report-folder.ts';
import type { Digest, DriverFile, Predicate } from './predicate.ts';
import { remarksOn } from './remarks.ts';
import { fileNames } from '../../gate/file-names.ts';

export const statementType = 'https://in-toto.io/Statement/v1';
export const payloadType = 'application/vnd.in-toto+json';
export const predicateType = 'urn:kexcts:conformance-statement:1';

export interface Subject {
  readonly name: string;
  readonly digest: Digest;
}

export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly Subject[];
  readonly predicateType: typeof predicateType;
  readonly predicate: Predicate;
}

/** The files of a report folder that a statement is about, by their names. */
export const statedFiles: readonly string[] = [fileNames.report, fileNames.verdicts];

/** SHA-256 of a file, hexadecimal. @throws what the file system says where it cannot be read. */
export function fileSha256(path: string): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}

/**
 * Refuses a statement where there is nothing to be stated.
 * @throws SuiteError `STATEMENT_NONE` (status 3)
 */
export function expectStatable({ report, verdicts }: ReportFolder): void {
  const { summary, missedCanaries, shard, complete, clause } = report;
  const none = (why: string, hint: string): never => {
    throw new SuiteError('STATEMENT_NONE', `there is nothing to state: ${why}`, hint, exitStatus.undecided);
  };
  const reason = plainText(summary.reason ?? 'no reason given', 300);
  if (missedCanaries !== undefined && missedCanaries.length > 0) {
    none(
      `the run is void, since it does not catch the canary "${missedCanaries.join('", "')}"`,
      'run a larger level',
    );
  }
  if (summary.verdict === 'not-applicable')
    none(`not applicable (${reason})`, 'test a driver that offers it');
  if (summary.verdict === 'incomplete') none(`the run is incomplete (${reason})`, 'run it to its end');
  if (shard !== undefined && shard.count > 1) {
    none(`this is shard ${shard.index} of ${shard.count}`, 'join all shards with kexcts merge first');
  }
  if (complete) return;
  const left = verdicts.find(
    (one) => one.verdict === 'skip' && (clause === undefined || one.reason !== `--clause ${clause}`),
  );
  if (left !== undefined || clause === undefined) {
    none(`cases were left out (${plainText(left?.reason ?? 'incomplete', 200)})`, 'run it to its end');
  }
}

/** Makes the statement on a report; `files` are the SHA-256 of its files, by their names. */
export function statementOn(
  folder: ReportFolder,
  files: ReadonlyMap<string, string>,
  driverFile: (DriverFile & { readonly name?: string }) | null,
): Statement {
  const { report } = folder;
  const { name: fileName, ...file } = driverFile ?? {};
  const known = driverFile === null ? null : (file as DriverFile);
  const subject: Subject[] =
    known === null ? [] : [{ name: fileName ?? 'driver', digest: { sha256: known.sha256 } }];
  for (const [name, sha256] of files) subject.push({ name, digest: { sha256 } });
  const { suite, timeStarted, timeEnded, clause } = report;
  const baseline = report.baseline as unknown as BaselineOutcome | undefined;
  const predicate: Omit<Predicate, 'remarks'> = {
    suite: { name: suite.name, version: suite.version },
    contract: digestOf(suite.contract),
    plan: { ...digestOf(suite.plan), cases: report.summary.cases },
    adapter: report.adapter,
    driver: report.driver,
    driverFile: known,
    profile: report.profile,
    dialect: report.dialect,
    level: report.level,
    strict: report.strict,
    seed: report.seed,
    complete: report.complete,
    ...(clause === undefined ? {} : { clause }),
    keyOracle: report.keyOracle,
    blindTo: report.blindTo,
    verdict: report.summary.verdict,
    counts: countsOf(folder.verdicts),
    clauses: report.clauses,
    findings: findingsOf(folder.verdicts),
    ...(baseline === undefined ? {} : { baseline }),
    environment: report.timeEnvironment ?? {},
    ...(timeStarted === undefined ? {} : { timeStarted }),
    ...(timeEnded === undefined ? {} : { timeEnded }),
  };
  const remarks = remarksOn(predicate, report.survey?.['undocumentedProfile'] === true);
  return { _type: statementType, subject, predicateType, predicate: { ...predicate, remarks } };
}

/** `sha256:…` as a digest. */
function digestOf(text: string): Digest {
  return { sha256: text.replace(/^sha256:/, '') };
}

/** How often each verdict fell. */
export function countsOf(verdicts: readonly CaseVerdict[]): Record<Verdict, number> {
  const counts = Object.fromEntries(allVerdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const { verdict } of verdicts) counts[verdict] += 1;
  return counts;
}

/** Cases that a reader should look at, and what they are about. */
export function findingsOf(verdicts: readonly CaseVerdict[]): Predicate['findings'] {
  return verdicts
    .filter(({ verdict }) => isFinding(verdict))
    .map(({ case: id, verdict, clauses, baseline }) => ({
      case: id,
      verdict,
      clauses: clauses.filter((clause) => isFinding(clause.verdict)).map((clause) => clause.id),
      ...(baseline === undefined ? {} : { baseline }),
    }));
}
