// Failures that return other codes.
import type { Variation } from '../driver.ts';
import type { Reason } from '../state.ts';
import { shownWhere } from './family.ts';

/** Codes of their own for some reasons. */
export function failsWith(codes: Readonly<Partial<Record<Reason, number>>>): Variation {
  return shownWhere(
    ({ reasons }) => [...reasons].some((reason) => codes[reason] !== undefined),
    (correct) => ({
      failureCode: (reason, attempt) => codes[reason] ?? correct.failureCode(reason, attempt),
    }),
  );
}

/** One code for several reasons. */
export function allFailWith(reasons: readonly Reason[], code: number): Variation {
  return failsWith(Object.fromEntries(reasons.map((reason) => [reason, code])));
}
