// The report of a run as data: report.json, schema kexcts-report/1.
import { verdicts, type Report, type ReportHead, type Verdict } from '../4-judge/verdict.ts';
import { suiteVersion } from '../core/package-root.ts';
import { coverageOf } from './coverage.ts';
import type { RunBasis, RunResult } from './run-result.ts';
import type { JudgeSettings, PlanSettings } from './settings.ts';

/** What of a run's settings stands in its report. */
export type ReportSettings = Pick<
  PlanSettings,
  'contract' | 'profile' | 'level' | 'seed' | 'shard' | 'clause'
> &
  Pick<JudgeSettings, 'strict' | 'repeat' | 'baseline'> & {
    readonly adapter: { readonly specifier: string };
    /** Where it ran. */
    readonly environment?: Readonly<Record<string, string>>;
  };

/** The machine and the runtime that this process runs on. */
export function currentEnvironment(): Readonly<Record<string, string>> {
  const { platform, arch, version, versions } = process;
  return { node: version, platform, arch, openssl: versions.openssl };
}

/** Members that differ from run to run; their names begin with `time`. */
export interface Times {
  readonly started: string;
  readonly ended: string;
  readonly seconds: number;
}

/** What is known before the first case. */
export function reportHead(
  settings: ReportSettings,
  { plan, dialect, survey, blindTo, missed }: RunBasis,
): ReportHead {
  return {
    schema: 'kexcts-report/1',
    suite: { name: 'kexcts', version: suiteVersion, contract: settings.contract.hash, plan: plan.hash },
    adapter: { ...survey.adapter, specifier: settings.adapter.specifier },
    driver: { ...survey.driver },
    profile: settings.profile.name,
    dialect,
    level: settings.level,
    strict: settings.strict,
    seed: settings.seed,
    keyOracle: survey.keyOracle,
    blindTo,
    survey: {
      dialects: survey.dialects,
      capabilities: survey.capabilities,
      caps: survey.caps,
      keyExchangeTypes: survey.keyExchangeTypes,
      certificates: survey.certificates,
      ...(survey.renegotiates === undefined ? {} : { renegotiates: survey.renegotiates }),
      ...(survey.decodeProfile === undefined ? {} : { decodeProfile: survey.decodeProfile }),
      ...(survey.answersTo === undefined ? {} : { answersTo: survey.answersTo }),
      ...(settings.profile.documented ? {} : { undocumentedProfile: true }),
    },
    ...(settings.shard === undefined ? {} : { shard: settings.shard }),
    ...(settings.clause === undefined ? {} : { clause: settings.clause }),
    ...(missed.length === 0 ? {} : { missedCanaries: missed }),
    repeat: settings.repeat('CASE'),
  };
}

/** Builds the report of a run. Equal runs give equal reports but for `time…`. */
export function buildReport(settings: ReportSettings, result: RunResult, times?: Times): Report {
  const { conclusion } = result;
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, conclusion.counts[verdict]]),
  ) as Record<Verdict, number>;
  const findings = result.verdicts.filter((one) =>
    ['error', 'crash', 'timeout', 'fail', 'flaky', 'warn'].includes(one.verdict),
  );
  return {
    ...reportHead(settings, result),
    complete: result.complete,
    summary: {
      verdict: conclusion.verdict,
      ...(conclusion.reason === undefined ? {} : { reason: conclusion.reason }),
      cases: result.verdicts.length,
      ...counts,
    },
    clauses: conclusion.clauses,
    findings,
    ...(result.left === undefined ? {} : { left: result.left }),
    ...(settings.environment === undefined ? {} : { timeEnvironment: settings.environment }),
    ...(result.baseline === undefined ? {} : { baseline: { ...result.baseline } }),
    coverage: { ...coverageOf(settings.contract, result.dialect, settings.level, result.verdicts) },
    relations: result.relations.map(({ relation, call, holds, table }) => ({
      id: relation.id,
      call,
      holds,
      table,
    })),
    ...(times === undefined
      ? {}
      : { timeStarted: times.started, timeEnded: times.ended, timeSeconds: times.seconds }),
  };
}
