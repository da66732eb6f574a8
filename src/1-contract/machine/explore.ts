// Breadth-first search to closure: every state that can be reached, and for each invariant that is broken the shortest way there.
import type { Contract } from '../model.ts';
import { surroundings, type Machine } from './machine.ts';
import type { Step } from './object.ts';
import { describeStep, type Taken } from './trace.ts';

/** The shortest way to a step that breaks an invariant, in words. */
export interface Violation {
  readonly invariant: string;
  readonly trace: readonly string[];
}

export interface Exploration {
  readonly bounds: string;
  /** The initial one among them. */
  readonly states: number;
  /** Pairs of states of which the second can follow the first at once. */
  readonly transitions: number;
  /** The longest of all shortest ways to a state. */
  readonly depth: number;
  readonly violations: readonly Violation[];
  /** Where a rule was needed that leaves an invariant open, as `invariant rule`. */
  readonly excused: readonly string[];
}

/** What the steps from one state of an object come to, for the arithmetic of the whole. */
interface Ends {
  readonly steps: readonly Step[];
  /** What to add to the number of the whole state. */
  readonly moves: readonly number[];
  /** Steps by which other objects change too. */
  readonly spreading: readonly Step[];
}

/** Explores a machine from the state in which nothing exists. */
export function explore(contract: Contract, machine: Machine): Exploration {
  return new Search(contract, machine).run();
}

class Search {
  private readonly contract: Contract;
  private readonly machine: Machine;
  /** How much one more of each digit is worth; the last digit says who was refused. */
  private readonly weights: readonly number[];
  private readonly radixes: readonly number[];
  /** For each state, one more than the one it was reached from; 0 where it was not reached. */
  private readonly parents: Int32Array;
  private readonly queue: number[] = [0];
  private readonly ends: (Ends | undefined)[] = [];
  private readonly widest: number;
  private readonly violations: Violation[] = [];
  private readonly excused = new Set<string>();
  private transitions = 0;

  constructor(contract: Contract, machine: Machine) {
    this.contract = contract;
    this.machine = machine;
    this.radixes = [...machine.objects.map(({ states }) => states), machine.bounds.sessions + 2];
    this.weights = this.radixes.map((_, at) =>
      this.radixes.slice(0, at).reduce((product, one) => product * one, 1),
    );
    this.widest = Math.max(...this.radixes);
    this.parents = new Int32Array(machine.size);
    this.parents[0] = 1;
  }

  run(): Exploration {
    let depth = 0;
    let levelEnd = 1;
    for (let head = 0; head < this.queue.length; head += 1) {
      if (head === levelEnd) {
        depth += 1;
        levelEnd = this.queue.length;
      }
      this.expand(this.queue[head] ?? 0);
    }
    return {
      bounds: this.machine.describe(),
      states: this.queue.length,
      transitions: this.transitions,
      depth,
      violations: this.violations,
      excused: [...this.excused].sort(),
    };
  }

  private expand(state: number): void {
    const digits = this.digitsOf(state);
    for (let at = -1; at < this.machine.objects.length; at += 1) {
      const { moves, spreading } = this.endsOf(state, digits, at);
      this.transitions += moves.length;
      for (const move of moves) this.reach(state, state + move);
      for (const step of spreading) {
        // With more objects about than when the step was first looked at, it may break what it could not then.
        this.hold(state, digits, { at, step });
        for (const to of this.spread(digits, { at, step })) this.reach(state, to);
      }
    }
  }

  private reach(from: number, to: number): void {
    if (this.parents[to] !== 0) return;
    this.parents[to] = from + 1;
    this.queue.push(to);
  }

  /** Worked out once for each state of an object and what surrounds it: then its steps are held against the invariants. */
  private endsOf(state: number, digits: readonly number[], at: number): Ends {
    const { machine, weights } = this;
    const refused = digits[machine.objects.length] ?? 0;
    const kind = machine.objects[at];
    const around = machine.around(at, digits, refused);
    const name =
      (((at + 1) * this.widest + (digits[at] ?? 0)) * surroundings.length + around) *
        (machine.bounds.sessions + 2) +
      refused;
    let ends = this.ends[name];
    if (ends !== undefined) return ends;
    const steps =
      kind === undefined
        ? machine.elsewhere
        : kind.steps(
            digits[at] ?? 0,
            surroundings[around] ?? { previousCall: 'none', otherSession: 'absent' },
          );
    const moves = new Set<number>();
    for (const step of steps) {
      if (step.othersChanged) continue;
      const own = kind === undefined ? 0 : (step.to - (digits[at] ?? 0)) * (weights[at] ?? 0);
      moves.add(
        own + (this.refusedAfter(step, at, refused) - refused) * (weights[machine.objects.length] ?? 0),
      );
    }
    const spreading = steps.filter((step) => step.othersChanged);
    ends = { steps, moves: [...moves], spreading };
    this.ends[name] = ends;
    for (const step of steps) this.hold(state, digits, { at, step });
    return ends;
  }

  private hold(state: number, digits: readonly number[], taken: Taken): void {
    for (const one of taken.step.excused) this.excused.add(one);
    for (const invariant of taken.step.broken) {
      if (this.violations.some((violation) => violation.invariant === invariant)) continue;
      const [to] = this.endsOfStep(digits, taken);
      // Where there is no other object, none can change.
      if (to === undefined) continue;
      this.violations.push({
        invariant,
        trace: [
          ...this.wayTo(state),
          describeStep(this.contract, this.machine, taken, this.digitsOf(state), this.digitsOf(to)),
        ],
      });
    }
  }

  private endsOfStep(digits: readonly number[], taken: Taken): number[] {
    if (taken.step.othersChanged) return [...this.spread(digits, taken)];
    return [this.after(digits, taken)];
  }

  private after(digits: readonly number[], { at, step }: Taken): number {
    const last = this.machine.objects.length;
    const next = digits.with(last, this.refusedAfter(step, at, digits[last] ?? 0));
    if (at >= 0) next[at] = step.to;
    return next.reduce((number, digit, place) => number + digit * (this.weights[place] ?? 0), 0);
  }

  /** 0: the negotiation before was not one to be refused; 1 + i: it was, on session i; else: on one that is gone. */
  private refusedAfter(step: Step, at: number, refused: number): number {
    const { sessions } = this.machine.bounds;
    if (at < 0 || at >= sessions) return refused;
    if (step.mustFail !== undefined) return step.mustFail ? at + 1 : 0;
    return step.to === 0 && refused === at + 1 ? sessions + 1 : refused;
  }

  /** The states behind a step by which another object's key changes, whichever and to whatever. */
  private *spread(digits: readonly number[], taken: Taken): Generator<number> {
    const end = this.after(digits, taken);
    for (const [at, kind] of this.machine.objects.entries()) {
      if (at === taken.at) continue;
      const digit = digits[at] ?? 0;
      for (const changed of kind.rekeyed(digit)) yield end + (changed - digit) * (this.weights[at] ?? 0);
    }
  }

  private digitsOf(state: number): number[] {
    let rest = state;
    return this.radixes.map((radix) => {
      const digit = rest % radix;
      rest = (rest - digit) / radix;
      return digit;
    });
  }

  private wayTo(state: number): string[] {
    const way: string[] = [];
    for (let to = state; to !== 0;) {
      const from = (this.parents[to] ?? 1) - 1;
      const taken = this.leading(from, to);
      if (taken !== undefined)
        way.unshift(describeStep(this.contract, this.machine, taken, this.digitsOf(from), this.digitsOf(to)));
      to = from;
    }
    return way;
  }

  /** Which step led there is looked up again: few are ever described. */
  private leading(from: number, to: number): Taken | undefined {
    const digits = this.digitsOf(from);
    for (let at = -1; at < this.machine.objects.length; at += 1) {
      for (const step of this.endsOf(from, digits, at).steps) {
        if (this.endsOfStep(digits, { at, step }).includes(to)) return { at, step };
      }
    }
    return undefined;
  }
}
