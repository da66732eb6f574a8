// A connection on which the same calls get the same answers from drivers that do the same: handles go by names of ours, and
// what was asked of the driver before can be asked again without asking it.
import type { Answer, Connection, Params, Result } from '../protocol/adapter.ts';

/** A call and what came of it. */
export interface Exchange {
  readonly method: string;
  readonly params: Params;
  readonly answer: Answer;
}

/** Thrown where other calls are made than those that were made before. */
export class Strayed extends Error {
  override readonly name = 'Strayed';
}

const handleMembers = ['hDevice', 'hCryptoSession', 'hSurface', 'hAuthChannel', 'hProtectedOutput'] as const;

export class SteadyConnection implements Connection {
  readonly #inner: Connection;
  /** Handles by our names: those made before the first case, and those of the case under way. */
  readonly #lasting = new Map<string, string>();
  #handles = this.#lasting;
  #made = 0;
  #before: Exchange[] = [];
  /** Where calls are written down; null: nowhere. */
  record: Exchange[] | null = null;

  constructor(inner: Connection) {
    this.#inner = inner;
  }

  get introduction(): Connection['introduction'] {
    return this.#inner.introduction;
  }

  /** Starts a case: its objects have names of their own, counted from here on. */
  begin(count: number): void {
    this.#made = count;
    this.#handles = new Map(this.#lasting);
    this.#before = [];
  }

  /** Starts the case under way again: these calls are answered as they were. */
  again(before: readonly Exchange[]): void {
    this.#before = [...before];
  }

  async call(method: string, params: Params): Promise<Answer> {
    const answer = this.#before.length > 0 ? this.#again(method, params) : await this.ask(method, params);
    this.record?.push({ method, params, answer });
    return answer;
  }

  /** Asks the driver. */
  async ask(method: string, params: Params): Promise<Answer> {
    const answer = await this.#inner.call(method, this.#real(params));
    return answer.kind === 'result' ? { kind: 'result', result: this.#named(answer.result) } : answer;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #again(method: string, params: Params): Answer {
    const exchange = this.#before.shift();
    if (exchange?.method !== method || JSON.stringify(exchange.params) !== JSON.stringify(params)) {
      throw new Strayed(`${method} in place of ${exchange?.method ?? 'nothing'}`);
    }
    return exchange.answer;
  }

  #real(params: Params): Params {
    const real: Record<string, unknown> = { ...params };
    for (const member of handleMembers) {
      const name = params[member];
      if (typeof name === 'string') real[member] = this.#handles.get(name) ?? name;
    }
    return real;
  }

  #named(result: Result): Result {
    for (const member of handleMembers) {
      const handle = result[member];
      if (typeof handle !== 'string') continue;
      const name = `${member}-${++this.#made}`;
      this.#handles.set(name, handle);
      return { ...result, [member]: name };
    }
    return result;
  }
}
