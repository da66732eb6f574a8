// Which failures of a run are tried again, and what company they had.
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { Case } from '../../steps/case.ts';
import type { Suspect } from './recheck.ts';

/**
 * Failures with the cases that were sent before them to the same implementation.
 * @param implementations of each case that was sent, as its observation names it.
 */
export function suspectsOf(
  cases: readonly Case[],
  verdicts: ReadonlyMap<string, CaseVerdict>,
  implementations: ReadonlyMap<string, string>,
  isSuspect: (verdict: CaseVerdict) => boolean,
): Suspect[] {
  const companies = new Map<string, Case[]>();
  const suspects: Suspect[] = [];
  for (const planned of cases) {
    const implementation = implementations.get(planned.id);
    if (implementation === undefined) continue;
    const company = companies.get(implementation) ?? [];
    const verdict = verdicts.get(planned.id);
    if (verdict !== undefined && isSuspect(verdict)) {
      suspects.push({ planned, verdict, company: [...company], surveyed: /\/0\/0$/.test(implementation) });
    }
    company.push(planned);
    companies.set(implementation, company);
  }
  return suspects;
}
