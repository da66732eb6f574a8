// The step behind observing: findings are made as simple as they get, one for each way in which clauses are broken.
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Lane } from '../observe/lane.ts';
import type { Case } from '../recipe/case.ts';
import { shrink, type ShrinkContext } from './shrink.ts';

/** Findings that are shrunk in one run. */
const mostShrunk = 8;

/** A finding, and the simplest case that shows the same. */
export interface Refined {
  readonly found: Case;
  readonly simplest: Case;
}

function faultOf(verdict: CaseVerdict): string {
  const broken = verdict.clauses.filter((one) => one.verdict === verdict.verdict).map((one) => one.id);
  return [verdict.verdict, ...broken.sort()].join(' ');
}

/**
 * Shrinks findings, in plan order.
 * @throws what the lane throws.
 */
export async function refine(
  context: ShrinkContext,
  lane: Pick<Lane, 'observe'>,
  findings: readonly { readonly planned: Case; readonly verdict: CaseVerdict }[],
  stop: () => string | undefined,
): Promise<Refined[]> {
  const refined: Refined[] = [];
  const seen = new Set<string>();
  for (const { planned, verdict } of findings) {
    const fault = faultOf(verdict);
    if (seen.has(fault)) continue;
    seen.add(fault);
    if (seen.size > mostShrunk || stop() !== undefined) break;
    const shrunk = await shrink(context, lane, planned, verdict);
    refined.push({ found: planned, simplest: shrunk?.planned ?? planned });
  }
  return refined;
}
