// Joins the reports of shards: every planned case must have exactly one verdict, from the same contract, plan and driver.
import type { JudgeSettings } from '../settings.ts';
import type { Contract } from '../../1-contract/model.ts';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { stripRunRelations } from '../../4-judge/relations.ts';
import type { CaseVerdict, Report } from '../../4-judge/verdict.ts';
import { planHash, type Plan } from '../../2-plan/plan.ts';
import type { Dialect } from '../../core/protocol/adapter.ts';
import type { Case } from '../../steps/case.ts';
import { plainText } from '../../core/plain-text.ts';
import { concludeRun, sentTextLookup, type SentTextLookup } from '../conclude-run.ts';
import { describeValue, differences } from '../differences.ts';
import type { Times } from '../build-report.ts';
import type { RunResult } from '../run-result.ts';
import { withoutBaseline } from '../../gate/baseline/apply-baseline.ts';
import { surveyOf, type ReportFolder } from '../../gate/report-folder.ts';

/** Most of a kind that are named one by one. */
const named = 5;

/**
 * Makes sure that reports belong together: made by the same suite, contract, plan and settings, against the same driver.
 * @throws SuiteError `MERGE_DIFFERENT` with the first difference of each report.
 */
export function expectAlike(folders: readonly ReportFolder[]): void {
  const [first, ...others] = folders;
  if (first === undefined) return;
  const wrong = others.flatMap((other) => {
    const [different] = differences(alike(first.report), alike(other.report));
    if (different === undefined) return [];
    const { where, a, b } = different;
    return `${nameOf(other)}: its ${where} is ${describeValue(b)}, that of ${nameOf(first)} is ${describeValue(a)}`;
  });
  if (wrong.length > 0) {
    fail('MERGE_DIFFERENT', 'reports of one plan, made with the same contract and driver', wrong);
  }
}

/** Members that all shards of a plan have in common. */
function alike(report: Report): Readonly<Record<string, unknown>> {
  const { suite, adapter, driver, profile, dialect, level, strict, seed, keyOracle } = report;
  const { survey, clause, repeat, missedCanaries } = report;
  // In the order in which a difference says most.
  const { contract, plan, version } = suite;
  return {
    ...{ contract, driver, adapter, plan, version, profile, dialect, level, strict, seed, clause },
    ...{ keyOracle, survey, repeat, missedCanaries, baseline: report.baseline?.['sha256'] },
  };
}

/** Verdicts by case, each with the folder it came from. */
type Found = ReadonlyMap<string, readonly (readonly [ReportFolder, CaseVerdict])[]>;

/** What is needed to join shards. */
export interface Merging extends JudgeSettings {
  /**
   * The plan of the reports. It takes longer than all the rest, and is asked for where something is wrong, and where a
   * relation fails a case that passed in its shard.
   */
  readonly plan: () => Plan;
}

/**
 * Joins reports. Relations over the run, and the baseline, are judged again over all verdicts together.
 * @throws SuiteError `MERGE_MISSING`, `MERGE_DOUBLE`, `MERGE_UNPLANNED`, `MERGE_DIFFERENT`
 */
export function mergeReports(folders: readonly ReportFolder[], merging: Merging): RunResult {
  const [first] = folders;
  if (first === undefined) throw new RangeError('there is nothing to merge');
  expectAlike(folders);
  const joined = inTurns(folders) ?? eachOnce(folders, merging.plan());
  const sentTexts = new Map<string, string>();
  for (const { case: id, text } of joined) if (text !== undefined) sentTexts.set(id, text.sent);
  let planned: SentTextLookup | undefined;
  const sent: SentTextLookup = (id) =>
    sentTexts.get(id) ?? (planned ??= sentTextLookup(byId(merging.plan())))(id);
  const left = folders.flatMap((one) =>
    one.report.left === undefined ? [] : [`${nameOf(one)}: ${one.report.left}`],
  );
  const cases = joined.map((one) => ({ id: one.case }));
  return concludeRun(
    merging,
    {
      plan: { hash: first.report.suite.plan, cases },
      dialect: first.report.dialect as Dialect,
      survey: surveyOf(first.report),
      cases,
      blindTo: first.report.blindTo.filter((canary) =>
        folders.every(({ report }) => report.blindTo.includes(canary)),
      ),
      missed: first.report.missedCanaries ?? [],
    },
    new Map(joined.map((one) => [one.case, bare(merging.contract, one)])),
    sent,
    left.length === 0 ? undefined : left.join('; '),
  );
}

function byId({ cases }: Plan): Map<string, Case> {
  return new Map(cases.map((planned) => [planned.id, planned]));
}

/** The verdicts of shards that take turns, in plan order: the hash of a plan is over the ids of its cases. */
function inTurns(folders: readonly ReportFolder[]): CaseVerdict[] | undefined {
  const turns = folders
    .toSorted((a, b) => (a.report.shard?.index ?? 1) - (b.report.shard?.index ?? 1))
    .map(({ verdicts }) => verdicts);
  const longest = Math.max(...turns.map(({ length }) => length));
  const joined: CaseVerdict[] = [];
  for (let turn = 0; turn < longest; turn += 1) {
    for (const verdicts of turns) {
      const verdict = verdicts[turn];
      if (verdict !== undefined) joined.push(verdict);
    }
  }
  const isPlan = planHash(joined.map((one) => ({ id: one.case }))) === folders[0]?.report.suite.plan;
  return isPlan ? joined : undefined;
}

/** The verdicts of each planned case, in plan order. @throws SuiteError where one has none, or several. */
function eachOnce(folders: readonly ReportFolder[], plan: Plan): CaseVerdict[] {
  const found = collect(folders);
  expectEachOnce(folders, plan, found);
  return plan.cases.flatMap(({ id }) => found.get(id)?.[0]?.[1] ?? []);
}

/** A verdict as it was judged by itself. */
function bare(contract: Contract, verdict: CaseVerdict): CaseVerdict {
  const alone = stripRunRelations(contract, withoutBaseline(verdict));
  if (alone.text === undefined) return alone;
  const { text: _text, ...rest } = alone;
  return rest;
}

function collect(folders: readonly ReportFolder[]): Found {
  const found = new Map<string, (readonly [ReportFolder, CaseVerdict])[]>();
  for (const folder of folders) {
    for (const verdict of folder.verdicts) {
      const known = found.get(verdict.case);
      if (known === undefined) found.set(verdict.case, [[folder, verdict]]);
      else known.push([folder, verdict]);
    }
  }
  return found;
}

function expectEachOnce(folders: readonly ReportFolder[], { cases }: Plan, found: Found): void {
  const planned = new Set(cases.map((one) => one.id as string));
  const unplanned = [...found].flatMap(([id, places]) =>
    planned.has(id) ? [] : [`${id} of ${places.map(([folder]) => nameOf(folder)).join(', ')}`],
  );
  if (unplanned.length > 0) fail('MERGE_UNPLANNED', 'verdicts of planned cases alone', unplanned);
  const double = [...found].flatMap(([id, places]) => (places.length > 1 ? [[id, places] as const] : []));
  if (double.length > 0) {
    const lines = double.map(
      ([id, places]) => `${id} in ${places.map(([folder]) => nameOf(folder)).join(' and in ')}`,
    );
    fail('MERGE_DOUBLE', 'one verdict for each case', lines);
  }
  const missing = cases.flatMap((one, index) => (found.has(one.id) ? [] : [{ one, index }]));
  if (missing.length === 0) return;
  const count = folders.find(({ report }) => report.shard !== undefined)?.report.shard?.count;
  const shards = count === undefined ? [] : missingShards(folders, count);
  const lines = missing.map(({ one, index }) => {
    const shard = count === undefined ? '' : ` (shard ${(index % count) + 1}/${count})`;
    return `${one.id}${shard}: ${one.title}`;
  });
  fail('MERGE_MISSING', `a verdict for each of the ${cases.length} planned cases`, lines, shards);
}

function missingShards(folders: readonly ReportFolder[], count: number): string[] {
  const there = new Set(folders.map(({ report }) => report.shard?.index));
  return Array.from({ length: count }, (_, index) => index + 1)
    .filter((index) => !there.has(index))
    .map((index) => `shard ${index}/${count} is missing`);
}

function fail(
  code: string,
  expected: string,
  found: readonly string[],
  first: readonly string[] = [],
): never {
  const shown = [...first, ...found.slice(0, named)].map((line) => plainText(line, 400));
  const more = found.length > named ? `; and ${found.length - named} more` : '';
  throw new SuiteError(
    code,
    `expected ${expected}; ${found.length} ${found.length === 1 ? 'is' : 'are'} not so: ${shown.join('; ')}${more}`,
    'give the folder of each shard once, all of one plan, each run to its end',
    exitStatus.undecided,
  );
}

function nameOf({ path, report: { shard } }: ReportFolder): string {
  return shard === undefined ? path : `${path} (shard ${shard.index}/${shard.count})`;
}

/** From the first beginning to the last end; absent where a report has no times. */
export function timesOf(folders: readonly ReportFolder[]): Times | undefined {
  const starts = folders.flatMap(({ report }) => report.timeStarted ?? []).sort();
  const ends = folders.flatMap(({ report }) => report.timeEnded ?? []).sort();
  const [started, ended] = [starts[0], ends.at(-1)];
  if (started === undefined || ended === undefined) return undefined;
  return { started, ended, seconds: (Date.parse(ended) - Date.parse(started)) / 1000 };
}

/** Where the shards ran; what differs is listed. */
export function environmentOf(folders: readonly ReportFolder[]): Record<string, string> | undefined {
  const all = folders.flatMap(({ report: { timeEnvironment } }) =>
    timeEnvironment === undefined ? [] : [timeEnvironment],
  );
  if (all.length === 0) return undefined;
  const names = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [...new Set(all.flatMap((one) => one[name] ?? []))].map(String).join(', '),
    ]),
  );
}
