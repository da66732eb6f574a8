// Calls the adapter under examination one call at a time, records every line, and restarts it when it ends.
import { errorCodes } from '../core/protocol/json-rpc.ts';
import {
  ProcessAdapter,
  type ProcessConnection,
  type WatchOptions,
} from '../adapters/exec/process-adapter.ts';
import { reasonOf } from '../core/errors.ts';
import type { Adapter, Answer, Connection, Introduction, Params, Result } from '../core/protocol/adapter.ts';
import { checkResult, faultOf } from '../core/protocol/check-result.ts';
import { methods } from '../core/protocol/methods.ts';
import { plainText } from '../core/plain-text.ts';
import { NotOffered, NotTried, Wrong, type Demand, type Step } from './step.ts';

/** Steps in a row in which the adapter may end before the rest is not tried. */
const maxFatalSteps = 5;

/** Calls without which no run is possible. */
const essential: ReadonlySet<string> = new Set([
  'CreateDevice',
  'GetContentProtectionCaps',
  'GetCryptoKeyExchangeType',
  'GetCertificateSize',
  'GetCertificate',
  'CreateCryptoSession',
  'NegotiateCryptoSessionKeyExchange',
]);

/** The last exchange of lines, for the step under way. */
interface Exchange {
  sent?: string;
  got?: string;
}

export class AdapterProbe {
  readonly adapter: Adapter;
  readonly #onStep: (step: Step) => void;
  #connection: Connection | undefined;
  #exchange: Exchange = {};
  #ids = 0;
  /** How often it ended in all, and steps in a row in which it ended. */
  #terminations = 0;
  #fatalSteps = 0;
  /** Calls that are not there, and were not claimed to be. */
  readonly #absent = new Set<string>();
  /** Grows with every start: handles of an earlier start are invalid. */
  starts = 0;
  /** The first missing call that every run needs, and how it was refused. */
  lacks: string | undefined;

  constructor(adapter: Adapter, onStep: (step: Step) => void) {
    this.adapter = adapter;
    this.#onStep = onStep;
  }

  /** Carries out a step; what it gives or throws says how it ended. Errors of other kinds are the suite's own. */
  async step(demand: Demand, body: () => Promise<string | undefined>): Promise<Step> {
    this.#exchange = {};
    const terminations = this.#terminations;
    let end: Pick<Step, 'state' | 'note' | 'stderr'>;
    try {
      if (this.#fatalSteps >= maxFatalSteps)
        throw new NotTried(`the adapter ended in ${maxFatalSteps} steps in a row`);
      const note = await body();
      end = { state: 'ok', ...(note === undefined ? {} : { note }) };
    } catch (thrown) {
      if (thrown instanceof Wrong) {
        const stderr = thrown.stderr === '' ? {} : { stderr: thrown.stderr };
        end = { state: 'wrong', note: thrown.message, ...stderr };
      } else if (thrown instanceof NotOffered) end = { state: 'not-offered', note: thrown.message };
      else if (thrown instanceof NotTried) end = { state: 'not-tried', note: thrown.message };
      else throw thrown;
    }
    if (this.#terminations > terminations && end.state === 'wrong') this.#fatalSteps += 1;
    else if (end.state === 'ok') this.#fatalSteps = 0;
    const shown = end.state === 'not-tried' ? {} : this.#exchange;
    const step = { ...demand, ...end, ...shown };
    this.#onStep(step);
    return step;
  }

  /** What the adapter said of itself. */
  async introduction(): Promise<Introduction> {
    return (await this.connection()).introduction;
  }

  /** The connection in use, started where there is none. */
  async connection(): Promise<Connection> {
    this.#connection ??= await this.#start();
    return this.#connection;
  }

  /** A connection that is used for one step alone, with its wire; the caller ends it. */
  async onWire(options: WatchOptions = {}): Promise<ProcessConnection> {
    if (!(this.adapter instanceof ProcessAdapter)) {
      throw new NotOffered('the adapter runs in the process of the suite: there is no wire to look at');
    }
    try {
      return await this.adapter.startWatched(this.#watch(options));
    } catch (thrown) {
      throw new Wrong(reasonOf(thrown));
    }
  }

  /** Ends the connection; the next call starts the adapter again. */
  async restart(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /**
   * Makes a call that the adapter must have, or that it claims to have.
   * @throws Wrong where it refuses, ends, or answers with anything but a result of the protocol. NotOffered where there
   * is no such call, and nothing was claimed: without it a driver cannot be tested, but the protocol allows it.
   */
  async ask(method: string, params: Params): Promise<Result> {
    const result = this.read(method, params, await this.send(method, params));
    const fault = faultOf(result);
    if (fault === undefined) return result;
    await this.restart();
    throw new Wrong(`the driver made an access violation (${fault.access}) in an ordinary call`);
  }

  /** Makes a call and gives whatever came of it. Where the process ended, the next call starts it again. */
  async send(method: string, params: Params): Promise<Answer> {
    const connection = await this.connection();
    if (!(this.adapter instanceof ProcessAdapter)) this.#noteRequest(method, params);
    const answer = await connection.call(method, params);
    if (!(this.adapter instanceof ProcessAdapter)) this.#noteAnswer(answer);
    if (answer.kind !== 'result' && answer.kind !== 'refused') {
      this.#terminations += 1;
      await this.restart();
    }
    return answer;
  }

  /** The result in an answer, which may be a `fault`. @throws Wrong as {@link ask} does. */
  read(method: string, params: Params, answer: Answer): Result {
    switch (answer.kind) {
      case 'result': {
        const wrong = checkResult(method, params, answer.result);
        if (wrong !== undefined) throw new Wrong(wrong);
        return answer.result;
      }
      case 'refused': {
        const said = `${answer.code}: ${plainText(answer.message, 200)}`;
        const placed = 'buffer' in params && !this.#absent.has(method);
        const claimed = methods[method]?.needs !== undefined || placed;
        if (answer.code === errorCodes.noSuchMethod && !claimed) {
          this.#absent.add(method);
          if (essential.has(method)) this.lacks ??= `${method} is refused with ${said}`;
          throw new NotOffered(`${method} is refused with ${said}`);
        }
        throw new Wrong(`the adapter must have ${method}, and refuses it with ${said}`);
      }
      case 'timeout':
        throw new Wrong(`no answer within ${answer.afterMs} ms`, answer.stderr);
      case 'crash':
        throw new Wrong(`the process ${plainText(answer.what, 400)}`, answer.stderr);
      case 'violation':
        throw new Wrong(`the adapter ${plainText(answer.what, 400)}`, answer.stderr);
    }
  }

  #watch(options: WatchOptions): WatchOptions {
    return {
      ...options,
      // The doctor checks results itself, and continues after a wrong one.
      checkResults: false,
      trace: (direction, line) => {
        if (direction === 'sent') this.#exchange = { sent: line };
        else this.#exchange.got = line;
        options.trace?.(direction, line);
      },
    };
  }

  async #start(): Promise<Connection> {
    this.starts += 1;
    try {
      if (this.adapter instanceof ProcessAdapter) return await this.adapter.startWatched(this.#watch({}));
      return await this.adapter.start();
    } catch (thrown) {
      this.#terminations += 1;
      // Standard error of a process that does not start is part of the reason, line by line.
      throw new Wrong(reasonOf(thrown));
    }
  }

  #noteRequest(method: string, params: Params): void {
    this.#ids += 1;
    this.#exchange = { sent: JSON.stringify({ jsonrpc: '2.0', id: this.#ids, method, params }) };
  }

  #noteAnswer(answer: Answer): void {
    const head = { jsonrpc: '2.0', id: this.#ids };
    if (answer.kind === 'result') this.#exchange.got = JSON.stringify({ ...head, result: answer.result });
    if (answer.kind !== 'refused') return;
    const { code, message } = answer;
    this.#exchange.got = JSON.stringify({ ...head, error: { code, message } });
  }
}
