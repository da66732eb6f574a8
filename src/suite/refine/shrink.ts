// Shrinks a case that stands against the driver to the simplest one that breaks the same clause in the same way.
import type { Contract } from '../../1-contract/model.ts';
import { judgeCase } from '../../4-judge/judge-case.ts';
import type { NeedMet } from '../../4-judge/needs-met.ts';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { CaseWorker } from '../../3-observe/case-worker.ts';
import type { Dialect } from '../../core/protocol/adapter.ts';
import type { Case } from '../../steps/case.ts';
import { simplerCases } from './simpler-cases.ts';

export interface ShrunkCase {
  readonly planned: Case;
  readonly verdict: CaseVerdict;
  /** How many simpler cases were sent. */
  readonly tried: number;
}

/** What a simpler case is made and judged by. */
export interface ShrinkContext {
  readonly contract: Contract;
  readonly dialect: Dialect;
  readonly has: NeedMet;
}

/** Cases sent at the most for one finding. */
const maxTries = 120;

function breaksSameClause(wanted: CaseVerdict, seen: CaseVerdict): boolean {
  if (seen.verdict !== wanted.verdict) return false;
  const broken = new Set(wanted.clauses.filter((one) => one.verdict === wanted.verdict).map((one) => one.id));
  return seen.clauses.some((one) => one.verdict === seen.verdict && broken.has(one.id));
}

/**
 * Tries simpler cases until none is left that shows the fault.
 * @returns undefined where the case is as simple as it gets.
 * @throws what the worker throws.
 */
export async function shrink(
  context: ShrinkContext,
  worker: Pick<CaseWorker, 'observe'>,
  planned: Case,
  verdict: CaseVerdict,
): Promise<ShrunkCase | undefined> {
  let best: ShrunkCase | undefined;
  let tried = 0;
  const known = new Set<string>([planned.id]);
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simplerCases(context, best?.planned ?? planned)) {
      if (known.has(candidate.id)) continue;
      known.add(candidate.id);
      if (tried >= maxTries) return best;
      tried += 1;
      const [observation] = await worker.observe([candidate]);
      if (observation === undefined) continue;
      const judged = judgeCase(context.contract, candidate, observation, context.has);
      if (!breaksSameClause(verdict, judged)) continue;
      best = { planned: candidate, verdict: judged, tried };
      progress = true;
      break;
    }
  }
  return best;
}
