// Finds the shortest sequence of preceding cases after which a case fails: the latest ones first, then delta debugging
// (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).

/** Whether the failure appears after a sequence; undefined where no more may be tried. */
export type ShowsAfter<T> = (sequence: readonly T[]) => Promise<boolean | undefined>;

/**
 * Shortens a sequence after which a failure appears, in order, until no element can be omitted, or no more may be tried.
 * The same results of `shows` give the same result.
 */
export async function shortenPreceding<T>(
  preceding: readonly T[],
  shows: ShowsAfter<T>,
): Promise<readonly T[]> {
  let shortest = preceding;
  for (let length = 1; length < preceding.length; length *= 2) {
    const latest = preceding.slice(-length);
    const shown = await shows(latest);
    if (shown === undefined) return shortest;
    if (!shown) continue;
    shortest = latest;
    break;
  }
  let parts = 2;
  while (shortest.length > 1) {
    const without = await firstWithout(shortest, Math.min(parts, shortest.length), shows);
    if (without === 'over') return shortest;
    if (without !== undefined) {
      shortest = without;
      parts = Math.max(2, parts - 1);
    } else if (parts >= shortest.length) {
      return shortest;
    } else {
      parts = Math.min(shortest.length, parts * 2);
    }
  }
  return shortest;
}

/** The sequence without the first of its parts that can be left out. */
async function firstWithout<T>(
  sequence: readonly T[],
  parts: number,
  shows: ShowsAfter<T>,
): Promise<readonly T[] | 'over' | undefined> {
  for (let part = 0; part < parts; part += 1) {
    const from = Math.floor((part * sequence.length) / parts);
    const to = Math.floor(((part + 1) * sequence.length) / parts);
    const rest = [...sequence.slice(0, from), ...sequence.slice(to)];
    const shown = await shows(rest);
    if (shown === undefined) return 'over';
    if (shown) return rest;
  }
  return undefined;
}
