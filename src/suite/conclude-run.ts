// From the verdicts of single cases to what a run comes to: relations between cases, the baseline, the conclusion.
import { applyBaseline, expects } from '../gate/baseline/apply-baseline.ts';
import { conclude } from '../4-judge/conclude.ts';
import { needsMetBy } from '../4-judge/needs-met.ts';
import { brokenRelationsText } from '../4-judge/relation-text.ts';
import { judgeRunRelations, type RunRelation } from '../4-judge/relations.ts';
import { findingText, sentText } from '../4-judge/finding-text.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { Survey } from '../steps/driver/survey.ts';
import type { Case } from '../steps/case.ts';
import type { Lookup } from '../5-report/input.ts';
import type { MinimizedFinding } from './refine/minimize-findings.ts';
import type { RunBasis, RunResult } from './run-result.ts';
import type { JudgeSettings } from './settings.ts';

/** What cases send, in words, where that is known. */
export type SentTextLookup = (id: string) => string | undefined;

/** What cases send, described from their recipes. */
export function sentTextLookup(cases: Lookup<Case>): SentTextLookup {
  return (id) => {
    const planned = cases.get(id);
    return planned === undefined ? undefined : sentText(planned);
  };
}

/** Adds what relations over the run and the whole of the verdicts say. A pure function. */
export function concludeRun<From extends RunBasis>(
  settings: JudgeSettings,
  outset: From,
  verdicts: ReadonlyMap<string, CaseVerdict>,
  sent: SentTextLookup,
  incompleteReason: string | undefined,
  refined: readonly MinimizedFinding[] = [],
): RunResult<From> {
  const { cases, survey, missed, plan: whole } = outset;
  const ordered = cases.map((planned) => verdicts.get(planned.id)).filter((one) => one !== undefined);
  // What a flaky case answered once says nothing of the driver's usual answers.
  const stable = ordered.filter((one) => one.verdict !== 'flaky');
  const related = judgeRunRelations(settings.contract, stable);
  const judged = new Map(related.verdicts.map((one) => [one.case, one]));
  const allVerdicts = ordered.map((one) => judged.get(one.case) ?? one);
  const baselineResult =
    settings.baseline === undefined
      ? undefined
      : applyBaseline(
          settings.baseline,
          {
            ...baselineContext(settings, survey),
            whole: allVerdicts.filter((one) => one.verdict !== 'skip').length === whole.cases.length,
          },
          allVerdicts,
        );
  const final = (baselineResult?.verdicts ?? allVerdicts).map((verdict) =>
    withText(settings, sent, verdict, related.relations, survey),
  );
  const conclusion = conclude(settings.contract, final, {
    strict: settings.strict,
    missedCanaries: missed,
    ...(survey.notApplicable === undefined ? {} : { notApplicable: survey.notApplicable }),
    ...(incompleteReason === undefined ? {} : { left: incompleteReason }),
    ...(baselineResult === undefined ? {} : { staleBaseline: baselineResult.outcome.stale.length }),
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
    ...(incompleteReason === undefined ? {} : { left: incompleteReason }),
    refined,
    ...(baselineResult === undefined ? {} : { baseline: baselineResult.outcome }),
  };
}

function baselineContext({ contract, strict }: JudgeSettings, survey: Survey): Parameters<typeof expects>[1] {
  return { contract, strict, has: needsMetBy(survey), driver: survey.driver };
}

/** Whether the baseline expects a verdict. */
export function expectedBy(settings: JudgeSettings, survey: Survey): (verdict: CaseVerdict) => boolean {
  return settings.baseline === undefined
    ? () => false
    : expects(settings.baseline, baselineContext(settings, survey));
}

/** Whether a verdict is one that a reader may want to look at. */
export function needsText({ verdict }: CaseVerdict): boolean {
  return !['pass', 'skip', 'unsupported'].includes(verdict);
}

/** A verdict with its four texts, where it is one that a reader may want to look at. */
export function withText(
  settings: Pick<JudgeSettings, 'contract' | 'repeat'>,
  sentFor: SentTextLookup,
  verdict: CaseVerdict,
  relations: readonly RunRelation[] = [],
  survey?: Pick<Survey, 'driver'>,
): CaseVerdict {
  if (!needsText(verdict)) return verdict;
  const sent = sentFor(verdict.case);
  if (sent === undefined) return verdict;
  const repeat = repeatWithPreceding(settings.repeat(verdict.case), verdict);
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
function repeatWithPreceding(command: string, { case: id, company: preceding = [] }: CaseVerdict): string {
  return preceding.length === 0 ? command : command.replace(id, () => [...preceding, id].join(' '));
}
