// Which failures of a run are retried, and which cases preceded them.
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { Case } from '../../steps/case.ts';
import type { RetryCandidate } from './recheck.ts';

/**
 * Failures with the cases that were sent before them to the same implementation.
 * @param implementations of each case that was sent, as its observation names it.
 */
export function findRetryCandidates(
  cases: readonly Case[],
  verdicts: ReadonlyMap<string, CaseVerdict>,
  implementations: ReadonlyMap<string, string>,
  isCandidate: (verdict: CaseVerdict) => boolean,
): RetryCandidate[] {
  const precedingBy = new Map<string, Case[]>();
  const candidates: RetryCandidate[] = [];
  for (const planned of cases) {
    const implementation = implementations.get(planned.id);
    if (implementation === undefined) continue;
    const preceding = precedingBy.get(implementation) ?? [];
    const verdict = verdicts.get(planned.id);
    if (verdict !== undefined && isCandidate(verdict)) {
      candidates.push({
        planned,
        verdict,
        preceding: [...preceding],
        surveyed: /\/0\/0$/.test(implementation),
      });
    }
    preceding.push(planned);
    precedingBy.set(implementation, preceding);
  }
  return candidates;
}
