// A connection that keeps what was asked and answered, so that it can be gone through again without asking the driver.
import type { Answer, Connection, Params } from '../core/protocol/adapter.ts';
import { isSame } from './same-values.ts';

/** A call and what came of it. */
export interface Exchange {
  readonly method: string;
  readonly params: Params;
  readonly answer: Answer;
}

/** Thrown where other calls are made than those that were made before. */
export class Diverged extends Error {
  override readonly name = 'Diverged';
}

export class RetracingConnection implements Connection {
  readonly #inner: Connection;
  #before: readonly Exchange[] = [];
  /** How many of those before were gone through. */
  #retraced = 0;
  /** Where calls are written down; null: nowhere. */
  record: Exchange[] | null = null;

  constructor(inner: Connection) {
    this.#inner = inner;
  }

  get introduction(): Connection['introduction'] {
    return this.#inner.introduction;
  }

  /** The next calls are to be these; they are answered as they were. */
  again(before: readonly Exchange[]): void {
    this.#before = before;
    this.#retraced = 0;
  }

  async call(method: string, params: Params): Promise<Answer> {
    const answer =
      this.#retraced < this.#before.length ? this.#again(method, params) : await this.ask(method, params);
    this.record?.push({ method, params, answer });
    return answer;
  }

  /** Asks the driver. */
  ask(method: string, params: Params): Promise<Answer> {
    return this.#inner.call(method, params);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #again(method: string, params: Params): Answer {
    const exchange = this.#before[this.#retraced++];
    if (exchange?.method !== method || !isSame(exchange.params, params)) {
      throw new Diverged(`${method} in place of ${exchange?.method ?? 'nothing'}`);
    }
    return exchange.answer;
  }
}
