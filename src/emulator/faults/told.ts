// Failures that are told by other codes.
import type { Variation } from '../driver.ts';
import type { Reason } from '../state.ts';
import { shownWhere } from './family.ts';

/** Codes of their own for some reasons. */
export function told(codes: Readonly<Partial<Record<Reason, number>>>): Variation {
  return shownWhere(
    ({ reasons }) => [...reasons].some((reason) => codes[reason] !== undefined),
    (correct) => ({
      failureCode: (reason, attempt) => codes[reason] ?? correct.failureCode(reason, attempt),
    }),
  );
}

/** One code for several reasons. */
export function toldAlike(reasons: readonly Reason[], code: number): Variation {
  return told(Object.fromEntries(reasons.map((reason) => [reason, code])));
}
