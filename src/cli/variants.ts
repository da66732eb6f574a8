// `kexcts variants`: the suite, as strict as it can be, against correct implementations that differ from the reference.
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { globsTest } from '../mutation/catalogue.ts';
import { failureOf, loadVariants, runsOf } from '../mutation/variants.ts';
import { examineVariants } from '../mutation/pool.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import { pad, widest } from '../5-report/text-table.ts';
import { loadSpec } from './run-options.ts';
import { terminalProgress } from './terminal-progress.ts';

export interface VariantsOptions {
  readonly level: PlanLevel;
  readonly seed: number;
  readonly profile: string;
  readonly variant: string;
  readonly dialect?: Dialect;
  readonly workers: number;
  readonly spec: string;
}

/** Runs them in every form of the entry point that they have. Exit 1 where one fails. */
export async function variantsCommand(options: VariantsOptions): Promise<ExitStatus> {
  const { level, seed, profile } = options;
  const spec = loadSpec(options.spec, profile);
  const covers = globsTest(options.variant);
  const entries = loadVariants(spec.dir).filter(({ name }) => covers(name));
  if (entries.length === 0) {
    throw new SuiteError(
      'VARIANT_UNKNOWN',
      `expected the name of a correct variant, or a glob, got "${options.variant}"`,
      'see `kexcts list variants`',
    );
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const runs = (await runsOf(entries)).filter(
    ({ dialect }) => options.dialect === undefined || dialect === options.dialect,
  );
  const progress = terminalProgress({ total: runs.length, words: { all: 'runs', one: 'false alarm' } });
  const started = performance.now();
  const start = { specDir: spec.dir, profile, level, seed, naive: false };
  const results = await examineVariants(runs, start, options.workers, ({ name, examined }) =>
    progress.advance(name, examined.strict !== undefined),
  ).finally(() => progress.end());
  const width = widest(results.map(({ name }) => name));
  let failed = 0;
  for (const result of results.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))) {
    const entry = byName.get(result.name);
    const failure = entry === undefined ? undefined : failureOf(entry, result);
    if (failure !== undefined) failed += 1;
    const { pass = 0, observed = 0, unsupported = 0 } = result.examined.counts;
    const passed =
      result.examined.notApplicable === undefined
        ? `${pass} pass, ${observed} observed, ${unsupported} unsupported`
        : `not applicable: ${result.examined.notApplicable}`;
    process.stdout.write(`${pad(result.name, width)}  ${result.dialect}  ${failure ?? passed}\n`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${entries.length} correct variants in ${results.length} runs at level ${level}, ${failed} failed, ${seconds} s\n`,
  );
  return failed === 0 ? exitStatus.holds : exitStatus.doesNotHold;
}
