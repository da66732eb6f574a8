// The variables of a contract, sorted for drafting, and the partitions of their bounds.
import type { Contract, PointVariable } from '../1-contract/model.ts';

/** The name of the partition of a bound that a number of bytes falls into. */
export function partition(variable: PointVariable, bytes: number): string {
  for (const [name, length] of Object.entries(variable.exact ?? {})) if (length === bytes) return name;
  const bound = variable.bound;
  if (bound === undefined) throw new RangeError(`variable ${variable.name} has no bound`);
  return bytes < bound ? 'below' : bytes === bound ? 'equal' : 'above';
}

/** The variables of a contract, sorted for drafting: a plan asks for them tens of thousands of times. */
export class PointTables {
  readonly byName: ReadonlyMap<string, PointVariable>;
  private readonly points: readonly PointVariable[];
  private readonly declared = new Map<string, readonly PointVariable[]>();

  constructor({ points }: Contract) {
    this.points = points;
    this.byName = new Map(points.map((variable) => [variable.name, variable]));
  }

  /** Variables of a call that a recipe fixes: all but those of state. */
  declaredOf(call: string): readonly PointVariable[] {
    let variables = this.declared.get(call);
    if (variables === undefined) {
      variables = this.points.filter((one) => one.role !== 'state' && one.calls.includes(call));
      this.declared.set(call, variables);
    }
    return variables;
  }
}

const tablesByContract = new WeakMap<Contract, PointTables>();

/** The tables of a contract, made once. */
export function tablesOf(contract: Contract): PointTables {
  let tables = tablesByContract.get(contract);
  if (tables === undefined) tablesByContract.set(contract, (tables = new PointTables(contract)));
  return tables;
}
