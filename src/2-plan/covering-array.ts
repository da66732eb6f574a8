// Covering arrays: few rows in which every combination of values of any two (or three) factors occurs, as far as it can.
// Greedy and deterministic: each row starts from the first combination that is still missing, and takes for every other
// factor the value that adds most.
import type { Condition, Point } from '../1-contract/model.ts';

/** One value of a factor: a name, and the variables of the point that it sets. */
export interface FactorValue {
  readonly name: string;
  readonly sets: Point;
}

/** A dimension of the array. All its values set the same variables; the first value is the normal one. */
export interface Factor {
  readonly name: string;
  readonly values: readonly FactorValue[];
}

/** For each factor, in their order, the index of a value. */
export type Row = readonly number[];

export interface CoveringOptions {
  readonly factors: readonly Factor[];
  readonly strength: 2 | 3;
  /** Combinations that cannot be made, over the variables that the factors set. */
  readonly impossible: readonly Condition[];
  /** Rows that are there already; what they cover is not covered again, and they are not returned. */
  readonly given?: readonly Row[];
}

/** A combination that cannot be made: for each factor that takes part, which of its values do. */
type ImpossibleCombination = readonly { readonly factor: number; readonly values: readonly boolean[] }[];

/** Translates a condition on variables; undefined where it concerns variables that no factor sets. */
function impossibleCombination(
  condition: Condition,
  factors: readonly Factor[],
): ImpossibleCombination | undefined {
  const ban: { factor: number; values: boolean[] }[] = [];
  for (const [variable, allowed] of Object.entries(condition)) {
    const factor = factors.findIndex((one) => one.values.some((value) => variable in value.sets));
    const values = factors[factor]?.values.map((value) => allowed.includes(value.sets[variable] ?? ''));
    if (values === undefined) return undefined;
    const entry = ban.find((one) => one.factor === factor);
    if (entry === undefined) ban.push({ factor, values });
    else entry.values = entry.values.map((taken, index) => taken && values[index] === true);
  }
  return ban;
}

/** Rows that cover, with those given, every possible combination of `strength` factors. */
export function coveringArray(options: CoveringOptions): Row[] {
  const { factors, strength, impossible, given = [] } = options;
  const search = new RowSearch(factors, impossible);
  const missing = new UncoveredCombinations(factors, strength, search);
  for (const row of given) missing.markCovered(row);
  const rows: Row[] = [];
  for (let start = missing.first(); start !== undefined; start = missing.first()) {
    const row = search.extend(start, missing);
    missing.markCovered(row);
    rows.push(row);
  }
  return rows;
}

/** A row under construction: -1 where no value was chosen yet. */
type PartialRow = number[];

class RowSearch {
  readonly sizes: readonly number[];
  private readonly impossible: readonly ImpossibleCombination[];
  /** For each factor, the bans that it takes part in. */
  private readonly impossibleByFactor: readonly (readonly ImpossibleCombination[])[];

  constructor(factors: readonly Factor[], impossible: readonly Condition[]) {
    this.sizes = factors.map((factor) => factor.values.length);
    this.impossible = impossible
      .map((one) => impossibleCombination(one, factors))
      .filter((ban) => ban !== undefined);
    this.impossibleByFactor = factors.map((_, index) =>
      this.impossible.filter((ban) => ban.some((one) => one.factor === index)),
    );
  }

  /** Whether a row that is complete in these factors, or partial, holds a combination that cannot be made. */
  private isImpossible(row: PartialRow, factor: number): boolean {
    return (this.impossibleByFactor[factor] ?? []).some((ban) =>
      ban.every((one) => one.values[row[one.factor] ?? -1] === true),
    );
  }

  /** Whether the choices so far can be completed. The row is left as it was. */
  isCompletable(row: PartialRow): boolean {
    if (this.isPossibleWithNormals(row)) return true;
    for (const [factor, value] of row.entries())
      if (value >= 0 && this.isImpossible(row, factor)) return false;
    return this.complete([...row], 0);
  }

  /** Whether they stand with the normal value of every other factor, which is soon said and mostly so. */
  private isPossibleWithNormals(row: PartialRow): boolean {
    return !this.impossible.some((ban) =>
      ban.every((one) => one.values[Math.max(0, row[one.factor] ?? 0)] === true),
    );
  }

  private complete(row: PartialRow, from: number): boolean {
    const factor = row.indexOf(-1, from);
    if (factor < 0) return true;
    for (let value = 0; value < (this.sizes[factor] ?? 0); value += 1) {
      row[factor] = value;
      if (!this.isImpossible(row, factor) && this.complete(row, factor + 1)) return true;
    }
    row[factor] = -1;
    return false;
  }

  /** Chooses a value for every factor that is free, the ones that cover most of what is missing. */
  extend(start: PartialRow, missing: UncoveredCombinations): Row {
    const row = [...start];
    for (const [factor, chosen] of row.entries()) {
      if (chosen >= 0) continue;
      let best = -1;
      let bestGain = -1;
      for (let value = 0; value < (this.sizes[factor] ?? 0); value += 1) {
        row[factor] = value;
        const gain = missing.gain(row, factor);
        if (gain > bestGain && this.isCompletable(row)) [best, bestGain] = [value, gain];
      }
      row[factor] = best;
    }
    return row;
  }
}

/** Factors that are looked at together, with a flag for each combination of their values that is still missing. */
interface FactorGroup {
  readonly factors: readonly number[];
  readonly missing: Uint8Array;
  missingCount: number;
}

class UncoveredCombinations {
  private readonly groups: FactorGroup[];
  private readonly groupsOf: readonly (readonly FactorGroup[])[];
  private readonly sizes: readonly number[];

  constructor(factors: readonly Factor[], strength: number, search: RowSearch) {
    this.sizes = search.sizes;
    this.groups = [...combinations(factors.length, strength)].map((members) => {
      const count = members.reduce((product, factor) => product * (this.sizes[factor] ?? 0), 1);
      const missing = new Uint8Array(count);
      let missingCount = 0;
      for (let at = 0; at < count; at += 1) {
        if (!search.isCompletable(this.partial(members, at))) continue;
        missing[at] = 1;
        missingCount += 1;
      }
      return { factors: members, missing, missingCount };
    });
    // The longest first, so that their many combinations shape the rows.
    this.groups.sort((a, b) => b.missing.length - a.missing.length);
    this.groupsOf = factors.map((_, factor) => this.groups.filter((group) => group.factors.includes(factor)));
  }

  /** A row with one combination of a group, and the rest free. */
  private partial(members: readonly number[], at: number): PartialRow {
    const row = this.sizes.map(() => -1);
    for (const factor of [...members].reverse()) {
      const size = this.sizes[factor] ?? 1;
      row[factor] = at % size;
      at = Math.floor(at / size);
    }
    return row;
  }

  /** Index of the row's combination in a group; -1 where a factor is free. */
  private indexIn(group: FactorGroup, row: PartialRow | Row): number {
    let at = 0;
    for (const factor of group.factors) {
      const value = row[factor] ?? -1;
      if (value < 0) return -1;
      at = at * (this.sizes[factor] ?? 1) + value;
    }
    return at;
  }

  /** The first combination that is missing, as a row with the rest free. */
  first(): PartialRow | undefined {
    const group = this.groups.find((one) => one.missingCount > 0);
    return group && this.partial(group.factors, group.missing.indexOf(1));
  }

  /** How many missing combinations a row covers in which a factor takes part. */
  gain(row: PartialRow, factor: number): number {
    let gain = 0;
    for (const group of this.groupsOf[factor] ?? []) {
      if (group.missingCount === 0) continue;
      const at = this.indexIn(group, row);
      if (at >= 0) gain += group.missing[at] ?? 0;
    }
    return gain;
  }

  markCovered(row: Row): void {
    for (const group of this.groups) {
      const at = this.indexIn(group, row);
      if (at < 0 || group.missing[at] !== 1) continue;
      group.missing[at] = 0;
      group.missingCount -= 1;
    }
  }
}

/** All choices of `count` out of the first `of` numbers, in lexical order. */
function* combinations(of: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let first = from; first <= of - count; first += 1) {
    for (const rest of combinations(of, count - 1, first + 1)) yield [first, ...rest];
  }
}
