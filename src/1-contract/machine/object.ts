// What the two kinds of objects have in common: a state that is a small number, and the steps that can be made from it.
import type { Point } from '../model.ts';
import type { Answer, Answers, Result, Way } from './answers.ts';
import { judgeStep, type Deed } from './invariants.ts';
import { sentKey, wordsFor, type Carried, type Key } from './keys.ts';

/** Whether the negotiation before was one that must be refused, and where. */
export const previousCalls = ['none', 'refused-here', 'refused-elsewhere'] as const;
/** Another live session on the same device. */
export const otherSessions = ['absent', 'idle', 'keyed'] as const;

/** What surrounds an object at a call. */
export interface Surroundings {
  readonly previousCall: (typeof previousCalls)[number];
  readonly otherSession: (typeof otherSessions)[number];
}

export interface Step {
  readonly call: string;
  /** The object's state behind it. */
  readonly to: number;
  /** Whether this was a negotiation that must be refused; absent: it was none. */
  readonly mustFail?: boolean;
  readonly othersChanged: boolean;
  readonly result: Result;
  readonly words: number;
  readonly code?: string;
  readonly carried: Carried;
  readonly point: Point;
  /** Invariants that it breaks. */
  readonly broken: readonly string[];
  /** Invariants that it would break where a rule leaves them open, as `invariant rule`. */
  readonly excused: readonly string[];
}

/** A kind of object. State 0 is absence. */
export interface ObjectKind {
  readonly name: 'session' | 'output';
  readonly states: number;
  steps(state: number, around: Surroundings): readonly Step[];
  key(state: number): Key;
  /** The same state with every other key in force. */
  rekeyed(state: number): readonly number[];
  describe(state: number): string;
}

/** How a call is made from a state. */
export interface Made {
  readonly object: ObjectKind['name'];
  readonly call: string;
  readonly deed: Deed;
  /** Values of the call's point that the state decides. */
  readonly fixed: Point;
  readonly before: Key;
  /** Whether a random number is pending, or was. */
  readonly random?: boolean;
  /** The state behind the call, for a result and a key. */
  readonly to: (result: Result, key: Key) => number;
}

/** What a block can carry, with this many keys to choose from. */
export function carriedBy(block: Answer['block'], keys: number): Carried[] {
  if (block === 'no-bytes') return [{}];
  return Array.from({ length: keys }, (_, index) => ({
    sent: sentKey(index),
    ...(block === 'key' ? {} : { at16: sentKey((index + 1) % keys) }),
  }));
}

/** Every step of a call that the contract allows, those with the same end once. */
export function stepsOf(answers: Answers, made: Made, all: readonly Key[], keys: number): Step[] {
  const steps = new Map<string, Step>();
  for (const { block, open, mustFail, ways } of answers.at(made.call, made.fixed)) {
    const asked = made.deed === 'negotiate' ? carriedBy(block, keys) : [{}];
    for (const carried of asked) {
      for (const way of ways) {
        for (const after of keysBehind(way, made, carried, all)) {
          const step = {
            ...outcome(made, way, carried, after, open),
            ...(made.deed === 'negotiate' ? { mustFail } : {}),
          };
          const name = [step.to, step.mustFail, step.othersChanged, step.broken, step.excused].join();
          if (!steps.has(name)) steps.set(name, step);
        }
      }
    }
  }
  return [...steps.values()];
}

function keysBehind(
  { words, result }: Way,
  made: Made,
  carried: Carried,
  all: readonly Key[],
): readonly Key[] {
  // An object that is not there has no key, and a call without a say in it leaves it alone.
  if (made.deed === 'destroy' || (made.deed === 'create' && result === 'failure')) return [0];
  if (words === 0) return [made.before];
  return all.filter((after) => wordsFor(made.before, after, carried, made.random === true) === words);
}

function outcome(made: Made, way: Way, carried: Carried, after: Key, open: string): Step {
  const { object, deed, before, call, to } = made;
  const { result, words, othersChanged, point, code } = way;
  const happening = { object, deed, result, before, after, carried, othersChanged };
  return {
    call,
    to: to(result, after),
    othersChanged,
    result,
    words,
    carried,
    point,
    ...judgeStep(happening, open),
    ...(code === undefined ? {} : { code }),
  };
}
