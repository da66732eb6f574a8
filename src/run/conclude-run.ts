// From the verdicts of single cases to what a run comes to: relations between cases, the baseline, the conclusion.
import { applyBaseline, expects } from '../gate/baseline/apply-baseline.ts';
import { conclude } from '../judge/conclude.ts';
import { needsMetBy } from '../judge/needs.ts';
import { brokenRelationsText } from '../judge/relation-text.ts';
import { relationsOverRun, type RunRelation } from '../judge/relations.ts';
import { findingText, sentText } from '../judge/text.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Survey } from '../observe/survey.ts';
import type { Case } from '../recipe/case.ts';
import type { Lookup } from '../report/input.ts';
import type { Refined } from '../refine/refine.ts';
import type { Outset, RunResult } from './run-result.ts';
import type { RunSettings } from './settings.ts';

/** What is needed to conclude. */
export type Concluding = Pick<RunSettings, 'contract' | 'strict' | 'maxFlaky' | 'repeat' | 'baseline'>;

/** What cases send, in words, where that is known. */
export type Sent = (id: string) => string | undefined;

/** What cases send, told from their recipes. */
export function sentBy(cases: Lookup<Case>): Sent {
  return (id) => {
    const planned = cases.get(id);
    return planned === undefined ? undefined : sentText(planned);
  };
}

/** Adds what relations over the run and the whole of the verdicts say. A pure function. */
export function concludeRun<From extends Outset>(
  settings: Concluding,
  outset: From,
  verdicts: ReadonlyMap<string, CaseVerdict>,
  sent: Sent,
  left: string | undefined,
  refined: readonly Refined[] = [],
): RunResult<From> {
  const { cases, survey, missed, plan: whole } = outset;
  const ordered = cases.map((planned) => verdicts.get(planned.id)).filter((one) => one !== undefined);
  // What a flaky case answered once says nothing of the driver's usual answers.
  const steady = ordered.filter((one) => one.verdict !== 'flaky');
  const related = relationsOverRun(settings.contract, steady);
  const judged = new Map(related.verdicts.map((one) => [one.case, one]));
  const together = ordered.map((one) => judged.get(one.case) ?? one);
  const held =
    settings.baseline === undefined
      ? undefined
      : applyBaseline(
          settings.baseline,
          {
            ...baselineContext(settings, survey),
            whole: together.filter((one) => one.verdict !== 'skip').length === whole.cases.length,
          },
          together,
        );
  const final = (held?.verdicts ?? together).map((verdict) =>
    withText(settings, sent, verdict, related.relations, survey),
  );
  const conclusion = conclude(settings.contract, final, {
    strict: settings.strict,
    missedCanaries: missed,
    ...(survey.notApplicable === undefined ? {} : { notApplicable: survey.notApplicable }),
    ...(left === undefined ? {} : { left }),
    ...(held === undefined ? {} : { staleBaseline: held.outcome.stale.length }),
    ...(settings.maxFlaky === undefined ? {} : { maxFlaky: settings.maxFlaky }),
  });
  const complete =
    survey.notApplicable === undefined &&
    final.length === cases.length &&
    final.every((one) => one.verdict !== 'skip');
  return {
    ...outset,
    verdicts: final,
    relations: related.relations,
    conclusion,
    complete,
    ...(left === undefined ? {} : { left }),
    refined,
    ...(held === undefined ? {} : { baseline: held.outcome }),
  };
}

function baselineContext({ contract, strict }: Concluding, survey: Survey): Parameters<typeof expects>[1] {
  return { contract, strict, has: needsMetBy(survey), driver: survey.driver };
}

/** Whether the baseline expects a verdict. */
export function expectedBy(settings: Concluding, survey: Survey): (verdict: CaseVerdict) => boolean {
  return settings.baseline === undefined
    ? () => false
    : expects(settings.baseline, baselineContext(settings, survey));
}

/** Whether a verdict is one that a reader may want to look at. */
export function hasText({ verdict }: CaseVerdict): boolean {
  return !['pass', 'skip', 'unsupported'].includes(verdict);
}

/** A verdict with its four texts, where it is one that a reader may want to look at. */
export function withText(
  settings: Pick<Concluding, 'contract' | 'repeat'>,
  sentFor: Sent,
  verdict: CaseVerdict,
  relations: readonly RunRelation[] = [],
  survey?: Pick<Survey, 'driver'>,
): CaseVerdict {
  if (!hasText(verdict)) return verdict;
  const sent = sentFor(verdict.case);
  if (sent === undefined) return verdict;
  const repeat = repeated(settings.repeat(verdict.case), verdict);
  const text = findingText(settings.contract, sent, verdict, repeat);
  const got = [text.got, brokenRelationsText(verdict, relations), throughRuntime(survey)];
  return { ...verdict, text: { ...text, got: got.filter((line) => line !== '').join('\n') } };
}

/** Between the suite and this driver stood the runtime, with checks and translations of its own. */
function throughRuntime(survey: Pick<Survey, 'driver'> | undefined): string {
  const via = survey?.driver['via'];
  return via === 'Direct3D 11 runtime' ? `as seen through the ${via}` : '';
}

/** The command, with the cases before it that it takes. */
function repeated(command: string, { case: id, company = [] }: CaseVerdict): string {
  return company.length === 0 ? command : command.replace(id, () => [...company, id].join(' '));
}
