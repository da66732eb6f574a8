// Lengths that the contract names, and the partitions that they make.
import type { Contract, PointVariable } from '../../1-contract/model.ts';

/** The variables of a point whose values are lengths. */
export interface LengthVariables {
  readonly size: PointVariable;
  readonly message: PointVariable;
  readonly opmMessage: PointVariable;
}

/** @throws RangeError where the contract lacks one of them */
export function lengthVariables(contract: Pick<Contract, 'points'>): LengthVariables {
  const named = (name: string): PointVariable => {
    const variable = contract.points.find((each) => each.name === name);
    if (variable?.bound === undefined)
      throw new RangeError(`the contract has no variable ${name} with a bound`);
    return variable;
  };
  return { size: named('size'), message: named('message'), opmMessage: named('opmMessage') };
}

/** The value of a length's variable, for a number of bytes. */
export function lengthValue(variable: PointVariable, bytes: number): string {
  const exact = Object.entries(variable.exact ?? {}).find(([, length]) => length === bytes);
  if (exact !== undefined) return exact[0];
  const bound = variable.bound ?? Number.NaN;
  return bytes === bound ? 'equal' : bytes < bound ? 'below' : 'above';
}

/** The lengths that a variable knows by name: its bound, and the exact ones. */
export function namedLengths(variable: PointVariable): number[] {
  return [...(variable.bound === undefined ? [] : [variable.bound]), ...Object.values(variable.exact ?? {})];
}
