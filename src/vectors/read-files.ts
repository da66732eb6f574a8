// The folder vectors/: reading its files, checked against their schema.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, SuiteError } from '../core/errors.ts';
import { vectors as validate } from '../generated/vectors.js';
import { packageRoot } from '../core/package-root.ts';
import type { VectorFile } from './format.ts';
import { tcIdsSchema, type TcIdsFile } from './tc-ids.ts';

/** Where the vectors of this package lie. */
export const vectorsFolder: string = join(packageRoot, 'vectors');

export const ledgerName = 'tc-ids.json';

/** @throws SuiteError `VECTORS_READ` */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SuiteError(
      'VECTORS_READ',
      `expected a JSON file of vectors at ${path}: ${reasonOf(error)}`,
      'give a folder that `kexcts vectors make` wrote, or leave it out',
    );
  }
}

/**
 * Reads one file of vectors.
 * @throws SuiteError `VECTORS_READ`, `VECTORS_SCHEMA`
 */
export function readVectorFile(path: string): VectorFile {
  const data = readJson(path);
  if (validate(data)) return data as VectorFile;
  const error = validate.errors?.[0];
  throw new SuiteError(
    'VECTORS_SCHEMA',
    `expected ${path} to fit spec/schema/vectors.schema.json; ${error?.instancePath ?? ''} ${error?.message ?? ''}`,
    'see docs/vectors.md for the format',
  );
}

/** Names of the files of vectors in a folder, sorted. @throws SuiteError `VECTORS_READ` */
export function vectorFileNames(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new SuiteError(
      'VECTORS_READ',
      `expected a folder of vectors at ${folder}: ${reasonOf(error)}`,
      'give a folder that `kexcts vectors make` wrote, or leave it out',
    );
  }
  return names.filter((name) => name.endsWith('.json') && name !== ledgerName).sort();
}

/** All files of a folder. @throws SuiteError `VECTORS_READ`, `VECTORS_SCHEMA` */
export function readVectorFiles(folder: string = vectorsFolder): VectorFile[] {
  return vectorFileNames(folder).map((name) => readVectorFile(join(folder, name)));
}

/** The ledger of a folder; absent where there is none yet. @throws SuiteError `TC_IDS` */
export function readLedger(folder: string = vectorsFolder): TcIdsFile | undefined {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  if (!names.includes(ledgerName)) return undefined;
  const data = readJson(join(folder, ledgerName)) as Partial<TcIdsFile>;
  if (data.schema === tcIdsSchema && typeof data.files === 'object') return data as TcIdsFile;
  throw new SuiteError(
    'TC_IDS',
    `expected ${join(folder, ledgerName)} to have the schema "${tcIdsSchema}"`,
    'take the file from version control again',
  );
}
