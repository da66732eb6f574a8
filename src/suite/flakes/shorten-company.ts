// Finds out which of the cases before a failing one it takes for the failure to show: delta debugging (Zeller and
// Hildebrandt, "Simplifying and isolating failure-inducing input", 2002) behind a look at the latest ones.

/** Whether the failure shows behind a sequence; undefined where that may not be tried any more. */
export type ShowsBehind<T> = (sequence: readonly T[]) => Promise<boolean | undefined>;

/**
 * Shortens a sequence behind which a failure shows, in order, until no element can be left out, or no more may be tried.
 * The same answers give the same result.
 */
export async function shortenCompany<T>(company: readonly T[], shows: ShowsBehind<T>): Promise<readonly T[]> {
  let shortest = company;
  for (let length = 1; length < company.length; length *= 2) {
    const latest = company.slice(-length);
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
  shows: ShowsBehind<T>,
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
