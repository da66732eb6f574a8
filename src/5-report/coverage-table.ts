// Which values of which variables the judged steps of a run had, call by call; and which none had.
import type { Contract } from '../1-contract/model.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { nameLimit } from './finding-text.ts';
import { plainText } from '../core/plain-text.ts';

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

/** Collects the steps of verdicts one by one. */
export class CoverageCollector {
  /** How many cases came to the same steps: verdicts that were read share most of them. */
  readonly #sequences = new Map<CaseVerdict['steps'], number>();

  add({ steps }: CaseVerdict): void {
    this.#sequences.set(steps, (this.#sequences.get(steps) ?? 0) + 1);
  }

  #tallies(): Map<string, Tally> {
    const calls = new Map<string, Tally>();
    for (const [steps, times] of this.#sequences) {
      for (const { call, point } of steps) {
        let tally = calls.get(call);
        if (tally === undefined)
          calls.set(call, (tally = { steps: 0, points: new Set(), variables: new Map() }));
        tally.steps += times;
        let name = '';
        for (const variable in point) {
          const value = point[variable] ?? '';
          name += `${variable}=${value};`;
          let values = tally.variables.get(variable);
          if (values === undefined) tally.variables.set(variable, (values = new Map<string, number>()));
          values.set(value, (values.get(value) ?? 0) + times);
        }
        tally.points.add(name);
      }
    }
    return calls;
  }

  /** The table, with the variables that the contract has for each call, met or not. */
  result(contract: Pick<Contract, 'points'> | undefined): CoveredCall[] {
    return [...this.#tallies()].map(([call, tally]) => {
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
