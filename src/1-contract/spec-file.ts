// Reading one file of spec/: text, JSON, schema; each with one clear message where it goes wrong.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf, SuiteError } from '../core/errors.ts';
import type { ValidationError, Validator } from '../generated/validators.js';
import { lineOf, syntaxError } from './json-position.ts';

/** A file of spec/ that was read and fits its schema. */
export interface SpecFile<T> {
  /** Name without its folder. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly data: T;
}

/**
 * Names of the `.json` files of a folder, sorted by code unit, whatever the order of the directory.
 * @throws SuiteError `SPEC_MISSING` where the folder cannot be read, or holds none
 */
export function jsonFiles(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new SuiteError('SPEC_MISSING', `expected the folder ${folder}: ${reasonOf(error)}`, whereSpec);
  }
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0)
    throw new SuiteError('SPEC_MISSING', `expected .json files in ${folder}, found none`, whereSpec);
  return files;
}

const whereSpec = 'Give --spec a folder that is laid out like the spec/ of this package, or leave it out.';

/** Whether a file is there. */
export function present(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

/**
 * Reads a file and checks it against its schema.
 * @throws SuiteError `SPEC_MISSING`, `SPEC_JSON` (with line and column), `SPEC_SCHEMA` (with line)
 */
export function readSpecFile<T>(
  folder: string,
  name: string,
  validators: Readonly<Record<string, Validator>>,
): SpecFile<T> {
  const path = join(folder, name);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SuiteError('SPEC_MISSING', `expected the file ${path}: ${reasonOf(error)}`, whereSpec);
  }
  const data = parse(path, text);
  const kinds = Object.keys(validators);
  const schema = schemaOf(data);
  const kind = kinds.find((one) => schema === `kexcts-${one}/1`);
  const validate = kind === undefined ? undefined : validators[kind];
  if (validate === undefined) {
    const expected = kinds.map((one) => `"kexcts-${one}/1"`).join(' or ');
    const got = schema === undefined ? 'none' : JSON.stringify(schema);
    throw new SuiteError(
      'SPEC_SCHEMA',
      `${path}:1: expected the member "schema" to be ${expected}, got ${got}`,
      'Every file of spec/ names its schema; see spec/schema/.',
    );
  }
  if (!validate(data)) throw unfit(path, text, validate.errors?.[0]);
  return { name, path, text, data: data as T };
}

function schemaOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'schema' in data ? data.schema : undefined;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = syntaxError(text);
    const where = found === undefined ? path : `${path}:${found.line}:${found.column}`;
    const what = found === undefined ? reasonOf(error) : `expected ${found.expected}`;
    throw new SuiteError(
      'SPEC_JSON',
      `${where}: the file is not JSON: ${what}`,
      'Correct the file at that place.',
    );
  }
}

function unfit(path: string, text: string, error: ValidationError | undefined): SuiteError {
  const pointer = error?.instancePath ?? '';
  const member = pointer === '' ? 'the file' : pointer.slice(1).replaceAll('/', '.');
  return new SuiteError(
    'SPEC_SCHEMA',
    `${path}:${lineOf(text, pointer)}: ${member} ${complaint(error)}`,
    'The schemas are in spec/schema/; each says what a member means.',
  );
}

function complaint(error: ValidationError | undefined): string {
  switch (error?.keyword) {
    case 'additionalProperties':
      return `has a member that is not known: "${String(error.params['additionalProperty'])}"`;
    case 'enum':
      return `must be one of ${JSON.stringify(error.params['allowedValues'])}`;
    case 'const':
      return `must be ${JSON.stringify(error.params['allowedValue'])}`;
    case 'required':
      return `lacks the member "${String(error.params['missingProperty'])}"`;
    default:
      return error?.message ?? 'does not fit its schema';
  }
}
