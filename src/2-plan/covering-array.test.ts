import { describe, expect, test } from 'vitest';
import type { Condition } from '../1-contract/model.ts';
import { coveringArray, type Factor, type Row } from './covering-array.ts';

function factor(name: string, ...values: string[]): Factor {
  return { name, values: values.map((value) => ({ name: value, sets: { [name]: value } })) };
}

const factors = [
  factor('a', '0', '1', '2', '3', '4'),
  factor('b', '0', '1', '2'),
  factor('c', '0', '1'),
  factor('d', '0', '1', '2'),
  factor('e', '0', '1'),
];

/** Every row of all values that no condition forbids. */
function allRows(impossible: readonly Condition[]): Record<string, string>[] {
  let rows: Record<string, string>[] = [{}];
  for (const one of factors) {
    rows = rows.flatMap((row) => one.values.map((value) => ({ ...row, ...value.sets })));
  }
  const banned = (row: Record<string, string>): boolean =>
    impossible.some((when) =>
      Object.entries(when).every(([name, values]) => values.includes(row[name] ?? '')),
    );
  return rows.filter((row) => !banned(row));
}

function pointsOf(rows: readonly Row[]): Record<string, string>[] {
  return rows.map((row) =>
    Object.fromEntries(factors.map((one, at) => [one.name, one.values[row[at] ?? -1]?.name ?? 'missing'])),
  );
}

/** `a=0 b=1 …` for every choice of `strength` variables of every row. */
function combinationsIn(rows: readonly Record<string, string>[], strength: number): Set<string> {
  const found = new Set<string>();
  const choose = (entries: readonly (readonly [string, string])[], from: number, chosen: string[]): void => {
    if (chosen.length === strength) found.add(chosen.join(' '));
    else
      for (let at = from; at < entries.length; at += 1)
        choose(entries, at + 1, [...chosen, `${entries[at]?.join('=')}`]);
  };
  for (const row of rows) choose(Object.entries(row), 0, []);
  return found;
}

const bans: Record<string, readonly Condition[]> = {
  'nothing is impossible': [],
  'some pairs are impossible': [
    { a: ['4'], b: ['1', '2'] },
    { c: ['1'], d: ['2'] },
  ],
  'a pair is impossible only because of what else it needs': [
    { a: ['3'], c: ['0'] },
    { c: ['1'], e: ['1'] },
    { a: ['2'], b: ['0'], d: ['1', '2'] },
  ],
  'a condition speaks of a variable that is not there': [{ a: ['0'], z: ['1'] }],
};

describe.each(Object.entries(bans))('%s', (_, impossible) => {
  // A variable that no factor has cannot be satisfied, so such a condition forbids nothing.
  const forbidding = impossible.filter((when) => !('z' in when));

  test.each([2, 3] as const)('every possible combination of %i values is covered', (strength) => {
    const rows = coveringArray({ factors, strength, impossible });
    expect(combinationsIn(pointsOf(rows), strength)).toEqual(combinationsIn(allRows(forbidding), strength));
  });

  test('no row is impossible, and none is there twice', () => {
    const rows = coveringArray({ factors, strength: 3, impossible });
    const possible = new Set(allRows(forbidding).map((row) => JSON.stringify(row)));
    const seen = pointsOf(rows).map((row) => JSON.stringify(row));
    expect(seen.filter((row) => !possible.has(row))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('rows that are given are not covered again', () => {
    const pairs = coveringArray({ factors, strength: 2, impossible });
    const more = coveringArray({ factors, strength: 3, impossible, given: pairs });
    const together = pointsOf([...pairs, ...more]);
    expect(combinationsIn(together, 3)).toEqual(combinationsIn(allRows(forbidding), 3));
    expect(coveringArray({ factors, strength: 2, impossible, given: pairs })).toEqual([]);
  });
});

test('far fewer rows than there are combinations', () => {
  const rows = coveringArray({ factors, strength: 2, impossible: [] });
  expect(rows.length).toBeGreaterThanOrEqual(15);
  expect(rows.length).toBeLessThan(22);
});

test('the same rows each time', () => {
  const options = { factors, strength: 3, impossible: bans['some pairs are impossible'] ?? [] } as const;
  expect(coveringArray(options)).toEqual(coveringArray(options));
});

test('nothing where no row is possible', () => {
  expect(coveringArray({ factors, strength: 2, impossible: [{ a: ['0', '1', '2', '3', '4'] }] })).toEqual([]);
});
