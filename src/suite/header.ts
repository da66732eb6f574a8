// Headers of plan.ndjson and observations.ndjson: which suite, contract and plan the records below belong to.
import type { Header } from '../core/files/ndjson-file.ts';
import { suiteVersion } from '../core/package-root.ts';
import type { RunBasis } from './run-result.ts';
import { currentEnvironment, type ReportSettings } from './build-report.ts';
import type { PlanSettings } from './settings.ts';

// Members are plain JSON, so that a header read back equals the one written.
export const planSchema = 'kexcts-plan/1';
export const observationsSchema = 'kexcts-observations/1';

/** What a plan depends on. */
export function planHeader(
  { contract, level, seed, profile }: Pick<PlanSettings, 'contract' | 'level' | 'seed' | 'profile'>,
  dialect: string,
  plan: RunBasis['plan'],
): Header {
  return {
    schema: planSchema,
    suite: { name: 'kexcts', version: suiteVersion, contract: contract.hash, plan: plan.hash },
    level,
    seed,
    dialect,
    profile: profile.name,
    cases: plan.cases.length,
  };
}

/** What observations rest on: the plan, and what the driver said of itself. */
export function observationsHeader(
  settings: ReportSettings,
  { plan, dialect, survey, blindTo, missed }: RunBasis,
): Header {
  const { shard, clause, strict, adapter } = settings;
  return {
    ...planHeader(settings, dialect, plan),
    schema: observationsSchema,
    strict,
    ...(shard === undefined ? {} : { shard }),
    ...(clause === undefined ? {} : { clause }),
    specifier: adapter.specifier,
    repeat: settings.repeat('CASE'),
    environment: currentEnvironment(),
    survey,
    blindTo,
    missed,
  };
}
