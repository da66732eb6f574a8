// The whole machine: several sessions and outputs, two devices, and calls that are about none of them.
import { SuiteError } from '../../core/errors.ts';
import type { Contract } from '../model.ts';
import { judgedCalls } from '../variables.ts';
import { Answers } from './answers.ts';
import { openRules } from './invariants.ts';
import { keysOf, sentKey, wordsFor } from './keys.ts';
import { otherSessions, previousCalls, type ObjectKind, type Step, type Surroundings } from './object.ts';
import { outputCalls, OutputKind } from './output.ts';
import { devices, sessionCalls, SessionKind } from './session.ts';

/** How much of everything there is. Two devices, and one random number for refreshes, always. */
export interface Bounds {
  readonly sessions: number;
  readonly outputs: number;
  /** Different keys that are sent; one more is there that never is. */
  readonly keys: number;
}

/** The bounds that are explored where nothing else is asked for. */
export const usualBounds: readonly Bounds[] = [
  { sessions: 2, outputs: 1, keys: 2 },
  { sessions: 1, outputs: 2, keys: 2 },
];

/** Everything that can surround an object. */
export const surroundings: readonly Surroundings[] = previousCalls.flatMap((previousCall) =>
  otherSessions.map((otherSession) => ({ previousCall, otherSession })),
);

/** States that a search may have to number. */
const most = 40_000_000;

/** The combinations of words for a key that can come about. */
export function wordSetsOf(keys: number): number[] {
  const all = keysOf(keys);
  const sent = Array.from({ length: keys }, (_, index) => sentKey(index));
  const sets = new Set<number>();
  for (const before of all) {
    for (const after of all) {
      for (const one of [undefined, ...sent]) {
        for (const two of [undefined, ...sent]) {
          for (const random of [false, true])
            sets.add(wordsFor(before, after, { sent: one, at16: two }, random));
        }
      }
    }
  }
  return [...sets].sort((a, b) => a - b);
}

/** What the contract says, asked once for all machines with this many keys. */
export function answersOf(contract: Contract, keys: number): Answers {
  return new Answers(contract, wordSetsOf(keys), openRules);
}

/** Objects side by side. A state of the whole is one number: who was refused last, and each object's state. */
export class Machine {
  readonly bounds: Bounds;
  readonly objects: readonly ObjectKind[];
  readonly sessionKind: SessionKind;
  readonly outputKind: OutputKind;
  /** Steps of calls that are about no object of the machine. */
  readonly elsewhere: readonly Step[];
  /** Calls about which the contract does not say what they do to keys. */
  readonly unspoken: readonly string[];
  /** The product of all objects' states. */
  readonly size: number;
  /** For each state of a session, twice its device, and one more where a key was accepted; -1 where there is none. */
  private readonly owners: readonly number[];

  /** @throws SuiteError SPEC_BOUNDS where the machine is too large to explore */
  constructor(contract: Contract, bounds: Bounds, answers: Answers = answersOf(contract, bounds.keys)) {
    this.bounds = bounds;
    this.sessionKind = new SessionKind(answers, bounds.keys);
    this.outputKind = new OutputKind(answers, bounds.keys);
    this.objects = [
      ...Array.from({ length: bounds.sessions }, () => this.sessionKind),
      ...Array.from({ length: bounds.outputs }, () => this.outputKind),
    ];
    this.size = this.objects.reduce((product, { states }) => product * states, bounds.sessions + 2);
    if (this.size > most) {
      const message = `expected bounds with at most ${most} combinations of states, got ${this.size}`;
      throw new SuiteError('SPEC_BOUNDS', message, 'Ask for fewer sessions, outputs or keys.');
    }
    this.owners = Array.from({ length: this.sessionKind.states }, (_, state) => {
      const session = this.sessionKind.decode(state);
      return session === undefined ? -1 : session.device * 2 + Number(session.set);
    });
    const others = judgedCalls(contract).filter(
      (call) => !sessionCalls.includes(call) && !outputCalls.includes(call),
    );
    this.unspoken = others.filter((call) => !answers.speaksOfOthers(call));
    this.elsewhere = others
      .filter((call) => answers.speaksOfOthers(call))
      .flatMap((call) =>
        answers.at(call, {}).flatMap(({ ways }) =>
          ways.map((way): Step => ({
            call,
            to: 0,
            othersChanged: way.othersChanged,
            result: way.result,
            words: 0,
            carried: {},
            point: way.point,
            broken: way.othersChanged ? ['apart'] : [],
            excused: [],
            ...(way.code === undefined ? {} : { code: way.code }),
          })),
        ),
      );
  }

  /** What surrounds the object at an index, as the index of {@link surroundings}; `refused` is as in the search. */
  around(at: number, states: readonly number[], refused: number): number {
    const { sessions } = this.bounds;
    const previous = refused === 0 ? 0 : refused === at + 1 ? 1 : 2;
    if (at < 0 || at >= sessions) return previous * 3;
    const owner = this.owners[states[at] ?? 0] ?? -1;
    let other = 0;
    for (let index = 0; index < sessions && owner >= 0; index += 1) {
      const beside = this.owners[states[index] ?? 0] ?? -1;
      if (index !== at && beside >= 0 && beside >> 1 === owner >> 1)
        other = Math.max(other, 1 + (beside & 1));
    }
    return previous * 3 + other;
  }

  /** The bounds in words. */
  describe(): string {
    const { sessions, outputs, keys } = this.bounds;
    const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
    return `${many(devices, 'device')}, ${many(sessions, 'session')}, ${many(outputs, 'output')}, ${many(keys, 'key')} and one never sent, 1 random number`;
  }
}
