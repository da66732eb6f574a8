// Holds a run against a baseline: which findings are covered, which parts of the file have gone stale, and where a
// driver's unspecified behaviour is another than the one pinned.
import { worstVerdict } from '../../4-judge/clause-lists.ts';
import { worse, type CaseVerdict, type ClauseVerdict } from '../../4-judge/verdict.ts';
import { openAnswers, wrongAnswers, type AnswerContext } from './answers.ts';
import type { BaselineInUse, BaselineOutcome, WrongAnswer } from './baseline.ts';
import { Coverage, type DriverNamed } from './coverage.ts';
import { Pins } from './pins.ts';
import { staleParts } from './stale.ts';

export interface BaselineContext extends AnswerContext {
  readonly driver: DriverNamed;
  readonly strict: boolean;
  /** Whether every case of the plan belongs to this run: not so in a shard, or where some were left out. */
  readonly whole: boolean;
}

export interface Applied {
  readonly verdicts: readonly CaseVerdict[];
  readonly outcome: BaselineOutcome;
}

/** Writes into verdicts which entries cover them, and which open behaviour changed. A pure function. */
export function applyBaseline(
  { baseline, today }: BaselineInUse,
  context: BaselineContext,
  verdicts: readonly CaseVerdict[],
): Applied {
  const coverage = new Coverage(baseline, today, context);
  const pins = new Pins(baseline, context);
  const applied = verdicts.map((verdict) => {
    const covered = withCover(coverage, context, verdict);
    return pins.empty ? covered : withChanges(pins, context, covered);
  });
  const stale = staleParts(coverage, context, verdicts);
  const entries = baseline.accepted.flatMap((entry) => {
    const cases = coverage.casesCoveredBy(entry);
    if (cases === 0) return [];
    const { id, reason, link, owner, expires } = entry;
    return { id, reason, ...(link === undefined ? {} : { link }), owner, expires, cases };
  });
  const { held, changed } = pins;
  return {
    verdicts: applied,
    outcome: { sha256: baseline.sha256, entries, stale, pinned: { held, changed } },
  };
}

/** Whether a baseline expects a verdict: every wrong answer of it that counts is recorded. */
export function expects(
  { baseline, today }: BaselineInUse,
  context: Pick<BaselineContext, 'contract' | 'has' | 'driver' | 'strict'>,
): (verdict: CaseVerdict) => boolean {
  const coverage = new Coverage(baseline, today, context);
  return (verdict) => withCover(coverage, context, verdict).baseline !== undefined;
}

function withCover(
  coverage: Coverage,
  context: Pick<BaselineContext, 'contract' | 'has' | 'strict'>,
  verdict: CaseVerdict,
): CaseVerdict {
  const answers = wrongAnswers(context, verdict);
  const covering = answers.map((answer) => coverage.entryFor(verdict.case, answer)?.id);
  const counts = (answer: WrongAnswer): boolean =>
    context.strict || verdict.verdict === 'warn' || answer.verdict !== 'warn';
  const ids = new Set<string>();
  for (const [index, answer] of answers.entries()) {
    const id = covering[index];
    if (id !== undefined) ids.add(id);
    else if (counts(answer)) return verdict;
  }
  return ids.size === 0 ? verdict : { ...verdict, baseline: [...ids].join(', ') };
}

function withChanges(pins: Pins, context: BaselineContext, verdict: CaseVerdict): CaseVerdict {
  const changed = new Map<string, string>();
  for (const answer of openAnswers(context, verdict)) {
    const why = pins.check(answer);
    if (why !== undefined && !changed.has(answer.clause)) changed.set(answer.clause, why);
  }
  if (changed.size === 0) return verdict;
  const clauses = verdict.clauses.map((clause): ClauseVerdict => {
    const reason = changed.get(clause.id);
    return reason === undefined ? clause : { id: clause.id, verdict: 'warn', reason, was: clause.verdict };
  });
  // Under --strict a change counts, whatever else is accepted of the case.
  const { baseline, ...rest } = verdict;
  const kept = context.strict || baseline === undefined ? rest : { ...rest, baseline };
  return { ...kept, verdict: worse(verdict.verdict, 'warn'), clauses };
}

/** Takes back what a baseline wrote into a verdict. */
export function withoutBaseline(verdict: CaseVerdict): CaseVerdict {
  const changed = verdict.clauses.some((clause) => clause.was !== undefined);
  if (verdict.baseline === undefined && !changed) return verdict;
  const { baseline: _entry, ...bare } = verdict;
  if (!changed) return bare;
  const clauses = bare.clauses.map(({ was, ...clause }): ClauseVerdict => {
    return was === undefined ? clause : { id: clause.id, verdict: was };
  });
  return { ...bare, verdict: bare.verdict === 'warn' ? worstVerdict(clauses) : bare.verdict, clauses };
}
