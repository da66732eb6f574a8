// The state machine of a contract, explored for the usual bounds, and its report as text.
import type { Contract } from '../model.ts';
import type { Answers } from './answers.ts';
import { explore, type Exploration } from './explore.ts';
import { invariants } from './invariants.ts';
import { answersOf, Machine, usualBounds } from './machine.ts';

export interface MachineReport {
  /** Whether every invariant holds. */
  readonly holds: boolean;
  readonly explorations: readonly Exploration[];
  /** Calls of which no rule says what they do to keys; they are not made. */
  readonly unspoken: readonly string[];
}

/** Explores the machine to its end, for each of the usual bounds. */
export function exploreMachine(contract: Contract): MachineReport {
  const explorations: Exploration[] = [];
  let unspoken: readonly string[] = [];
  const answers = new Map<number, Answers>();
  for (const bounds of usualBounds) {
    const known = answers.get(bounds.keys) ?? answersOf(contract, bounds.keys);
    answers.set(bounds.keys, known);
    const machine = new Machine(contract, bounds, known);
    explorations.push(explore(contract, machine));
    unspoken = machine.unspoken;
  }
  return { holds: explorations.every(({ violations }) => violations.length === 0), explorations, unspoken };
}

/** A report in plain text, without a line break at its end. */
export function formatMachineReport({ holds, explorations, unspoken }: MachineReport): string {
  const excused = new Set(explorations.flatMap((one) => one.excused));
  return [
    'state machine: sessions of type RSAES_OAEP and protected outputs, with whatever the contract, SHOULD included, allows',
    'at any point of each state; every state that can be reached, breadth first',
    ...explorations.map(
      ({ bounds, states, transitions, depth }) =>
        `  ${bounds}: ${grouped(states)} states, ${grouped(transitions)} steps, none further than ${depth} calls away`,
    ),
    ...(unspoken.length === 0
      ? []
      : [`  without calls of which no rule says what they do to keys: ${unspoken.join(', ')}`]),
    ...invariants.flatMap(({ name, statement, leftOpenBy }) => {
      const violation = explorations
        .flatMap(({ violations }) => violations)
        .find((one) => one.invariant === name);
      const open = leftOpenBy.filter((id) => excused.has(`${name} ${id}`));
      return [
        `  ${violation === undefined ? 'holds' : 'BROKEN'}: ${statement}${open.length === 0 ? '' : `; left open by ${open.join(', ')}`}`,
        ...(violation?.trace ?? []).map((line, at) => `    ${at + 1}. ${line}`),
      ];
    }),
    holds
      ? 'The state machine keeps to its invariants.'
      : 'The state machine breaks an invariant: its rules do not suffice.',
  ].join('\n');
}

/** 2,675,441,664. */
function grouped(value: number): string {
  return value.toString().replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
}
