// Shrinks a case that stands against the driver to the simplest one that breaks the same clause in the same way.
import type { Contract } from '../contract/model.ts';
import { judgeCase } from '../judge/judge-case.ts';
import type { Has } from '../judge/needs.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Lane } from '../observe/lane.ts';
import type { Dialect } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import { simplerCases } from './simpler.ts';

export interface Shrunk {
  readonly planned: Case;
  readonly verdict: CaseVerdict;
  /** How many simpler cases were sent. */
  readonly tried: number;
}

/** What a simpler case is made and judged by. */
export interface ShrinkContext {
  readonly contract: Contract;
  readonly dialect: Dialect;
  readonly has: Has;
}

/** Cases sent at the most for one finding. */
const mostTries = 120;

function sameFault(wanted: CaseVerdict, seen: CaseVerdict): boolean {
  if (seen.verdict !== wanted.verdict) return false;
  const broken = new Set(wanted.clauses.filter((one) => one.verdict === wanted.verdict).map((one) => one.id));
  return seen.clauses.some((one) => one.verdict === seen.verdict && broken.has(one.id));
}

/**
 * Tries simpler cases until none is left that shows the fault.
 * @returns undefined where the case is as simple as it gets.
 * @throws what the lane throws.
 */
export async function shrink(
  context: ShrinkContext,
  lane: Pick<Lane, 'observe'>,
  planned: Case,
  verdict: CaseVerdict,
): Promise<Shrunk | undefined> {
  let best: Shrunk | undefined;
  let tried = 0;
  const known = new Set<string>([planned.id]);
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simplerCases(context, best?.planned ?? planned)) {
      if (known.has(candidate.id)) continue;
      known.add(candidate.id);
      if (tried >= mostTries) return best;
      tried += 1;
      const [observation] = await lane.observe([candidate]);
      if (observation === undefined) continue;
      const judged = judgeCase(context.contract, candidate, observation, context.has);
      if (!sameFault(verdict, judged)) continue;
      best = { planned: candidate, verdict: judged, tried };
      progress = true;
      break;
    }
  }
  return best;
}
