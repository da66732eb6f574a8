// The states that one object goes through, explored from the contract: which calls can be made in a state, what the contract
// lets them come to, and call sequences in which every two transitions that can follow one another do.
import { allowedBy, applicable, fit, matches, type Allowed } from '../1-contract/evaluate.ts';
import type { Condition, Contract, OutcomeBox, Point } from '../1-contract/model.ts';
import { stateAfter } from '../1-contract/state-after.ts';
import { isFailure, parseStatus } from '../core/windows/hresult.ts';

/** What a call comes to; `done` for a call that returns nothing. */
export type OutcomeClass = 'success' | 'failure' | 'done';

/** A call on the object, in one of the ways that the contract distinguishes. */
export interface MachineCall {
  readonly name: string;
  readonly call: string;
  /** The variables of the point that are not normal. */
  readonly sets: Point;
  /** The states in which the suite makes it, where the contract's table does not say; absent: in all. */
  readonly where?: (state: Point) => boolean;
  /** Whatever comes of it, the plan does not count on another state. */
  readonly keepsState?: boolean;
}

/** One kind of object: its state variables, and the calls on it. */
export interface Machine<M extends MachineCall> {
  readonly initial: Point;
  readonly moves: readonly M[];
}

export interface Transition<M extends MachineCall> {
  readonly from: Point;
  readonly move: M;
  readonly outcome: OutcomeClass;
  readonly to: Point;
  /** Whether the contract, SHOULD included, leaves no other outcome. */
  readonly obliged: boolean;
}

/** Every code that the contract names, by severity: no other can make a difference to what it allows. */
function namedStatuses(contract: Contract): Readonly<Record<OutcomeClass, OutcomeBox>> {
  const named = new Set<string>();
  for (const rule of contract.rules) {
    for (const condition of [rule.allow, rule.given ?? {}]) {
      for (const value of [...(condition['hr'] ?? []), ...(condition['status'] ?? [])]) named.add(value);
    }
  }
  const of = (failure: boolean): OutcomeBox => {
    const codes = [...named].filter((name) => {
      const code = parseStatus(name);
      return code !== undefined && isFailure(code) === failure;
    });
    // Any other code of that severity, where the contract allows the whole group.
    const other = failure ? '0xFFFFFFFF' : '0x7FFFFFFF';
    return { hr: [...codes, other], status: [...codes, other] };
  };
  return { success: of(false), failure: of(true), done: {} };
}

/** All transitions of the states that can be reached, breadth first. */
export function explore<M extends MachineCall>(contract: Contract, machine: Machine<M>): Transition<M>[] {
  const found: Transition<M>[] = [];
  const states = [machine.initial];
  const known = new Set(states.map(stateName));
  const statuses = namedStatuses(contract);
  for (let state = states[0], at = 0; state !== undefined; at += 1, state = states[at]) {
    for (const move of machine.moves) {
      if (move.where?.(state) === false) continue;
      const outcomes = outcomesAt(contract, statuses, move, state);
      for (const outcome of outcomes) {
        const to =
          move.keepsState === true ? state : stateAfter(move.call, state, outcome !== 'failure', move.sets);
        found.push({ from: state, move, outcome, to, obliged: outcomes.length === 1 });
        if (known.has(stateName(to))) continue;
        known.add(stateName(to));
        states.push(to);
      }
    }
  }
  return found;
}

/** A state's name: its variables in order. Asked for at each comparison of two states, so it is made once. */
export function stateName(state: Point): string {
  let name = stateNames.get(state);
  if (name === undefined) {
    name = Object.entries(state)
      .map(([variable, value]) => `${variable} ${value}`)
      .join(', ');
    stateNames.set(state, name);
  }
  return name;
}

const stateNames = new WeakMap<Point, string>();

/** The outcome classes that the contract allows; none where the point cannot be made. */
function outcomesAt(
  contract: Contract,
  statuses: Readonly<Record<OutcomeClass, OutcomeBox>>,
  move: MachineCall,
  state: Point,
): OutcomeClass[] {
  const point: Record<string, string> = {};
  for (const variable of contract.points) {
    if (!variable.calls.includes(move.call)) continue;
    point[variable.name] = state[variable.name] ?? move.sets[variable.name] ?? variable.normal;
  }
  const made = !contract.impossible.some(
    (one) => (one.call.includes('*') || one.call.includes(move.call)) && matches(one.when, point),
  );
  if (!made) return [];
  const returns = contract.outcomes.some((one) => one.type === 'status' && one.calls.includes(move.call));
  if (!returns) return ['done'];
  const allowed = allowedBy(applicable(contract, move.call, point), 'SHOULD');
  return (['success', 'failure'] as const).filter((outcome) => isAllowed(allowed, statuses[outcome]));
}

function isAllowed(allowed: Allowed, outcome: OutcomeBox): boolean {
  const fits = (condition: Condition): boolean => fit(condition, outcome) !== 'rejected';
  const holds = (rule: { given?: Condition; allow: Condition }): boolean =>
    (rule.given !== undefined && !fits(rule.given)) || fits(rule.allow);
  return allowed.constraints.every(holds) && allowed.branches.some((branch) => branch.rules.every(holds));
}

/** The class of a transition: call, abstract state, outcome. */
export function transitionClass<M extends MachineCall>(transition: Transition<M>): string {
  return `${transition.move.call} | ${stateName(transition.from)} | ${transition.outcome}`;
}

/** Moves from the initial state, and the state before each of them, as far as the contract lets one know. */
export interface Sequence<M extends MachineCall> {
  readonly moves: readonly M[];
  readonly states: readonly Point[];
}

/**
 * Sequences from the initial state that cover every two classes of transitions that can follow one another. One that only
 * begins another is left out.
 * @param every whether each move of a class takes part in each of its pairs, or they take turns
 */
export function sequences<M extends MachineCall>(
  transitions: readonly Transition<M>[],
  initial: Point,
  every: boolean,
): Sequence<M>[] {
  const classes = new Map<string, Transition<M>[]>();
  for (const transition of transitions) {
    // One class can lead to two states, and what follows in the one says nothing of the other.
    const name = `${transitionClass(transition)} | ${stateName(transition.to)}`;
    const members = classes.get(name);
    if (members === undefined) classes.set(name, [transition]);
    else members.push(transition);
  }
  const members = [...classes.values()].map(rotationMembers);
  const paths = shortestPaths(transitions, initial);
  const found = new Map<string, Sequence<M>>();
  let turn = 0;
  for (const first of members) {
    const ends = new Set(first.map((one) => stateName(one.to)));
    for (const second of members) {
      const meets = second.filter((one) => ends.has(stateName(one.from)));
      if (meets.length === 0) continue;
      const variants = every ? Math.max(first.length, meets.length) : 1;
      for (let variant = 0; variant < variants; variant += 1, turn += 1) {
        const one = first[turn % first.length];
        const next = meets[turn % meets.length];
        const path = one && paths.get(stateName(one.from));
        if (one === undefined || next === undefined || path === undefined) continue;
        const all = [...path, one, next];
        const moves = all.map((step) => step.move);
        found.set(sequenceName(moves), { moves, states: all.map((step) => step.from) });
      }
    }
  }
  return withoutPrefixes(found);
}

function sequenceName(moves: readonly MachineCall[]): string {
  return moves.map((move) => move.name).join(' > ');
}

function withoutPrefixes<M extends MachineCall>(found: ReadonlyMap<string, Sequence<M>>): Sequence<M>[] {
  const prefixes = new Set<string>();
  for (const { moves } of found.values()) {
    for (let length = 1; length < moves.length; length += 1)
      prefixes.add(sequenceName(moves.slice(0, length)));
  }
  return [...found].filter(([name]) => !prefixes.has(name)).map(([, sequence]) => sequence);
}

/**
 * The members of a class that take turns: those whose outcome is the only one; where the contract leaves it open, those
 * with nothing remarkable about them.
 */
function rotationMembers<M extends MachineCall>(
  transitions: readonly Transition<M>[],
): readonly Transition<M>[] {
  const obliged = transitions.filter((one) => one.obliged);
  if (obliged.length > 0) return obliged;
  const remarks = (one: Transition<M>): number => Object.keys(one.move.sets).length;
  const fewest = Math.min(...transitions.map(remarks));
  return transitions.filter((one) => remarks(one) === fewest);
}

/** The shortest way to each state, over transitions that can be counted on as long as there are any. */
function shortestPaths<M extends MachineCall>(
  transitions: readonly Transition<M>[],
  initial: Point,
): Map<string, readonly Transition<M>[]> {
  const paths = new Map<string, readonly Transition<M>[]>([[stateName(initial), []]]);
  for (const usable of [transitions.filter((one) => one.obliged), transitions]) {
    const queue = [...paths.keys()];
    for (let name = queue[0], at = 0; name !== undefined; at += 1, name = queue[at]) {
      const path = paths.get(name) ?? [];
      for (const one of usable) {
        if (stateName(one.from) !== name || paths.has(stateName(one.to))) continue;
        paths.set(stateName(one.to), [...path, one]);
        queue.push(stateName(one.to));
      }
    }
  }
  return paths;
}
