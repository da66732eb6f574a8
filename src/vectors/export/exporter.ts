// What a language needs: files of data, written here, and a program that lies beside this as it is.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../core/package-root.ts';
import type { FlatVectors } from './flat-vectors.ts';

/** A file to be written; its path has slashes, and is relative to the folder asked for. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

export interface Exporter {
  /** As `--language` takes it. */
  readonly language: string;
  /** What builds and runs the program, from its folder. */
  readonly run: string;
  /** Said of it on the terminal and in its README. */
  readonly note?: string;
  readonly data: (exported: FlatVectors) => readonly ExportedFile[];
}

/** Where the programs lie, each as its language has it, so that its own tools can look at it. */
const programs = join(packageRoot, 'src', 'vectors', 'export');

function filesIn(folder: string, within = ''): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) return filesIn(folder, path);
      return entry.name === 'data.ts' ? [] : [path];
    });
}

/** Program and data of a language. */
export function exportFiles(exporter: Exporter, exported: FlatVectors): ExportedFile[] {
  const folder = join(programs, exporter.language);
  const program = filesIn(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  return [...program, ...exporter.data(exported)];
}
