// `kexcts spec check|doc`: proves the contract sound, and writes it down for reading.
import { resolve } from 'node:path';
import { properties } from '../../properties/all.ts';
import { checkSpec } from '../contract/check/check-spec.ts';
import { formatSpecReport } from '../contract/check/format-report.ts';
import { clausesHtml } from '../contract/doc-html.ts';
import { clausesMarkdown } from '../contract/doc-markdown.ts';
import { loadSpec } from '../contract/load.ts';
import { exitStatus, type ExitStatus } from '../errors.ts';
import { plan } from '../plan/plan.ts';
import { dialects } from '../protocol/adapter.ts';
import { writeWhole } from '../report/write-whole.ts';
import { clausesTouched } from '../run/clause-glob.ts';

export interface SpecOptions {
  readonly spec: string;
}

/** How many cases of level full touch each clause, over both dialects. */
function casesByClause(specDir: string): ReadonlyMap<string, number> {
  const { contract, profiles } = loadSpec(specDir);
  const counts = new Map<string, number>();
  const profile = profiles.find((one) => one.documented) ?? profiles[0];
  if (profile === undefined) return counts;
  const seen = new Set<string>();
  for (const dialect of dialects) {
    for (const planned of plan(properties, { contract, profile, dialect, level: 'full', seed: 1 }).cases) {
      if (seen.has(planned.id)) continue;
      seen.add(planned.id);
      for (const id of clausesTouched(contract, planned)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

export function specCheckCommand(options: SpecOptions): ExitStatus {
  const specDir = resolve(options.spec);
  const counts = casesByClause(specDir);
  const report = checkSpec(specDir, { cases: (id) => counts.get(id) ?? 0 });
  process.stdout.write(`${formatSpecReport(report)}\n`);
  return report.sound ? exitStatus.holds : exitStatus.doesNotHold;
}

export interface SpecDocOptions extends SpecOptions {
  readonly format: 'markdown' | 'html';
  readonly out?: string;
}

export async function specDocCommand(options: SpecDocOptions): Promise<ExitStatus> {
  const specDir = resolve(options.spec);
  const counts = casesByClause(specDir);
  const spec = loadSpec(specDir);
  const evidence = { cases: (id: string): number => counts.get(id) ?? 0 };
  const text = options.format === 'html' ? clausesHtml(spec, evidence) : clausesMarkdown(spec, evidence);
  if (options.out === undefined) process.stdout.write(text);
  else await writeWhole(options.out, text);
  return exitStatus.holds;
}
