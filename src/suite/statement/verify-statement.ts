// Verifies a statement against a report folder, offline, and says what was altered.
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { reasonOf, SuiteError } from '../../core/errors.ts';
import type { Report } from '../../4-judge/verdict.ts';
import { plainText } from '../../core/plain-text.ts';
import { describeValue, differences } from '../differences.ts';
import { readReportFolder, type ReportFolder } from '../../gate/report-folder.ts';
import { isSignedBy, keyIdOf, type Envelope } from './dsse.ts';
import {
  countsOf,
  fileSha256,
  findingsOf,
  payloadType,
  predicateType,
  statedFiles,
  statementType,
  type Statement,
  type Subject,
} from './statement.ts';
import type { Predicate } from './predicate.ts';

export interface Verification {
  readonly statement?: Statement;
  readonly keyId: string;
  /** What does not hold, in sentences; empty: it holds. */
  readonly wrong: readonly string[];
  /** What could not be looked at. */
  readonly notes: readonly string[];
}

/** Most alterations of one file that are named. */
const named = 10;

/** Verifies an envelope with a public key against a folder, and against the hash of the driver's file where one is given. */
export function verifyStatement(
  envelope: Envelope,
  publicKey: KeyObject,
  folder: string,
  driverSha256: string | undefined,
): Verification {
  const keyId = keyIdOf(publicKey);
  const wrong: string[] = [];
  const notes: string[] = [];
  if (!isSignedBy(envelope, publicKey)) {
    const by = envelope.signatures.flatMap(({ keyid }) => keyid ?? []).join(', ');
    const other = by === '' || by === keyId ? '' : ` (it names key ${plainText(by, 200)})`;
    wrong.push(
      `the signature is not by key ${keyId}${other}: the statement was altered, or another key signed it`,
    );
  }
  const statement = statementIn(envelope);
  if (statement === undefined) {
    wrong.push('the payload is no statement of this suite');
    return { keyId, wrong, notes };
  }
  const altered = statement.subject
    .filter(({ name }) => statedFiles.includes(name))
    .flatMap(({ name, digest }) => fileDifference(folder, name, digest.sha256));
  const missing = statedFiles.filter((name) => !statement.subject.some((one) => one.name === name));
  wrong.push(...missing.map((name) => `the statement is not about ${name}`), ...altered);
  if (altered.length > 0) wrong.push(...alterations(statement.predicate, folder));
  const known = statement.predicate.driverFile;
  if (driverSha256 !== undefined) {
    if (known === null) wrong.push('the statement names no file of the driver');
    else if (known.sha256 !== driverSha256) {
      wrong.push(`the driver's file was altered: expected sha256 ${known.sha256}, got ${driverSha256}`);
    }
  } else if (known !== null) notes.push("the driver's file was not looked at: give it with --driver-file");
  return { statement, keyId, wrong, notes };
}

function statementIn({ payloadType: type, payload }: Envelope): Statement | undefined {
  try {
    const value = JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as Partial<Statement> | null;
    const subject: readonly Subject[] | undefined = value?.subject;
    const sound =
      type === payloadType &&
      value?._type === statementType &&
      value.predicateType === predicateType &&
      subject?.every(({ name, digest }) => typeof name === 'string' && typeof digest.sha256 === 'string') ===
        true &&
      typeof value.predicate === 'object';
    return sound ? (value as Statement) : undefined;
  } catch {
    return undefined;
  }
}

function fileDifference(folder: string, name: string, expected: string): string[] {
  try {
    const now = fileSha256(join(folder, name));
    return now === expected ? [] : [`${name} was altered: expected sha256 ${expected}, got ${now}`];
  } catch (error) {
    return [`${name} cannot be read: ${plainText(reasonOf(error), 300)}`];
  }
}

/** Where altered files differ from what the statement says of them. */
function alterations(stated: Predicate, path: string): string[] {
  let folder: ReportFolder;
  try {
    folder = readReportFolder(path);
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return [error.message];
  }
  const { report, verdicts } = folder;
  const then = {
    report: {
      verdict: stated.verdict,
      counts: stated.counts,
      clauses: byName(stated.clauses, 'id'),
      ...settingsOf(stated),
    },
    verdicts: { counts: stated.counts, cases: stated.plan.cases, findings: byName(stated.findings, 'case') },
  };
  const { verdict, reason: _reason, cases: _cases, ...counts } = report.summary;
  const now = {
    report: { verdict, counts, clauses: byName(report.clauses, 'id'), ...settingsOf(report) },
    verdicts: {
      counts: countsOf(verdicts),
      cases: verdicts.length,
      findings: byName(findingsOf(verdicts), 'case'),
    },
  };
  const found = [...differences(then, now)].map(
    ({ where, a, b }) => `${where}: ${describeValue(a)} in the statement, ${describeValue(b)} now`,
  );
  const more = found.length > named ? [`and ${found.length - named} more differences`] : [];
  return [...found.slice(0, named), ...more];
}

/** Members that a statement repeats of its report word for word. */
const repeated = [
  'adapter',
  'driver',
  'profile',
  'dialect',
  'level',
  'strict',
  'seed',
  'complete',
  'clause',
  'keyOracle',
  'blindTo',
  'baseline',
  'timeStarted',
  'timeEnded',
] as const satisfies readonly (keyof Predicate & keyof Report)[];

function settingsOf(said: Predicate | Report): Readonly<Record<string, unknown>> {
  return Object.fromEntries(repeated.map((name) => [name, said[name]]));
}

function byName<T extends object>(items: readonly T[], name: keyof T): Record<string, T> {
  return Object.fromEntries(items.map((item) => [String(item[name]), item]));
}
