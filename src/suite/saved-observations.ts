// What the folders of finished runs still hold of what was observed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SuiteError } from '../core/errors.ts';
import { RecordFile } from '../core/files/record-file.ts';
import type { Observation } from '../steps/observation.ts';
import type { Lookup } from '../5-report/input.ts';
import { checkObservation } from './interrupted-run.ts';
import { observationsSchema } from './header.ts';
import { fileNames } from '../gate/file-names.ts';

/** Observations by case id. Files are opened when the first one is asked for; what cannot be read is not there. */
export function savedObservations(folders: readonly string[]): Lookup<Observation> {
  let files: RecordFile<Observation>[] | undefined;
  return {
    get(id) {
      files ??= folders.flatMap(fileIn);
      for (const file of files) {
        const observation = file.get(id);
        if (observation !== undefined) return observation;
      }
      return undefined;
    },
  };
}

function fileIn(folder: string): RecordFile<Observation>[] {
  const path = join(folder, fileNames.observations);
  if (!existsSync(path)) return [];
  try {
    const format = {
      schema: observationsSchema,
      name: 'case',
      check: checkObservation,
      leaveOut: 'rest',
    } as const;
    return [new RecordFile<Observation>(path, format)];
  } catch (error) {
    if (error instanceof SuiteError) return [];
    throw error;
  }
}
