// Which values of which variables the judged steps of a run had, call by call; and which none had.
import type { Contract } from '../contract/model.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import { nameLimit } from './finding-text.ts';
import { plainText } from './plain-text.ts';

export interface CoveredVariable {
  readonly name: string;
  /** Values in the contract's order, with the number of judged steps; 0: never met. */
  readonly values: readonly (readonly [value: string, steps: number])[];
}

export interface CoveredCall {
  readonly call: string;
  /** Judged steps of this call. */
  readonly steps: number;
  /** Different points met. */
  readonly points: number;
  readonly variables: readonly CoveredVariable[];
}

interface Tally {
  steps: number;
  readonly points: Set<string>;
  readonly variables: Map<string, Map<string, number>>;
}

/** Collects verdicts one by one, so that a stream need not be kept. */
export class CoverageCollector {
  readonly #calls = new Map<string, Tally>();

  add(verdict: CaseVerdict): void {
    for (const { call, point } of verdict.steps) {
      let tally = this.#calls.get(call);
      if (tally === undefined)
        this.#calls.set(call, (tally = { steps: 0, points: new Set(), variables: new Map() }));
      tally.steps += 1;
      let name = '';
      for (const variable in point) {
        const value = point[variable] ?? '';
        name += `${variable}=${value};`;
        let values = tally.variables.get(variable);
        if (values === undefined) tally.variables.set(variable, (values = new Map<string, number>()));
        values.set(value, (values.get(value) ?? 0) + 1);
      }
      tally.points.add(name);
    }
  }

  /** The table, with the variables that the contract has for each call, met or not. */
  result(contract: Pick<Contract, 'points'> | undefined): CoveredCall[] {
    return [...this.#calls].map(([call, tally]) => {
      const known = (contract?.points ?? []).filter((variable) => variable.calls.includes(call));
      const names = new Set([...known.map((variable) => variable.name), ...tally.variables.keys()]);
      return {
        call: plainText(call, nameLimit),
        steps: tally.steps,
        points: tally.points.size,
        variables: [...names].map((name): CoveredVariable => {
          const met = tally.variables.get(name) ?? new Map<string, number>();
          const values = new Set([...(known.find((one) => one.name === name)?.values ?? []), ...met.keys()]);
          return {
            name: plainText(name, nameLimit),
            values: [...values].map((value) => [plainText(value, nameLimit), met.get(value) ?? 0]),
          };
        }),
      };
    });
  }
}
