// Retries unexpected failures: alone, and after the cases that preceded them. A case that fails alone is a failure. One that
// fails only after others is a failure, too, and those others are found. One that fails in neither way is flaky.
import type { CaseVerdict, ClauseVerdict, Verdict } from '../../4-judge/verdict.ts';
import type { Observation } from '../../steps/observation.ts';
import type { Case } from '../../steps/case.ts';
import { isAcceptable } from '../../gate/baseline/baseline.ts';
import { shortenPreceding } from './shorten-preceding.ts';

/** A case that failed, and what was sent before it to the same implementation. */
export interface RetryCandidate {
  readonly planned: Case;
  readonly verdict: CaseVerdict;
  /** In the order in which they were sent. */
  readonly preceding: readonly Case[];
  /** Whether that implementation had answered the survey before. */
  readonly surveyed: boolean;
}

export interface RecheckContext {
  /**
   * Sends cases to a fresh implementation, and returns the observation of the last one; undefined where one before it ended
   * the implementation.
   */
  readonly send: (cases: readonly Case[], surveyed: boolean) => Promise<Observation | undefined>;
  readonly judge: (planned: Case, observation: Observation) => CaseVerdict;
  /** Whether a verdict counts as a failure of the driver. */
  readonly isFailure: (verdict: CaseVerdict) => boolean;
  /** Asked between trials: a reason to leave the rest as it is. */
  readonly stop: () => string | undefined;
}

/** How much is tried; counted, not timed, so that the same driver gives the same result. */
export interface RecheckBounds {
  /** Failures of one kind that turn out steady before the others of that kind are taken to be so. */
  readonly perKind: number;
  /** Failures tried alone in all. */
  readonly alone: number;
  /** Failures whose preceding cases are shortened. */
  readonly shortened: number;
  /** Sequences tried to shorten one; a time-out costs as many seconds as a call may take. */
  readonly trials: { readonly usual: number; readonly timeout: number };
  /** Cases sent before retried ones, in all. */
  readonly sent: number;
}

export const usualBounds: RecheckBounds = {
  perKind: 2,
  alone: 64,
  shortened: 3,
  trials: { usual: 60, timeout: 8 },
  sent: 6_000,
};

/** Verdicts that are others now, by case. Deterministic for deterministic implementations. */
export async function recheck(
  candidates: readonly RetryCandidate[],
  context: RecheckContext,
  bounds: RecheckBounds = usualBounds,
): Promise<Map<string, CaseVerdict>> {
  const left = { alone: bounds.alone, shortened: bounds.shortened, sent: bounds.sent };
  const found = new Map<string, CaseVerdict>();
  for (const kind of byKind(candidates)) {
    let steady = 0;
    for (const candidate of kind) {
      const enough = candidate.verdict.verdict === 'timeout' ? 1 : bounds.perKind;
      if (steady >= enough) break;
      if (left.alone <= 0 || context.stop() !== undefined) return found;
      left.alone -= 1;
      const verdict = await retry(candidate, context, bounds, left);
      if (verdict === undefined || verdict.verdict !== 'flaky') steady += 1;
      if (verdict !== undefined) found.set(candidate.planned.id, verdict);
    }
  }
  return found;
}

/** Failures of the same clauses by the same verdict, in the order in which the kinds first appear. */
function byKind(candidates: readonly RetryCandidate[]): Iterable<readonly RetryCandidate[]> {
  const kinds = new Map<string, RetryCandidate[]>();
  for (const candidate of candidates) {
    const { verdict, clauses } = candidate.verdict;
    const broken = clauses.filter((one) => isAcceptable(one.verdict)).map((one) => one.id);
    const key = [verdict, ...broken.sort()].join(' ');
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [candidate]);
    else known.push(candidate);
  }
  return kinds.values();
}

const undecided: readonly Verdict[] = ['error', 'unsupported', 'skip'];

interface Left {
  shortened: number;
  sent: number;
}

/** The verdict of a failure that does not show alone; undefined where it does, or where that could not be found out. */
async function retry(
  candidate: RetryCandidate,
  context: RecheckContext,
  { trials }: RecheckBounds,
  left: Left,
): Promise<CaseVerdict | undefined> {
  const { planned, preceding, verdict } = candidate;
  const fails = async (before: readonly Case[], surveyed: boolean): Promise<boolean | undefined> => {
    const observation = await context.send([...before, planned], surveyed);
    if (observation === undefined) return undefined;
    const again = context.judge(planned, observation);
    // Our own error, or a case that cannot be sent any more, proves nothing.
    return undecided.includes(again.verdict) ? undefined : context.isFailure(again);
  };
  if ((await fails([], false)) !== false) return undefined;
  if (left.sent < preceding.length) return undefined;
  left.sent -= preceding.length;
  // Where no case preceded it, at most the survey did.
  const together = await fails(preceding, candidate.surveyed);
  if (together === undefined) return undefined;
  if (!together) return flaky(verdict, preceding.length);
  if (preceding.length === 0) return undefined;
  if (left.shortened <= 0)
    return { ...verdict, reason: failsAfter(verdict, 'the cases that were sent before it') };
  left.shortened -= 1;
  let tried = 0;
  const most = verdict.verdict === 'timeout' ? trials.timeout : trials.usual;
  const shortest = await shortenPreceding(preceding, async (sequence) => {
    if (tried >= most || left.sent < sequence.length || context.stop() !== undefined) return undefined;
    tried += 1;
    left.sent -= sequence.length;
    return (await fails(sequence, candidate.surveyed)) ?? false;
  });
  const ids = shortest.map((one) => one.id);
  return {
    ...verdict,
    reason: failsAfter(verdict, `the ${ids.length} cases named in "company"`),
    company: ids,
  };
}

function failsAfter({ reason }: CaseVerdict, what: string): string {
  return `${reason === undefined ? '' : `${reason}; `}passes alone, and fails again after ${what}`;
}

function flaky(verdict: CaseVerdict, count: number): CaseVerdict {
  const { reason } = verdict;
  const clauses = verdict.clauses.map((clause): ClauseVerdict => {
    return isAcceptable(clause.verdict) ? { ...clause, verdict: 'flaky' } : clause;
  });
  const passed = `was ${verdict.verdict} once; passed alone, and after the ${count} cases that were sent before it`;
  return {
    ...verdict,
    verdict: 'flaky',
    clauses,
    reason: `${reason === undefined ? '' : `${reason}; `}${passed}`,
  };
}
