// `kexcts judge`: verdicts from a plan and observations, both from files. No driver, no clock.
import { resolve } from 'node:path';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { RecordFile } from '../core/files/record-file.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { sentText } from '../4-judge/finding-text.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { Observation } from '../steps/observation.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { shardOf, type Shard } from '../2-plan/plan.ts';
import { SharedParts } from '../gate/shared-parts.ts';
import { checkObservation } from '../suite/interrupted-run.ts';
import { observationsSchema } from '../suite/header.ts';
import { OutputFolder } from '../suite/output-folder.ts';
import { readPlan } from '../suite/plan-file.ts';
import { repeatAs } from '../suite/repeat-command.ts';
import { buildReport } from '../suite/build-report.ts';
import { concludeRun, needsText, sentTextLookup } from '../suite/conclude-run.ts';
import { writeReports } from '../suite/write-reports.ts';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import { baselineInUse, type BaselineOptions } from './baseline-options.ts';
import { parseFormats } from './run.ts';
import { printSummary } from './summary.ts';
import { fileNames } from '../gate/file-names.ts';

export interface JudgeOptions extends BaselineOptions {
  readonly plan: string;
  readonly observations: string;
  readonly spec: string;
  readonly strict: boolean;
  readonly maxFlaky?: number;
  readonly allowNotApplicable: boolean;
  readonly out: string;
  readonly report: string;
}

interface ObservationsHeader {
  readonly suite: { readonly plan: string };
  readonly survey: Survey;
  readonly specifier: string;
  readonly repeat: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly profile: string;
  readonly blindTo: readonly string[];
  readonly missed: readonly string[];
  readonly shard?: Shard;
  readonly clause?: string;
}

export async function judgeCommand(options: JudgeOptions): Promise<ExitStatus> {
  const formats = parseFormats(options.report);
  const specDir = resolve(options.spec);
  const contract = loadContract(specDir);
  const planned = readPlan(options.plan, contract);
  const observations = new RecordFile<Observation>(options.observations, {
    schema: observationsSchema,
    name: 'case',
    check: checkObservation,
    leaveOut: 'torn line',
  });
  const facts = observations.header as unknown as ObservationsHeader;
  if (facts.suite.plan !== planned.hash) {
    throw new SuiteError(
      'OBSERVATIONS_OTHER_PLAN',
      `expected observations of plan ${planned.hash}; those in ${options.observations} are of ${facts.suite.plan}`,
      'give the plan that `kexcts observe` was given',
    );
  }
  const profile = loadProfiles(specDir).find((one) => one.name === facts.profile);
  if (profile === undefined) {
    throw new SuiteError(
      'PROFILE_UNKNOWN',
      `the observations were made with profile "${facts.profile}"`,
      'give the same --spec',
    );
  }
  const cases = facts.shard === undefined ? planned.cases : shardOf(planned.cases, facts.shard);
  const verdicts = new Map<string, CaseVerdict>();
  const shared = new SharedParts();
  const has = needsMetBy(facts.survey);
  const sentTexts = new Map<string, string>();
  for (const { id } of cases) {
    const observation = observations.get(id);
    const one = observation === undefined ? undefined : planned.get(id);
    if (observation === undefined || one === undefined) continue;
    const verdict = shared.verdict(judgeCase(contract, one, observation, has));
    verdicts.set(id, verdict);
    if (needsText(verdict)) sentTexts.set(id, sentText(one));
  }
  const missing = cases.length - verdicts.size;
  const { strict, maxFlaky } = options;
  const concluding = {
    contract,
    strict,
    ...(maxFlaky === undefined ? {} : { maxFlaky }),
    ...(await baselineInUse(options)),
    repeat: repeatAs(facts.repeat),
  };
  const result = concludeRun(
    concluding,
    {
      plan: planned,
      dialect: planned.dialect,
      survey: facts.survey,
      cases,
      blindTo: facts.blindTo,
      missed: facts.missed,
    },
    verdicts,
    (id) => sentTexts.get(id) ?? sentTextLookup(planned)(id),
    missing === 0 ? undefined : `${missing} planned cases have no observation`,
  );
  const settings = {
    ...concluding,
    profile,
    level: planned.level,
    seed: planned.seed,
    adapter: { specifier: facts.specifier },
    environment: facts.environment,
    ...(facts.shard === undefined ? {} : { shard: facts.shard }),
    ...(facts.clause === undefined ? {} : { clause: facts.clause }),
  };
  const report = buildReport(settings, result);
  const folder = await OutputFolder.create(resolve(options.out), false);
  const written = { settings, result, report, specDir, cases: planned, observations };
  await writeReports(folder.path, formats, written);
  folder.release();
  printSummary({ ...written, reportPath: `${options.out}/${fileNames.report}` });
  const { status } = result.conclusion;
  return report.summary.verdict === 'not-applicable' && options.allowNotApplicable
    ? exitStatus.holds
    : status;
}
