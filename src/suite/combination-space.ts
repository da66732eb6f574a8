// Which combinations of a call's circumstances, with at most one defect, can be made at all.
import type { Condition, Contract, Point, PointVariable } from '../1-contract/model.ts';

/** A variable with its values numbered over all variables of the call. */
export interface Dimension {
  readonly variable: PointVariable;
  readonly first: number;
}

/** A combination that cannot be made: for each variable that takes part, its values as bits. */
type Exclusion = readonly { readonly at: number; readonly values: number }[];

/** The values of a call's variables, and what excludes what. */
export class CombinationSpace {
  readonly dimensions: readonly Dimension[];
  /** Number of values of all variables together. */
  readonly size: number;
  private readonly exclusions: readonly Exclusion[];
  /** For each variable, the bans that it takes part in. */
  private readonly exclusionsByVariable: readonly (readonly Exclusion[])[];
  /** Variables that take part in any. */
  private readonly constrainedVariables: readonly number[];
  /** For each variable, the values to complete a point with, as bits: the normal one first; of a defect, that alone. */
  private readonly candidates: readonly (readonly number[])[];
  /** For each numbered value, its variable. */
  private readonly variableOfNumber: readonly number[];

  /**
   * @param fixed variables that have one value throughout, and are no dimension
   * @param impossible combinations that cannot be made
   */
  constructor(
    contract: Pick<Contract, 'points'>,
    call: string,
    fixed: Point,
    impossible: readonly Condition[],
  ) {
    let first = 0;
    this.dimensions = contract.points
      .filter((variable) => variable.calls.includes(call) && fixed[variable.name] === undefined)
      .map((variable) => {
        const dimension = { variable, first };
        first += variable.values.length;
        return dimension;
      });
    this.size = first;
    this.exclusions = impossible
      .map((condition) => this.exclusionOf(condition, fixed))
      .filter((ban) => ban !== undefined);
    this.exclusionsByVariable = this.dimensions.map((_, at) =>
      this.exclusions.filter((ban) => ban.some((one) => one.at === at)),
    );
    this.constrainedVariables = this.dimensions.flatMap((_, at) =>
      this.exclusionsByVariable[at]?.length === 0 ? [] : [at],
    );
    this.candidates = this.dimensions.map(({ variable: { values, normal, role } }) => {
      const first = 1 << values.indexOf(normal);
      const all = values.map((_, index) => 1 << index);
      return role === 'defect' ? [first] : [first, ...all.filter((bit) => bit !== first)];
    });
    this.variableOfNumber = this.dimensions.flatMap(({ variable }, at) => variable.values.map(() => at));
  }

  private exclusionOf(condition: Condition, fixed: Point): Exclusion | undefined {
    const ban: { at: number; values: number }[] = [];
    for (const [name, values] of Object.entries(condition)) {
      const only = fixed[name];
      if (only !== undefined) {
        if (!values.includes(only)) return undefined;
        continue;
      }
      const at = this.dimensions.findIndex(({ variable }) => variable.name === name);
      const all = this.dimensions[at]?.variable.values;
      if (all === undefined) return undefined;
      const bits = all.reduce((sum, value, index) => (values.includes(value) ? sum | (1 << index) : sum), 0);
      ban.push({ at, values: bits });
    }
    return ban;
  }

  /** The numbers of a point's values, in the order of the dimensions; undefined where it has two defects or lacks a value. */
  numbersOf(point: Point): number[] | undefined {
    const numbers: number[] = [];
    let defects = 0;
    for (const { variable, first } of this.dimensions) {
      const value = point[variable.name];
      const index = value === undefined ? -1 : variable.values.indexOf(value);
      if (index < 0) return undefined;
      if (variable.role === 'defect' && value !== variable.normal && ++defects > 1) return undefined;
      numbers.push(first + index);
    }
    return numbers;
  }

  /** Every choice of values of so many different variables, with at most one defect. */
  *choices(
    strength: number,
    from = 0,
    chosen: readonly number[] = [],
    defects = 0,
  ): Generator<readonly number[]> {
    if (chosen.length === strength) {
      yield chosen;
      return;
    }
    for (let at = from; at < this.dimensions.length; at += 1) {
      const dimension = this.dimensions[at];
      if (dimension === undefined) continue;
      const { variable, first } = dimension;
      for (const [index, value] of variable.values.entries()) {
        const more = variable.role === 'defect' && value !== variable.normal ? 1 : 0;
        if (defects + more <= 1)
          yield* this.choices(strength, at + 1, [...chosen, first + index], defects + more);
      }
    }
  }

  /** Whether a choice is part of a point that can be made. */
  isPossible(chosen: readonly number[]): boolean {
    const bits = this.dimensions.map(() => 0);
    for (const number of chosen) {
      const at = this.variableOfNumber[number] ?? 0;
      bits[at] = 1 << (number - (this.dimensions[at]?.first ?? 0));
    }
    for (const number of chosen) {
      if (this.isExcluded(bits, this.variableOfNumber[number] ?? 0)) return false;
    }
    return this.complete(
      bits,
      this.constrainedVariables.filter((at) => bits[at] === 0),
    );
  }

  /** Whether a ban that a variable takes part in is met by what is chosen. */
  private isExcluded(bits: readonly number[], at: number): boolean {
    return (this.exclusionsByVariable[at] ?? []).some((ban) =>
      ban.every((one) => (one.values & (bits[one.at] ?? 0)) !== 0),
    );
  }

  /** Chooses for the variable with the fewest values left, and goes back where none is. */
  private complete(bits: number[], open: readonly number[]): boolean {
    let narrowest = -1;
    let fewest: readonly number[] = [];
    for (const at of open) {
      const allowed = (this.candidates[at] ?? []).filter((bit) => {
        bits[at] = bit;
        return !this.isExcluded(bits, at);
      });
      bits[at] = 0;
      if (allowed.length === 0) return false;
      if (narrowest < 0 || allowed.length < fewest.length) [narrowest, fewest] = [at, allowed];
    }
    if (narrowest < 0) return true;
    const rest = open.filter((at) => at !== narrowest);
    for (const bit of fewest) {
      bits[narrowest] = bit;
      if (this.complete(bits, rest)) return true;
    }
    bits[narrowest] = 0;
    return false;
  }

  private valueOf(number: number): string {
    const dimension = this.dimensions[this.variableOfNumber[number] ?? 0];
    return dimension?.variable.values[number - dimension.first] ?? '';
  }

  /** `size=below, device=creator`. */
  text(chosen: readonly number[]): string {
    return chosen
      .map((number) => {
        const name = this.dimensions[this.variableOfNumber[number] ?? 0]?.variable.name ?? '';
        return `${name}=${this.valueOf(number)}`;
      })
      .join(', ');
  }
}
