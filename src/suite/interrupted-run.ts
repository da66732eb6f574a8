// What an interrupted run left, for --resume.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SuiteError } from '../core/errors.ts';
import { readHeader, type Header } from '../core/files/ndjson-file.ts';
import type { Observation } from '../steps/observation.ts';
import { plainText } from '../core/plain-text.ts';
import { describeValue, differences } from './differences.ts';
import { observationsSchema } from './header.ts';
import { fileNames } from '../gate/file-names.ts';

export interface InterruptedRun {
  readonly header: Header;
  readonly observations: ReadonlyMap<string, Observation>;
  /** Bytes of the file that can be gone on from: whole lines that say something. */
  readonly wholeBytes: number;
  /** Bytes behind them: a torn line, or what a power cut made of the end. */
  readonly tornBytes: number;
}

/** A rough check; what the case needs is looked at by the judge. */
export function checkObservation(record: unknown): string | undefined {
  const observation = record as Partial<Observation> | null;
  return typeof observation === 'object' &&
    observation !== null &&
    typeof observation.case === 'string' &&
    Array.isArray(observation.passes)
    ? undefined
    : 'expected an observation with "case" and "passes"';
}

/**
 * Reads the observations of the run in a folder, up to the first line that is torn or garbled: what a killed process or a
 * power cut leaves behind its last whole line. Nothing is changed.
 * @returns undefined where there is no run to go on with: no file, or none of its header was written.
 * @throws SuiteError `FILE_SCHEMA` where the file is of something else.
 */
export function readInterruptedRun(path: string): InterruptedRun | undefined {
  const file = join(path, fileNames.observations);
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  const headerEnd = bytes.indexOf(lineFeed);
  if (headerEnd < 0 || bytes.subarray(0, headerEnd).every((byte) => byte === 0)) return undefined;
  const header = readHeader(file, bytes.toString('utf8', 0, headerEnd), observationsSchema);
  const observations = new Map<string, Observation>();
  let wholeBytes = headerEnd + 1;
  for (;;) {
    const end = bytes.indexOf(lineFeed, wholeBytes);
    const observation = end < 0 ? undefined : observationIn(bytes.toString('utf8', wholeBytes, end));
    if (observation === undefined) break;
    observations.set(observation.case, observation);
    wholeBytes = end + 1;
  }
  return { header, observations, wholeBytes, tornBytes: bytes.length - wholeBytes };
}

const lineFeed = 0x0a;

function observationIn(line: string): Observation | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return checkObservation(record) === undefined ? (record as Observation) : undefined;
  } catch {
    return undefined;
  }
}

/** Members of a header that may differ between the sessions of one run: where it ran. */
const mayDiffer = ['environment'];

/**
 * Makes sure that a run goes on with the same suite, settings and driver as it was begun with.
 * @throws SuiteError `RESUME_OTHER_RUN` with the first member of the header that differs.
 */
export function expectSameRun(path: string, then: Header, now: Header): void {
  const [different] = differences(comparableMembers(then), comparableMembers(now));
  if (different === undefined) return;
  const { where, a, b } = different;
  throw new SuiteError(
    'RESUME_OTHER_RUN',
    `expected to go on with the run in ${plainText(path, 500)}; its ${where} was ${describeValue(a)}, now it is ${describeValue(b)}`,
    'give the same options, contract and driver as the first time, or another folder with --out',
  );
}

function comparableMembers(header: Header): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(header).filter(([name]) => !mayDiffer.includes(name)));
}
