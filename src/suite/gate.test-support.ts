// Runs of the suite inside a test: on the emulator, on faulty variants of it, or on any adapter.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { properties } from '../../properties/all.ts';
import { emulatorAdapter } from '../adapters/emulator.ts';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import type { Variation } from '../emulator/driver.ts';
import { findFault } from '../emulator/faults/faults.ts';
import { memoisedOperation } from '../emulator/memoised-operation.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import type { Report } from '../4-judge/verdict.ts';
import { packageRoot } from '../core/package-root.ts';
import type { Plan } from '../2-plan/plan.ts';
import type { Adapter, Connection } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { repeatCommand } from './repeat-command.ts';
import { buildReport } from './build-report.ts';
import { run, type ResumedObservations, type RunEvents } from './run.ts';
import type { RunResult } from './run-result.ts';
import type { RunSettings } from './settings.ts';
import { writeReports } from './write-reports.ts';
import type { BaselineContext } from '../gate/baseline/apply-baseline.ts';
import { readReportFolder, type ReportFolder } from '../gate/report-folder.ts';

const specDir = join(packageRoot, 'spec');
export const contract: Contract = loadContract(specDir);
const profiles = loadProfiles(specDir);
export const profile: Profile = profiles.find((one) => one.name === 'opm-sha512')!;
const privateOperation = memoisedOperation();

/** The emulator in process, with variations of the correct driver laid one over the other. */
export function emulatorWith(...variations: readonly Variation[]): Adapter {
  const variation: Variation = (correct, settings) =>
    variations.reduce((driver, one) => ({ ...driver, ...one({ ...correct, ...driver }, settings) }), {});
  return emulatorAdapter({ options: {}, callTimeoutMs: 5000 }, { variation, privateOperation, seed: 1 });
}

/** The built-in fault of that name. */
export async function fault(name: string): Promise<Variation> {
  const found = await findFault(name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found.variation;
}

type Call = Connection['call'];

/** An adapter that stands before another one; `change` is called for each implementation that is started. */
export function before(inner: Adapter, change: (call: Call) => Call): Adapter {
  return {
    ...inner,
    async start() {
      const connection = await inner.start();
      const call = change((method, params) => connection.call(method, params));
      return { introduction: connection.introduction, call, close: () => connection.close() };
    },
  };
}

export interface Ran {
  readonly settings: RunSettings;
  readonly result: RunResult;
  readonly report: Report;
  readonly plan: Plan;
  readonly cases: ReadonlyMap<string, Case>;
  /** For applying baselines to its verdicts. */
  readonly context: BaselineContext;
}

/** Runs level smoke, all of it or what `settings` make of it, on one worker. */
export async function runOn(
  adapter: Adapter,
  overrides: Partial<RunSettings> = {},
  events: RunEvents = {},
  earlier?: ResumedObservations,
): Promise<Ran> {
  const settings: RunSettings = {
    contract,
    profile,
    profiles,
    properties,
    regressions: [],
    level: 'smoke',
    seed: 1,
    strict: false,
    bail: false,
    workers: 1,
    shrink: false,
    adapter,
    repeat: (id) =>
      repeatCommand(
        {
          adapter: adapter.specifier,
          adapterOption: {},
          profile: profile.name,
          level: 'smoke',
          seed: 1,
          strict: false,
        },
        id,
      ),
    now: () => 0,
    ...overrides,
  };
  const result = await run(settings, events, () => undefined, earlier);
  const { survey } = result;
  return {
    settings,
    result,
    report: buildReport(settings, result),
    plan: result.plan,
    cases: new Map(result.plan.cases.map((planned) => [planned.id as string, planned])),
    context: {
      contract,
      has: needsMetBy(survey),
      driver: survey.driver,
      strict: settings.strict,
      whole: settings.shard === undefined,
    },
  };
}

/** A fresh folder under build/, which the repository ignores. */
export async function freshFolder(): Promise<string> {
  await mkdir(join(packageRoot, 'build'), { recursive: true });
  return mkdtemp(join(packageRoot, 'build', 'test-gate-'));
}

/** Writes a run as `kexcts run` does, and reads it back. */
export async function written(path: string, { settings, result, report, cases }: Ran): Promise<ReportFolder> {
  await mkdir(path, { recursive: true });
  await writeReports(path, ['json'], {
    ...{ settings, result, report, specDir, cases },
    observations: new Map(),
  });
  return readReportFolder(path);
}
