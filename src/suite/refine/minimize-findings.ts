// The step behind observing: findings are made as simple as they get, one for each way in which clauses are broken.
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { CaseWorker } from '../../3-observe/case-worker.ts';
import type { Case } from '../../steps/case.ts';
import { shrink, type ShrinkContext } from './shrink.ts';

/** Findings that are shrunk in one run. */
const maxShrunkFindings = 8;

/** A finding, and the simplest case that shows the same. */
export interface MinimizedFinding {
  readonly found: Case;
  readonly simplest: Case;
}

function failureSignature(verdict: CaseVerdict): string {
  const broken = verdict.clauses.filter((one) => one.verdict === verdict.verdict).map((one) => one.id);
  return [verdict.verdict, ...broken.sort()].join(' ');
}

/**
 * Shrinks findings, in plan order.
 * @throws what the worker throws.
 */
export async function minimizeFindings(
  context: ShrinkContext,
  worker: Pick<CaseWorker, 'observe'>,
  findings: readonly { readonly planned: Case; readonly verdict: CaseVerdict }[],
  stop: () => string | undefined,
): Promise<MinimizedFinding[]> {
  const refined: MinimizedFinding[] = [];
  const seen = new Set<string>();
  for (const { planned, verdict } of findings) {
    const signature = failureSignature(verdict);
    if (seen.has(signature)) continue;
    seen.add(signature);
    if (seen.size > maxShrunkFindings || stop() !== undefined) break;
    const shrunk = await shrink(context, worker, planned, verdict);
    refined.push({ found: planned, simplest: shrunk?.planned ?? planned });
  }
  return refined;
}
