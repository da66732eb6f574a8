// For tests of the reports alone: schemas, and formats read back by parsers that are not ours.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';
import { packageRoot } from '../core/package-root.ts';
import type { Formatter, ReportInput } from './input.ts';

/** Reads a schema of spec/schema, with all others at hand, or one beside the tests. */
export function schema(name: string): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
  addFormats.default(ajv);
  for (const other of ['verdict', 'report', 'observation', 'event', 'statement', 'comparison']) {
    ajv.addSchema(readJson(`${packageRoot}/spec/schema/${other}.schema.json`));
  }
  const known = ajv.getSchema(`${name}.schema.json`);
  return (
    known ??
    ajv.compile(readJson(fileURLToPath(new URL(`test-schemas/${name}.schema.json`, import.meta.url))))
  );
}

function readJson(path: string): object {
  return JSON.parse(readFileSync(path, 'utf8')) as object;
}

/** What a schema has against a value, in words; empty where nothing. */
export function complaints(validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

/** The whole text of a format. */
export function textOf(formatter: Formatter, input: ReportInput): string {
  const text = formatter(input);
  return typeof text === 'string' ? text : [...text].join('');
}

/** What libxml2 has against a text by test-schemas/junit.xsd; empty where nothing. */
export async function junitComplaints(xml: string): Promise<string[]> {
  const path = fileURLToPath(new URL('test-schemas/junit.xsd', import.meta.url));
  const result = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [readFileSync(path, 'utf8')],
    maxMemoryPages: 8_192,
  });
  return result.errors.map((error) => error.message);
}
