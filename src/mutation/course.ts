// How a case went so far, as a tree: its calls, what drivers answered, and the verdict at each end. A driver that answers as
// another one did comes to the same end, without the observer and the judge.
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { Answer, Params } from '../core/protocol/adapter.ts';
import type { Exchange } from './retracing-connection.ts';
import { isSame } from './same-values.ts';

/** What a case came to. */
export interface End {
  readonly verdict: CaseVerdict;
  /** Whether the driver goes on to the next case. */
  readonly alive: boolean;
}

/** A call, and what came of it for each answer seen. */
interface Fork {
  readonly method: string;
  readonly params: Params;
  readonly ways: Way[];
}

interface Way {
  readonly answer: Answer;
  readonly then: Fork | End;
}

/** Answers kept of one call: drivers that answer at random cannot fill the memory. */
const mostWays = 8;

export class Course {
  readonly #start: Fork | End;

  /** Calls that depend on nothing but the answers before them. */
  constructor(exchanges: readonly Exchange[], end: End) {
    this.#start = chain(exchanges, 0, end);
  }

  /** Makes the calls of the case, as long as the answers are known; where they are up to the last, with the end. */
  async follow(
    ask: (method: string, params: Params) => Promise<Answer>,
  ): Promise<{ readonly exchanges: readonly Exchange[]; readonly end?: End }> {
    const exchanges: Exchange[] = [];
    let at = this.#start;
    while ('ways' in at) {
      const { method, params } = at;
      const answer = await ask(method, params);
      exchanges.push({ method, params, answer });
      const way = wayOf(at, answer);
      if (way === undefined) return { exchanges };
      at = way.then;
    }
    return { exchanges, end: at };
  }

  /** Keeps a way that the case went. */
  add(exchanges: readonly Exchange[], end: End): void {
    let at = this.#start;
    for (const [index, { answer }] of exchanges.entries()) {
      if (!('ways' in at)) return;
      const way = wayOf(at, answer);
      if (way === undefined) {
        if (at.ways.length < mostWays) at.ways.push({ answer, then: chain(exchanges, index + 1, end) });
        return;
      }
      at = way.then;
    }
  }
}

function chain(exchanges: readonly Exchange[], from: number, end: End): Fork | End {
  let then: Fork | End = end;
  for (const { method, params, answer } of exchanges.slice(from).reverse()) {
    then = { method, params, ways: [{ answer, then }] };
  }
  return then;
}

function wayOf({ ways }: Fork, answer: Answer): Way | undefined {
  for (const way of ways) if (isSame(way.answer, answer)) return way;
  return undefined;
}
