// From verdicts to the report: counts, clauses, the overall verdict, and the exit status.
import { exitStatus, type ExitStatus } from '../core/errors.ts';
import type { Contract } from '../1-contract/model.ts';
import {
  verdicts,
  worse,
  type CaseVerdict,
  type ClauseSummary,
  type OverallVerdict,
  type Verdict,
} from './verdict.ts';

/** What a run must say besides its verdicts. */
export interface ConclusionInput {
  readonly strict: boolean;
  /** Why the entry point cannot be tested on this driver. */
  readonly notApplicable?: string;
  /** Cases that were planned and got no verdict, and why. */
  readonly left?: string;
  /** Canaries that were not caught: the run proves nothing. */
  readonly missedCanaries?: readonly string[];
  /** Entries of the baseline that are expired, unused or fixed. */
  readonly staleBaseline?: number;
  readonly maxFlaky?: number;
}

export interface Conclusion {
  readonly verdict: OverallVerdict;
  readonly reason?: string;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly clauses: readonly ClauseSummary[];
  /** Status of `run`, where not applicable is no failure only if the user said so. */
  readonly status: ExitStatus;
}

function count(cases: readonly CaseVerdict[]): Record<Verdict, number> {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const one of cases) counts[one.verdict] += 1;
  return counts;
}

/** The clauses of the contract that a driver is held to, with the worst verdict of their cases. */
export function summariseClauses(contract: Contract, cases: readonly CaseVerdict[]): ClauseSummary[] {
  const worst = new Map<string, { verdict: Verdict; cases: number; reason?: string }>();
  for (const one of cases) {
    for (const clause of one.clauses) {
      const known = worst.get(clause.id);
      if (known === undefined) {
        worst.set(clause.id, {
          verdict: clause.verdict,
          cases: 1,
          ...(clause.reason === undefined ? {} : { reason: clause.reason }),
        });
        continue;
      }
      known.cases += 1;
      known.verdict = worse(clause.verdict, known.verdict);
      if (known.verdict === clause.verdict && clause.reason !== undefined) known.reason = clause.reason;
    }
  }
  return [...contract.rules, ...contract.relations]
    .filter((rule) => rule.party === 'driver' && rule.untestable === undefined)
    .map((rule) => {
      const seen = worst.get(rule.id) ?? { verdict: 'skip' as const, cases: 0 };
      const reason = seen.verdict === 'unsupported' ? worst.get(rule.id)?.reason : undefined;
      return {
        id: rule.id,
        level: rule.level,
        basis: rule.basis,
        verdict: seen.verdict,
        cases: seen.cases,
        ...(reason === undefined ? {} : { reason }),
      };
    });
}

/** Whether a case verdict stands against the driver. */
function countsAsFailure(one: CaseVerdict, strict: boolean): boolean {
  if (one.baseline !== undefined) return false;
  return (
    one.verdict === 'fail' ||
    one.verdict === 'crash' ||
    one.verdict === 'timeout' ||
    (strict && one.verdict === 'warn')
  );
}

/** Draws the conclusion of a run. */
export function conclude(
  contract: Contract,
  cases: readonly CaseVerdict[],
  run: ConclusionInput,
): Conclusion {
  const counts = count(cases);
  const clauses = summariseClauses(contract, cases);
  const base = { counts, clauses };
  if (run.notApplicable !== undefined) {
    return { ...base, verdict: 'not-applicable', reason: run.notApplicable, status: exitStatus.undecided };
  }
  const incomplete = incompleteReason(counts, run);
  const hasFailures = cases.some((one) => countsAsFailure(one, run.strict));
  if (incomplete !== undefined) {
    return { ...base, verdict: 'incomplete', reason: incomplete, status: exitStatus.undecided };
  }
  const flaky = run.maxFlaky !== undefined && counts.flaky > run.maxFlaky;
  const stale = (run.staleBaseline ?? 0) > 0;
  if (hasFailures || flaky || stale) {
    return {
      ...base,
      verdict: 'does-not-conform',
      ...(hasFailures
        ? {}
        : {
            reason: flaky
              ? `flaky cases: ${counts.flaky}, more than allowed`
              : 'the baseline has entries to remove',
          }),
      status: exitStatus.doesNotHold,
    };
  }
  return { ...base, verdict: 'conforms', status: exitStatus.holds };
}

function incompleteReason(
  counts: Readonly<Record<Verdict, number>>,
  run: ConclusionInput,
): string | undefined {
  if (run.missedCanaries !== undefined && run.missedCanaries.length > 0) {
    return `the canary "${run.missedCanaries[0]}" was not caught: this run proves nothing`;
  }
  if (run.left !== undefined) return run.left;
  if (counts.error > 0) return `${counts.error} cases ended in an error of the suite's or the adapter's own`;
  return undefined;
}
