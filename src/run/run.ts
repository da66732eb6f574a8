// Plan, observe, judge, report, in one go. Files and terminal are the caller's; this hands on what happens.
import { exitStatus, SuiteError } from '../errors.ts';
import { recheck } from '../gate/flakes/recheck.ts';
import { suspectsOf } from '../gate/flakes/suspects.ts';
import { judgeCase } from '../judge/judge-case.ts';
import { needsMetBy } from '../judge/needs.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import { Bench } from '../observe/bench.ts';
import type { Observation } from '../observe/observation.ts';
import { observeCases, type Left } from '../observe/observe.ts';
import { DirectLane } from '../observe/lane.ts';
import { takeSurvey } from '../observe/take-survey.ts';
import { casesOf, planOf, shardOf, type Plan } from '../plan/plan.ts';
import { dialects, type Dialect } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import { SharedParts } from '../report/shared-parts.ts';
import { refine, type Refined } from '../refine/refine.ts';
import { missedCanaries } from './catch-canaries.ts';
import { clausesTouched, globTest } from './clause-glob.ts';
import { concludeRun, expectedBy, sentBy } from './conclude-run.ts';
import { openLanes } from './lanes.ts';
import { sendFresh } from './send-fresh.ts';
import type { Beginning, RunResult } from './run-result.ts';
import type { RunSettings } from './settings.ts';

/** Told what happens, in plan order. */
export interface RunEvents {
  begin?(beginning: Beginning): void | Promise<void>;
  /** A case has its verdict; relations over the run may still make it worse. */
  verdict?(planned: Case, observation: Observation, verdict: CaseVerdict): void | Promise<void>;
  /** Behind the last case: what is done about failures, before each sequence of cases that is sent for it. */
  again?(what: string): void;
}

/** Observations that an earlier, interrupted run of the same plan left. */
export type Earlier = ReadonlyMap<string, Observation>;

/**
 * Chooses the form of the entry point: the one asked for, or the first of ours that the driver has. One that has none is not
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
interface Ended {
  readonly left?: string;
  readonly skipped?: string;
}

/**
 * Runs the suite.
 * @param stop asked between cases: a reason to leave the rest, such as an interrupt.
 * @throws SuiteError where the implementation does not start, or dies of the first questions.
 */
export async function run(
  settings: RunSettings,
  events: RunEvents = {},
  stop: () => string | undefined = () => undefined,
  earlier: Earlier = new Map(),
): Promise<RunResult<Beginning>> {
  const started = settings.now();
  const bench = await openForDialect(settings);
  try {
    const { dialect } = bench.settings;
    const whole = settings.planned ?? planFor(settings, dialect as Dialect);
    const cases = settings.shard === undefined ? whole.cases : shardOf(whole.cases, settings.shard);
    const survey = await takeSurvey(bench, settings.adapter.kind, settings.profiles);
    const through = {
      contract: settings.contract,
      profile: settings.profile,
      dialect,
      strict: settings.strict,
    };
    const missed = await missedCanaries(whole.cases, through);
    const chosen = chooseCases(settings, cases);
    const blindTo =
      survey.notApplicable === undefined
        ? await missedCanaries(chosen.wanted, { ...through, through: survey })
        : [];
    const beginning: Beginning = { plan: whole, dialect: dialect as Dialect, survey, cases, blindTo, missed };
    await events.begin?.(beginning);
    const verdicts = new Map<string, CaseVerdict>();
    const implementations = new Map<string, string>();
    for (const [planned, reason] of chosen.skipped) verdicts.set(planned.id, skipped(planned, reason));
    let ended: Ended = {};
    if (survey.notApplicable !== undefined) {
      for (const planned of chosen.wanted) verdicts.set(planned.id, skipped(planned, 'not applicable'));
    } else {
      ended = await send(
        settings,
        beginning,
        bench,
        chosen.wanted,
        { events, stop, started, earlier, implementations },
        verdicts,
      );
      await tryAgain(settings, beginning, bench, implementations, verdicts, events, stop);
    }
    const refined = await refineFindings(settings, beginning, bench, verdicts, events, stop);
    const byId = new Map<string, Case>(cases.map((planned) => [planned.id, planned]));
    return concludeRun(settings, beginning, verdicts, sentBy(byId), ended.left, refined);
  } finally {
    await bench.close();
  }
}

function planFor(settings: RunSettings, dialect: Dialect): Plan {
  const { contract, level, seed, profile, properties, regressions } = settings;
  const context = { contract, level, seed, profile, dialect };
  return planOf(settings.generated?.(context) ?? casesOf(properties, context), regressions);
}

/** Tries unexpected failures again, and puts what came of it in the place of their verdicts. */
async function tryAgain(
  settings: RunSettings,
  { cases, survey }: Beginning,
  bench: Bench,
  implementations: ReadonlyMap<string, string>,
  verdicts: Map<string, CaseVerdict>,
  events: RunEvents,
  stop: () => string | undefined,
): Promise<void> {
  if (settings.recheck === false) return;
  const isKnown = expectedBy(settings, survey);
  const isFailure = (verdict: CaseVerdict): boolean =>
    isFinding(verdict, settings.strict) && verdict.verdict !== 'error';
  const suspects = suspectsOf(cases, verdicts, implementations, (one) => isFailure(one) && !isKnown(one));
  const changed = await recheck(suspects, {
    send: (sequence, surveyed) => {
      events.again?.('failures are tried again');
      return sendFresh(settings, bench.settings, survey, sequence, surveyed);
    },
    judge: (planned, observation) => judgeCase(settings.contract, planned, observation, needsMetBy(survey)),
    isFailure,
    stop,
  });
  for (const [id, verdict] of changed) verdicts.set(id, verdict);
}

/** Shrinks findings on an implementation of its own; one that does not start any more leaves them as they are. */
async function refineFindings(
  settings: RunSettings,
  { cases, survey, dialect }: Beginning,
  bench: Bench,
  verdicts: ReadonlyMap<string, CaseVerdict>,
  events: RunEvents,
  stop: () => string | undefined,
): Promise<Refined[]> {
  const isKnown = expectedBy(settings, survey);
  const findings = cases.flatMap((planned) => {
    const verdict = verdicts.get(planned.id);
    const wanted =
      verdict !== undefined &&
      verdict.verdict !== 'error' &&
      verdict.verdict !== 'flaky' &&
      verdict.company === undefined &&
      isFinding(verdict, settings.strict) &&
      !isKnown(verdict);
    return wanted ? [{ planned, verdict }] : [];
  });
  if (findings.length === 0 || settings.shrink === false) return [];
  const lane = new DirectLane(settings.adapter, bench.settings, survey);
  try {
    return await refine(
      { contract: settings.contract, dialect, has: needsMetBy(survey) },
      {
        observe: (sequence) => {
          events.again?.('findings are made simpler');
          return lane.observe(sequence);
        },
      },
      findings,
      stop,
    );
  } catch (error) {
    if (error instanceof SuiteError) return [];
    throw error;
  } finally {
    await lane.close();
  }
}

async function openForDialect(settings: RunSettings): Promise<Bench> {
  const { profile, adapter } = settings;
  const connection = await adapter.start();
  try {
    const dialect = chooseDialect(settings.dialect, connection.introduction.dialects);
    return Bench.on(connection, { profile, dialect });
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function chooseCases(
  { contract, clause }: RunSettings,
  cases: readonly Case[],
): { wanted: Case[]; skipped: [Case, string][] } {
  if (clause === undefined) return { wanted: [...cases], skipped: [] };
  const test = globTest(clause);
  const wanted: Case[] = [];
  const left: [Case, string][] = [];
  for (const planned of cases) {
    if ([...clausesTouched(contract, planned)].some(test)) wanted.push(planned);
    else left.push([planned, `--clause ${clause}`]);
  }
  if (wanted.length > 0) return { wanted, skipped: left };
  throw new SuiteError(
    'CLAUSE_UNKNOWN',
    `expected a clause id or glob that some case of this plan touches, got "${clause}"`,
    'see `kexcts list clauses`',
  );
}

interface Course {
  readonly events: RunEvents;
  readonly stop: () => string | undefined;
  readonly started: number;
  readonly earlier: Earlier;
  /** Filled with the implementation that each case was sent to. */
  readonly implementations: Map<string, string>;
}

async function send(
  settings: RunSettings,
  { survey }: Beginning,
  bench: Bench,
  wanted: readonly Case[],
  { events, stop, started, earlier, implementations }: Course,
  verdicts: Map<string, CaseVerdict>,
): Promise<Ended> {
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
    await events.verdict?.(planned, observation, verdict);
    if (settings.bail && isFinding(verdict, settings.strict) && !isKnown(verdict)) bailed = true;
    return verdict.verdict === 'crash' || verdict.verdict === 'timeout' || verdict.verdict === 'error';
  };
  const lanes = openLanes(settings, bench.settings, survey, bench, sessionAfter(earlier));
  let interrupted: string | undefined;
  const stopNow = (): string | undefined => {
    if (bailed) return '--bail';
    interrupted ??= stop();
    if (interrupted !== undefined) return interrupted;
    const spent = settings.budgetMs !== undefined && settings.now() - started >= settings.budgetMs;
    return spent ? `--budget of ${settings.budgetMs} ms` : undefined;
  };
  let left: Left | undefined;
  try {
    left = await observeCases(wanted, lanes, { take, stop: stopNow, known: earlier });
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  if (left === undefined) return {};
  const reason = left.reason === 'deaths' ? `left after ${left.what}` : `left: ${left.what}`;
  for (const planned of wanted.slice(left.from)) verdicts.set(planned.id, skipped(planned, reason));
  const wantedSo = left.reason === 'stopped' && interrupted === undefined;
  return wantedSo ? { skipped: left.what } : { left: `${wanted.length - left.from} cases were ${reason}` };
}

/** How often the run was begun before. */
function sessionAfter(earlier: Earlier): number {
  let sessions = earlier.size === 0 ? 0 : 1;
  for (const { implementation } of earlier.values()) {
    sessions = Math.max(sessions, 1 + Number(implementation?.split('/', 1)[0] ?? 0));
  }
  return sessions;
}

function skipped(planned: Case, reason: string): CaseVerdict {
  const { id, kind, property, title } = planned;
  return { case: id, kind, property, title, verdict: 'skip', clauses: [], steps: [], reason };
}

/** Whether a verdict is one that a reader should look at. */
export function isFinding({ verdict }: CaseVerdict, strict: boolean): boolean {
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
