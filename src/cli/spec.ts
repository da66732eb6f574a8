// `kexcts spec check|diff|doc`: proves the contract sound, compares two, and writes it down for reading.
import { resolve } from 'node:path';
import { properties } from '../../properties/all.ts';
import { checkSpec } from '../1-contract/check/check-spec.ts';
import { formatSpecReport } from '../1-contract/check/format-report.ts';
import { diffSpecs, type BaselineEntry, type PlannedCase } from '../1-contract/diff/diff-specs.ts';
import { formatSpecDiff } from '../1-contract/diff/format-diff.ts';
import { checkDocuments, formatDocumentsReport } from '../1-contract/documents.ts';
import { clausesMarkdown } from '../1-contract/doc-markdown.ts';
import { loadSpec } from '../1-contract/load.ts';
import { exploreMachine, formatMachineReport } from '../1-contract/machine/machine-report.ts';
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import { faultsThatBreak } from '../mutation/breaking.ts';
import type { Baseline, Lines } from '../gate/baseline/baseline.ts';
import { readBaseline } from '../gate/baseline/read-baseline.ts';
import { flattenSteps, sentStep } from '../steps/recipe.ts';
import { plan } from '../2-plan/plan.ts';
import { dialects } from '../core/protocol/adapter.ts';
import { writeWhole } from '../core/write-whole.ts';
import { clausesTouched, globTest } from '../2-plan/clause-glob.ts';

export interface SpecOptions {
  readonly spec: string;
  /** Folder with checkouts of the documentation. */
  readonly documents?: string;
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
  const machine = exploreMachine(loadSpec(specDir).contract);
  process.stdout.write(`${formatMachineReport(machine)}\n`);
  const documents =
    options.documents === undefined ? undefined : checkDocuments(specDir, resolve(options.documents));
  if (documents !== undefined) process.stdout.write(`\n${formatDocumentsReport(documents)}\n`);
  return report.sound && machine.holds && documents?.current !== false
    ? exitStatus.holds
    : exitStatus.doesNotHold;
}

/** Cases of level gate in both dialects, as far as a comparison of contracts looks at them. */
function plannedBy(specDir: string): PlannedCase[] {
  const { contract, profiles } = loadSpec(specDir);
  const profile = profiles.find((one) => one.documented) ?? profiles[0];
  if (profile === undefined) return [];
  const planned = dialects.flatMap(
    (dialect) => plan(properties, { contract, profile, dialect, level: 'gate', seed: 1 }).cases,
  );
  const cases = new Map<string, PlannedCase['steps'][number][]>();
  for (const { id, recipe, points } of planned) {
    // A case of both dialects has the same steps, at other points.
    const steps = cases.get(id) ?? [];
    for (const [index, step] of flattenSteps(recipe).entries()) {
      const point = points[index];
      if (point === null || point === undefined) continue;
      steps.push({ call: sentStep(step).call, point });
    }
    cases.set(id, steps);
  }
  return [...cases].map(([id, steps]) => ({ id, steps }));
}

export interface SpecDiffOptions {
  readonly baseline?: string;
}

/** Prints what a new contract changes: rules, points, cases, baseline entries, the version step that is due. */
export function specDiffCommand(before: string, after: string, options: SpecDiffOptions = {}): ExitStatus {
  const baseline = options.baseline === undefined ? undefined : readBaseline(resolve(options.baseline));
  const diff = diffSpecs(resolve(before), resolve(after), {
    cases: plannedBy(resolve(after)),
    ...(baseline === undefined ? {} : { baseline: entriesOf(baseline.baseline) }),
  });
  process.stdout.write(`${formatSpecDiff(diff)}\n`);
  return exitStatus.holds;
}

/** The entries of a baseline, as far as a contract looks at them. */
function entriesOf({ path, accepted, pinned }: Baseline): BaselineEntry[] {
  const at = ({ first }: Lines): string => `${path}, line ${first}`;
  return [
    ...accepted.map(({ id, cases, clauses, observed, lines }): BaselineEntry => {
      const globs = [...(clauses ?? []), ...observed.flatMap(({ clause }) => clause ?? [])].map(globTest);
      return {
        name: `${id} (${at(lines)})`,
        cases: (cases ?? []).map((one) => one.id),
        covers: (clause) => globs.some((test) => test(clause)),
      };
    }),
    ...pinned.map(({ clause, lines }): BaselineEntry => {
      return { name: `pinned: ${clause} (${at(lines)})`, cases: [], covers: globTest(clause) };
    }),
  ];
}

export interface SpecDocOptions extends SpecOptions {
  readonly out?: string;
}

export async function specDocCommand(options: SpecDocOptions): Promise<ExitStatus> {
  const specDir = resolve(options.spec);
  const counts = casesByClause(specDir);
  const spec = loadSpec(specDir);
  const faults = faultsThatBreak(specDir);
  const evidence = {
    cases: (id: string): number => counts.get(id) ?? 0,
    ...(faults === undefined ? {} : { faults }),
  };
  const text = clausesMarkdown(spec, evidence);
  if (options.out === undefined) process.stdout.write(text);
  else await writeWhole(options.out, text);
  return exitStatus.holds;
}
