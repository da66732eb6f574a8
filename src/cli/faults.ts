// `kexcts faults`: the suite against the built-in faulty implementations.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contract } from '../1-contract/model.ts';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { findFault } from '../emulator/faults/faults.ts';
import { breaksMust, loadFaults, selectFaults, type FaultEntry } from '../mutation/catalogue.ts';
import { matrixOf, type Matrix } from '../mutation/matrix.ts';
import { matrixText } from '../mutation/matrix-text.ts';
import { examineAll, type FaultRun, type PoolStart } from '../mutation/pool.ts';
import { referenceGroupOf } from '../mutation/fault-runner.ts';
import { writeWhole } from '../core/write-whole.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import { loadSpec } from './run-options.ts';
import { terminalProgress } from './terminal-progress.ts';

export interface FaultsOptions {
  readonly level: PlanLevel;
  readonly seed: number;
  readonly seeds?: readonly number[];
  readonly profile: string;
  readonly fault: string;
  readonly strict: boolean;
  readonly naive: boolean;
  readonly untilFound: boolean;
  readonly workers: number;
  readonly report: string;
  readonly out: string;
  readonly spec: string;
}

/** Whether faults.json is to be written. @throws SuiteError `FORMAT_UNKNOWN` */
function writesJson(report: string): boolean {
  if (report === '' || report === 'json') return report === 'json';
  throw new SuiteError('FORMAT_UNKNOWN', `expected the report format json, got "${report}"`, 'known: json');
}

/** Where a fault is examined, and how far. */
async function runOf(entry: FaultEntry, contract: Contract, untilFound: boolean): Promise<FaultRun> {
  const { name } = entry;
  const fault = await findFault(name);
  const group = fault === undefined ? '' : referenceGroupOf(fault);
  return untilFound ? { name, group, until: breaksMust(contract, entry) ? 'must' : 'any' } : { name, group };
}

async function matrixFor(
  options: FaultsOptions,
  seed: number,
  { faults, whole }: { faults: readonly FaultEntry[]; whole: boolean },
): Promise<Matrix> {
  const spec = loadSpec(options.spec, options.profile);
  const { level, naive, strict, profile, untilFound } = options;
  const start: PoolStart = { specDir: spec.dir, profile, level, seed, naive };
  const progress = terminalProgress({ total: faults.length, words: { all: 'faults', one: 'survivor' } });
  const started = performance.now();
  try {
    const runs = await Promise.all(faults.map((fault) => runOf(fault, spec.contract, untilFound)));
    const results = await examineAll(runs, start, options.workers, ({ name, examined }) =>
      progress.advance(name, examined.strict === undefined),
    );
    const catalogue = loadFaults(spec.dir);
    const { contract } = spec;
    const matrix = matrixOf(results, {
      contract,
      catalogue,
      profile,
      level,
      seed,
      strict,
      whole,
      naive,
      untilFound,
    });
    return { ...matrix, timeSeconds: (performance.now() - started) / 1000 };
  } finally {
    progress.end();
  }
}

/** Runs the matrix, prints and writes it. Exit 1 where a fault survives, or two look alike at level full. */
export async function faultsCommand(options: FaultsOptions): Promise<ExitStatus> {
  const json = writesJson(options.report);
  const spec = loadSpec(options.spec, options.profile);
  const catalogue = loadFaults(spec.dir);
  const faults = selectFaults(catalogue, options.fault);
  const whole = faults.length === catalogue.faults.length && !options.untilFound;
  const chosen = { faults, whole };
  if (options.seeds !== undefined) return compareSeeds(options, options.seeds, chosen);
  const matrix = await matrixFor(options, options.seed, chosen);
  process.stdout.write(matrixText(matrix, process.stdout.columns || 100));
  if (json) {
    mkdirSync(resolve(options.out), { recursive: true });
    const path = join(resolve(options.out), 'faults.json');
    await writeWhole(path, `${JSON.stringify(matrix, null, 2)}\n`);
    process.stdout.write(`${path}\n`);
  }
  return holds(matrix) ? exitStatus.holds : exitStatus.doesNotHold;
}

/** Faults may look alike at the lower levels; the full plan must distinguish each from all others. */
function holds({ summary, level, alike }: Matrix): boolean {
  const { survivors, unexplained, lucky } = summary;
  const apart = level !== 'full' || alike.length === 0;
  return survivors.length === 0 && unexplained.length === 0 && lucky.length === 0 && apart;
}

/** With every seed the same faults are found: nothing depends on chance. */
async function compareSeeds(
  options: FaultsOptions,
  seeds: readonly number[],
  chosen: { faults: readonly FaultEntry[]; whole: boolean },
): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.holds;
  let first: { readonly seed: number; readonly killed: string } | undefined;
  for (const seed of seeds) {
    const matrix = await matrixFor({ ...options, naive: false }, seed, chosen);
    const { summary, rows } = matrix;
    const killed = rows
      .map(({ name, examined }) => `${name} ${examined.must !== undefined} ${examined.strict !== undefined}`)
      .join('\n');
    first ??= { seed, killed };
    const same = killed === first.killed;
    const differs = same ? '' : `; not those of seed ${first.seed}`;
    const left = summary.survivors.length === 0 ? '' : `; survivors: ${summary.survivors.join(', ')}`;
    process.stdout.write(
      `seed ${seed}: killed ${summary.killed} of ${summary.faults} with --strict, ` +
        `${summary.killedWithoutStrict} without${differs}${left}\n`,
    );
    if (!same || !holds(matrix)) status = exitStatus.doesNotHold;
  }
  return status;
}
