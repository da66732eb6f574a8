// For tests: copies of spec/ with something changed.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../core/package-root.ts';

type Row = Record<string, unknown> & { id: string };

/** The members of spec files that tests change. */
interface Members {
  readonly ambiguities: Row[];
  name: string;
  rules: Row[];
  relations: Row[];
}

/** A copy of this package's spec/, removed when the test is over. */
export function copyOfSpec(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kexcts-spec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(packageRoot, 'spec'), folder, { recursive: true });
  return folder;
}

/** Changes the text of a file. */
export function editText(folder: string, name: string, edit: (text: string) => string): void {
  const path = join(folder, name);
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`the edit of ${name} changed nothing`);
  writeFileSync(path, after);
}

/** Changes the data of a file. */
export function editJson(folder: string, name: string, edit: (data: Members) => void): void {
  editText(folder, name, (text) => {
    const data = JSON.parse(text) as Members;
    edit(data);
    return `${JSON.stringify(data, null, 2)}\n`;
  });
}

/** Changes one rule, found by its id in whatever file it stands in. */
export function editRule(folder: string, file: string, id: string, change: (rule: Row) => void): void {
  editJson(folder, `contract/${file}`, ({ rules }) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error(`${id} is not in ${file}`);
    change(rule);
  });
}

/** Adds a rule to a file. */
export function addRule(folder: string, file: string, rule: Row): void {
  editJson(folder, `contract/${file}`, ({ rules }) => void rules.push(rule));
}
