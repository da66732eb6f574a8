// Plan, observe, judge, report, in one go. Files and terminal are the caller's; this hands on what happens.
import { exitStatus, SuiteError } from '../core/errors.ts';
import { recheck } from './flakes/recheck.ts';
import { findRetryCandidates } from './flakes/retry-candidates.ts';
import { judgeCase } from '../4-judge/judge-case.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { DriverSession } from '../steps/driver/driver-session.ts';
import type { Observation } from '../steps/observation.ts';
import { observeCases, type UnsentCases } from '../3-observe/observe-cases.ts';
import { DirectWorker } from '../3-observe/case-worker.ts';
import { takeSurvey } from '../3-observe/take-survey.ts';
import { casesOf, planOf, shardOf, type Plan } from '../2-plan/plan.ts';
import { dialects, type Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { SharedParts } from '../gate/shared-parts.ts';
import { minimizeFindings, type MinimizedFinding } from './refine/minimize-findings.ts';
import { missedCanaries } from './missed-canaries.ts';
import { clausesTouched, globTest } from '../2-plan/clause-glob.ts';
import { concludeRun, expectedBy, sentTextLookup } from './conclude-run.ts';
import { openWorkers } from './open-workers.ts';
import { sendFresh } from './send-fresh.ts';
import type { RunHeader, RunResult } from './run-result.ts';
import type {
  DriverSettings,
  JudgeSettings,
  PlanSettings,
  RunSettings,
  StopSettings,
  WorkerSettings,
} from './settings.ts';

/** Called as things happen, in plan order. */
export interface RunEvents {
  onStart?(beginning: RunHeader): void | Promise<void>;
  /** A case has its verdict; relations over the run may still make it worse. */
  onVerdict?(planned: Case, observation: Observation, verdict: CaseVerdict): void | Promise<void>;
  /** Behind the last case: what is done about failures, before each sequence of cases that is sent for it. */
  onRetry?(what: string): void;
}

/** Observations that an earlier, interrupted run of the same plan left. */
export type ResumedObservations = ReadonlyMap<string, Observation>;

/**
 * Chooses the form of the entry point: the one asked for, or the first supported one that the driver has. One that has none is not
 * applicable in any form, as its survey finds.
 */
export function chooseDialect(wanted: Dialect | undefined, offered: readonly Dialect[]): Dialect {
  const chosen = wanted ?? dialects.find((dialect) => offered.includes(dialect)) ?? dialects[0];
  if (offered.length === 0 || offered.includes(chosen)) return chosen;
  throw new SuiteError(
    'DIALECT_NOT_OFFERED',
    `expected a driver with the dialect ${chosen}; it offers ${offered.join(', ')}`,
    'leave --dialect out, or give one that the driver offers',
    exitStatus.undecided,
  );
}

/** Why a run ended before its last case, and whether the user wanted it so. */
interface StopReason {
  readonly incompleteReason?: string;
  readonly skipped?: string;
}

/**
 * Runs the suite.
 * @param stop asked between cases: a reason to leave the rest, such as an interrupt.
 * @throws SuiteError where the implementation does not start, or ends during the survey.
 */
export async function run(
  settings: RunSettings,
  events: RunEvents = {},
  stop: () => string | undefined = () => undefined,
  resumed: ResumedObservations = new Map(),
): Promise<RunResult<RunHeader>> {
  const started = settings.now();
  const driver = await openForDialect(settings);
  try {
    const { dialect } = driver.settings;
    const whole = settings.planned ?? planFor(settings, dialect as Dialect);
    const cases = settings.shard === undefined ? whole.cases : shardOf(whole.cases, settings.shard);
    const survey = await takeSurvey(driver, settings.adapter.kind, settings.profiles);
    const canarySettings = {
      contract: settings.contract,
      profile: settings.profile,
      dialect,
      strict: settings.strict,
    };
    const missed = await missedCanaries(whole.cases, canarySettings);
    const chosen = chooseCases(settings, cases);
    const blindTo =
      survey.notApplicable === undefined
        ? await missedCanaries(chosen.wanted, { ...canarySettings, through: survey })
        : [];
    const header: RunHeader = { plan: whole, dialect: dialect as Dialect, survey, cases, blindTo, missed };
    await events.onStart?.(header);
    const verdicts = new Map<string, CaseVerdict>();
    const implementations = new Map<string, string>();
    for (const [planned, reason] of chosen.skipped) verdicts.set(planned.id, skippedVerdict(planned, reason));
    let stopReason: StopReason = {};
    if (survey.notApplicable !== undefined) {
      for (const planned of chosen.wanted)
        verdicts.set(planned.id, skippedVerdict(planned, 'not applicable'));
    } else {
      stopReason = await sendCases(
        settings,
        header,
        driver,
        chosen.wanted,
        { events, stop, started, resumed, implementations },
        verdicts,
      );
      if (settings.recheck !== false)
        await retryFailures(settings, header, driver, implementations, verdicts, events, stop);
    }
    const refined =
      settings.shrink === false ? [] : await refineFindings(settings, header, driver, verdicts, events, stop);
    const byId = new Map<string, Case>(cases.map((planned) => [planned.id, planned]));
    return concludeRun(
      settings,
      header,
      verdicts,
      sentTextLookup(byId),
      stopReason.incompleteReason,
      refined,
    );
  } finally {
    await driver.close();
  }
}

function planFor(settings: PlanSettings, dialect: Dialect): Plan {
  const { contract, level, seed, profile, properties, regressions } = settings;
  const context = { contract, level, seed, profile, dialect };
  return planOf(settings.generated?.(context) ?? casesOf(properties, context), regressions);
}

/** Tries unexpected failures again, and puts what came of it in the place of their verdicts. */
async function retryFailures(
  settings: JudgeSettings & DriverSettings,
  { cases, survey }: RunHeader,
  driver: DriverSession,
  implementations: ReadonlyMap<string, string>,
  verdicts: Map<string, CaseVerdict>,
  events: RunEvents,
  stop: () => string | undefined,
): Promise<void> {
  const isKnown = expectedBy(settings, survey);
  const isFailure = (verdict: CaseVerdict): boolean =>
    countsAsFinding(verdict, settings.strict) && verdict.verdict !== 'error';
  const retryCandidates = findRetryCandidates(
    cases,
    verdicts,
    implementations,
    (one) => isFailure(one) && !isKnown(one),
  );
  const changed = await recheck(retryCandidates, {
    send: (sequence, surveyed) => {
      events.onRetry?.('failures are tried again');
      return sendFresh(settings, driver.settings, survey, sequence, surveyed);
    },
    judge: (planned, observation) => judgeCase(settings.contract, planned, observation, needsMetBy(survey)),
    isFailure,
    stop,
  });
  for (const [id, verdict] of changed) verdicts.set(id, verdict);
}

/** Shrinks findings on an implementation of its own; one that does not start any more leaves them as they are. */
async function refineFindings(
  settings: JudgeSettings & WorkerSettings,
  { cases, survey, dialect }: RunHeader,
  driver: DriverSession,
  verdicts: ReadonlyMap<string, CaseVerdict>,
  events: RunEvents,
  stop: () => string | undefined,
): Promise<MinimizedFinding[]> {
  const isKnown = expectedBy(settings, survey);
  const findings = cases.flatMap((planned) => {
    const verdict = verdicts.get(planned.id);
    const wanted =
      verdict !== undefined &&
      verdict.verdict !== 'error' &&
      verdict.verdict !== 'flaky' &&
      verdict.company === undefined &&
      countsAsFinding(verdict, settings.strict) &&
      !isKnown(verdict);
    return wanted ? [{ planned, verdict }] : [];
  });
  if (findings.length === 0) return [];
  const worker = new DirectWorker(settings.adapter, driver.settings, survey);
  try {
    return await minimizeFindings(
      { contract: settings.contract, dialect, has: needsMetBy(survey) },
      {
        observe: (sequence) => {
          events.onRetry?.('findings are made simpler');
          return worker.observe(sequence);
        },
      },
      findings,
      stop,
    );
  } catch (error) {
    if (error instanceof SuiteError) return [];
    throw error;
  } finally {
    await worker.close();
  }
}

async function openForDialect(settings: DriverSettings): Promise<DriverSession> {
  const { profile, adapter } = settings;
  const connection = await adapter.start();
  try {
    const dialect = chooseDialect(settings.dialect, connection.introduction.dialects);
    return DriverSession.on(connection, { profile, dialect });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function chooseCases(
  { contract, clause }: PlanSettings,
  cases: readonly Case[],
): { wanted: Case[]; skipped: [Case, string][] } {
  if (clause === undefined) return { wanted: [...cases], skipped: [] };
  const test = globTest(clause);
  const wanted: Case[] = [];
  const omitted: [Case, string][] = [];
  for (const planned of cases) {
    if ([...clausesTouched(contract, planned)].some(test)) wanted.push(planned);
    else omitted.push([planned, `--clause ${clause}`]);
  }
  if (wanted.length > 0) return { wanted, skipped: omitted };
  throw new SuiteError(
    'CLAUSE_UNKNOWN',
    `expected a clause id or glob that some case of this plan touches, got "${clause}"`,
    'see `kexcts list clauses`',
  );
}

interface RunProgress {
  readonly events: RunEvents;
  readonly stop: () => string | undefined;
  readonly started: number;
  readonly resumed: ResumedObservations;
  /** Filled with the implementation that each case was sent to. */
  readonly implementations: Map<string, string>;
}

async function sendCases(
  settings: JudgeSettings & WorkerSettings & StopSettings,
  { survey }: RunHeader,
  driver: DriverSession,
  wanted: readonly Case[],
  { events, stop, started, resumed: earlier, implementations }: RunProgress,
  verdicts: Map<string, CaseVerdict>,
): Promise<StopReason> {
  const isKnown = expectedBy(settings, survey);
  const shared = new SharedParts();
  let bailed = false;
  const take = async (planned: Case, observation: Observation): Promise<boolean> => {
    const judged = judgeCase(settings.contract, planned, observation, needsMetBy(survey));
    const verdict = shared.verdict(judged);
    verdicts.set(planned.id, verdict);
    if (observation.implementation !== undefined) {
      implementations.set(planned.id, observation.implementation);
    }
    await events.onVerdict?.(planned, observation, verdict);
    if (settings.bail && countsAsFinding(verdict, settings.strict) && !isKnown(verdict)) bailed = true;
    return verdict.verdict === 'crash' || verdict.verdict === 'timeout' || verdict.verdict === 'error';
  };
  const workers = openWorkers(settings, driver.settings, survey, driver, nextSessionNumber(earlier));
  let interrupted: string | undefined;
  const stopNow = (): string | undefined => {
    if (bailed) return '--bail';
    interrupted ??= stop();
    if (interrupted !== undefined) return interrupted;
    const spent = settings.budgetMs !== undefined && settings.now() - started >= settings.budgetMs;
    return spent ? `--budget of ${settings.budgetMs} ms` : undefined;
  };
  let unsent: UnsentCases | undefined;
  try {
    unsent = await observeCases(wanted, workers, { onObservation: take, stop: stopNow, known: earlier });
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
  }
  if (unsent === undefined) return {};
  const reason =
    unsent.reason === 'terminations' ? `not sent after ${unsent.what}` : `not sent: ${unsent.what}`;
  for (const planned of wanted.slice(unsent.from)) verdicts.set(planned.id, skippedVerdict(planned, reason));
  const requestedByUser = unsent.reason === 'stopped' && interrupted === undefined;
  return requestedByUser
    ? { skipped: unsent.what }
    : { incompleteReason: `${wanted.length - unsent.from} cases were ${reason}` };
}

/** How often the run was begun before. */
function nextSessionNumber(resumed: ResumedObservations): number {
  let sessions = resumed.size === 0 ? 0 : 1;
  for (const { implementation } of resumed.values()) {
    sessions = Math.max(sessions, 1 + Number(implementation?.split('/', 1)[0] ?? 0));
  }
  return sessions;
}

function skippedVerdict(planned: Case, reason: string): CaseVerdict {
  const { id, kind, property, title } = planned;
  return { case: id, kind, property, title, verdict: 'skip', clauses: [], steps: [], reason };
}

/** Whether a verdict is one that a reader should look at. */
export function countsAsFinding({ verdict }: CaseVerdict, strict: boolean): boolean {
  switch (verdict) {
    case 'error':
    case 'crash':
    case 'timeout':
    case 'fail':
    case 'flaky':
      return true;
    case 'warn':
      return strict;
    default:
      return false;
  }
}
