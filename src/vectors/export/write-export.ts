// Writing an export to a folder: each file whole.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SuiteError } from '../../core/errors.ts';
import { writeError, writeWhole } from '../../core/write-whole.ts';
import type { FlatVectors } from './flat-vectors.ts';
import { exportFiles, type Exporter } from './exporter.ts';
import { exporters } from './languages.ts';

/** @throws SuiteError `LANGUAGE_UNKNOWN` */
export function exporterFor(language: string): Exporter {
  const exporter = exporters.find((one) => one.language === language);
  if (exporter !== undefined) return exporter;
  const known = exporters.map((one) => one.language).join(', ');
  throw new SuiteError('LANGUAGE_UNKNOWN', `expected a language, got "${language}"`, `known: ${known}`);
}

/** Writes program and data; returns how many files. @throws SuiteError `REPORT_WRITE` */
export async function writeExport(
  folder: string,
  exporter: Exporter,
  exported: FlatVectors,
): Promise<number> {
  const files = exportFiles(exporter, exported);
  for (const { path, text } of files) {
    const target = join(folder, ...path.split('/'));
    try {
      mkdirSync(dirname(target), { recursive: true });
    } catch (error) {
      throw writeError(target, error);
    }
    await writeWhole(target, text);
  }
  return files.length;
}
