// "Did you mean …": the name nearest to one that does not exist.

/** Number of letters to insert, delete, replace or swap with their neighbour to get from one word to the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * The nearest of some names, whatever the case of letters; undefined where none is near enough to be meant:
 * more than a third of the letters differ.
 */
export function closestName(given: string, names: readonly string[]): string | undefined {
  const word = given.slice(0, 100).toLowerCase();
  let best: string | undefined;
  let least = Math.floor(Math.max(word.length, 3) / 3);
  for (const name of names) {
    const far = distance(word, name.toLowerCase());
    if (far < least || (far === least && best === undefined)) {
      least = far;
      best = name;
    }
  }
  return best;
}
