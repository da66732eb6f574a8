// The suite as one function, for programs that bring an adapter of their own.
import { join } from 'node:path';
import { properties } from '../../properties/all.ts';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import { SuiteError } from '../core/errors.ts';
import type { CaseVerdict, Report } from '../4-judge/verdict.ts';
import { packageRoot } from '../core/package-root.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import type { Adapter, Dialect } from '../core/protocol/adapter.ts';
import { buildReport } from './build-report.ts';
import { run } from './run.ts';

export interface SuiteOptions {
  /** OAEP parameters, by the name of a profile; default `opm-sha512`. */
  readonly profile?: string;
  readonly level?: PlanLevel;
  readonly dialect?: Dialect;
  readonly seed?: number;
  readonly strict?: boolean;
  /** A clause id or glob. */
  readonly clause?: string;
  /** Implementations that work side by side, all in this thread; default 1. */
  readonly workers?: number;
  /** Folder of the contract; default: the built-in one. */
  readonly spec?: string;
  /** Called with each verdict as it is made, in plan order. */
  readonly onVerdict?: (verdict: CaseVerdict) => void;
  /** Asked between cases; a reason leaves the rest. */
  readonly stop?: () => string | undefined;
}

export interface SuiteResult {
  /** As in report.json, without the members named `time…`. */
  readonly report: Report;
  /** One for each planned case, in plan order. */
  readonly verdicts: readonly CaseVerdict[];
}

/**
 * Runs the suite against an adapter.
 * @throws SuiteError where the adapter does not start, or an option names nothing.
 */
export async function runSuite(adapter: Adapter, options: SuiteOptions = {}): Promise<SuiteResult> {
  const spec = options.spec ?? join(packageRoot, 'spec');
  const contract = loadContract(spec);
  const profiles = loadProfiles(spec);
  const wanted = options.profile ?? 'opm-sha512';
  const profile = profiles.find((one) => one.name === wanted);
  if (profile === undefined) {
    const known = profiles.map((one) => one.name).join(', ');
    throw new SuiteError(
      'PROFILE_UNKNOWN',
      `expected a profile of ${spec}, got "${wanted}"`,
      `known profiles: ${known}`,
    );
  }
  const settings = {
    contract,
    profile,
    profiles,
    properties,
    regressions: [],
    level: options.level ?? 'gate',
    seed: options.seed ?? 1,
    strict: options.strict ?? false,
    ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
    ...(options.clause === undefined ? {} : { clause: options.clause }),
    bail: false,
    shrink: false,
    workers: options.workers ?? 1,
    adapter,
    repeat: (id: string) => `npx kexcts replay ${id}`,
    now: () => performance.now(),
  };
  const { onVerdict, stop } = options;
  const result = await run(
    settings,
    onVerdict === undefined ? {} : { onVerdict: (_planned, _observation, verdict) => onVerdict(verdict) },
    stop,
  );
  return { report: buildReport(settings, result), verdicts: result.verdicts };
}
