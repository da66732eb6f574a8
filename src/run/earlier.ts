// What an interrupted run left, for --resume.
import { truncateSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SuiteError } from '../errors.ts';
import { readNdjson } from '../files/ndjson-file.ts';
import type { Observation } from '../observe/observation.ts';
import { observationsSchema } from './header.ts';
import { fileNames } from './output-folder.ts';
import type { RunSettings } from './settings.ts';

export interface EarlierRun {
  readonly observations: ReadonlyMap<string, Observation>;
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
 * Reads the observations of the run in a folder, and cuts off a torn last line.
 * @throws SuiteError `RESUME_OTHER_RUN` where it was a run of something else.
 */
export function readEarlier(path: string, settings: RunSettings): EarlierRun {
  const file = join(path, fileNames.observations);
  const { header, records } = readNdjson<Observation>(file, observationsSchema, checkObservation, true);
  const text = readFileSync(file);
  const whole = text.lastIndexOf(0x0a) + 1;
  if (whole < text.length) truncateSync(file, whole);
  const { suite, level, seed, profile, specifier } = header as unknown as {
    readonly suite: { readonly contract: string };
    readonly level: string;
    readonly seed: number;
    readonly profile: string;
    readonly specifier: string;
  };
  const differences = [
    ['contract', suite.contract, settings.contract.hash],
    ['level', level, settings.level],
    ['seed', String(seed), String(settings.seed)],
    ['profile', profile, settings.profile.name],
    ['adapter', specifier, settings.adapter.specifier],
  ].filter(([, then, now]) => then !== now);
  if (differences.length > 0) {
    const [name, then, now] = differences[0] ?? [];
    throw new SuiteError(
      'RESUME_OTHER_RUN',
      `expected to go on with the run in ${path}; its ${name} was ${then}, now it is ${now}`,
      'give the same options as the first time, or another folder with --out',
    );
  }
  return { observations: new Map(records.map((one) => [one.case, one])) };
}
