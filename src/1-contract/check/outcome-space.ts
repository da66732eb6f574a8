// All outcomes of a call, up to differences that no rule sees, and for each rule the set of those that it accepts.
import { fit, ruleFit } from '../evaluate.ts';
import { outcomeVariables } from '../variables.ts';
import type { Contract, OutcomeBox, OutcomeVariable, Rule } from '../model.ts';
import { parseStatus, statusName } from '../../core/windows/hresult.ts';

/** A set of outcomes: bit i stands for outcome i. */
export type OutcomeSet = bigint;

export interface OutcomeSpace {
  readonly variables: readonly OutcomeVariable[];
  /** The number of outcomes, counting of codes those that rules name, and one other of each severity. */
  readonly outcomes: number;
  /** One outcome for each class that rules distinguish. */
  readonly classes: readonly OutcomeBox[];
  readonly everything: OutcomeSet;
  /** The outcomes that a rule accepts. */
  accepted(rule: Rule): OutcomeSet;
}

/** The outcomes of a call, as far as these rules distinguish them. */
export function outcomeSpace(
  contract: Pick<Contract, 'outcomes'>,
  call: string,
  rules: readonly Rule[],
): OutcomeSpace {
  const variables = outcomeVariables(contract, call);
  let outcomes = 1;
  let classes: OutcomeBox[] = [{}];
  for (const variable of variables) {
    const values = valuesOf(variable, rules);
    outcomes *= values.length;
    const apart = distinguished(variable, values, rules);
    classes = classes.flatMap((outcome) => apart.map((value) => ({ ...outcome, [variable.name]: [value] })));
  }
  const everything = (1n << BigInt(classes.length)) - 1n;
  const sets = new Map<string, OutcomeSet>();
  return {
    variables,
    outcomes,
    classes,
    everything,
    accepted(rule) {
      let set = sets.get(rule.id);
      if (set === undefined) {
        const bits = classes.map((outcome) => (ruleFit(rule, outcome) === 'accepted' ? '1' : '0'));
        sets.set(rule.id, (set = BigInt(`0b${bits.reverse().join('')}`)));
      }
      return set;
    },
  };
}

function mentioned(variable: OutcomeVariable, rules: readonly Rule[]): Set<string> {
  return new Set(
    rules.flatMap((rule) => [...(rule.allow[variable.name] ?? []), ...(rule.given?.[variable.name] ?? [])]),
  );
}

function valuesOf(variable: OutcomeVariable, rules: readonly Rule[]): string[] {
  if (variable.type === 'enumeration') return [...variable.values];
  const codes = new Set<number>();
  for (const name of mentioned(variable, rules)) {
    const code = parseStatus(name);
    if (code !== undefined) codes.add(code);
  }
  const unnamed = (from: number): number => {
    let code = from;
    while (codes.has(code)) code++;
    return code;
  };
  return [...codes, unnamed(0x00000001), unnamed(0x80008000)].map(
    (code) => statusName(code) ?? `0x${code.toString(16).toUpperCase().padStart(8, '0')}`,
  );
}

/** One value of each kind that the rules distinguish. */
function distinguished(
  variable: OutcomeVariable,
  values: readonly string[],
  rules: readonly Rule[],
): string[] {
  const conditions = rules
    .flatMap(({ allow, given }) => [allow, given ?? {}])
    .filter((one) => one[variable.name] !== undefined);
  const seen = new Set<string>();
  return values.filter((value) => {
    const pattern = conditions
      .map((condition) => {
        const only = { [variable.name]: condition[variable.name] ?? [] };
        return fit(only, { [variable.name]: [value] }) === 'accepted' ? '1' : '0';
      })
      .join('');
    if (seen.has(pattern)) return false;
    seen.add(pattern);
    return true;
  });
}
