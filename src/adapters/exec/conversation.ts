// Requests and answers over a channel: ids, time limits, and what becomes of a process that misbehaves
// (adapter protocol, sections 1 and 7).
import { exitStatus, SuiteError } from '../../core/errors.ts';
import type { Answer, Fault, Params } from '../../core/protocol/adapter.ts';
import { checkResult, faultOf } from '../../core/protocol/check-result.ts';
import { normalizeResult } from '../../core/protocol/normalize-result.ts';
import { shown } from '../../core/protocol/values.ts';
import { plainText } from '../../core/plain-text.ts';
import { readAnswerLine, type AnswerLine } from './answer-line.ts';
import { ProcessChannel, type ChannelListener, type Launch } from './process-channel.ts';
import { describeExit, type Exit } from './process-exit.ts';
import { requestLine } from './request-line.ts';
import { lineLimit } from '../../core/protocol/line-reader.ts';

/** A line as it went over the wire, without its end. */
export type Trace = (direction: 'sent' | 'got', line: string) => void;

export interface ConversationOptions {
  /** Time limit of a call in milliseconds, from when it is sent. */
  readonly callTimeoutMs: number;
  /** Whether results are checked against the protocol and normalised; true unless given. */
  readonly checkResults?: boolean;
  readonly trace?: Trace;
}

/** How a conversation ended, without what the process printed meanwhile. */
type Termination =
  | { readonly kind: 'crash'; readonly what: string; readonly fault?: Fault }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'violation'; readonly what: string };

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: Params;
  readonly line: string;
  readonly limitMs: number;
  readonly settle: (answer: Answer) => void;
  sentAt: number;
  textFrom: number;
}

/** How the process ended after {@link Conversation.close}. */
export interface Ending extends Exit {
  /** Whether it ended when its standard input was closed, without being killed. */
  readonly byItself: boolean;
}

/** Time for a process to end by itself once its standard input is closed. */
const closeMs = 1000;

function describeFault(fault: Fault): string {
  const where =
    fault.offset === null ? 'outside of pData' : `at offset ${fault.offset} from the start of pData`;
  return `access violation of the driver: ${fault.access} ${where}`;
}

export class Conversation implements ChannelListener {
  /** Whether requests are sent while others are under way; otherwise they wait for their turn. */
  concurrent = false;
  readonly #options: ConversationOptions;
  readonly #underWay = new Map<number, Call>();
  readonly #waiting: Call[] = [];
  /** The last call that was answered. */
  #answered: Call | undefined;
  #channel: ProcessChannel | undefined;
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = 0;
  #textFrom = 0;
  #terminated: Termination | undefined;
  /** Settled when the process is gone and all calls are answered. */
  #finished: Promise<void> | undefined;
  #reported = false;
  #closing: Promise<Ending> | undefined;

  private constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /**
   * Starts a process to talk to.
   * @throws what the system says where it cannot be started.
   */
  static async open(launch: Launch, options: ConversationOptions): Promise<Conversation> {
    const conversation = new Conversation(options);
    conversation.#channel = await ProcessChannel.launch(launch, conversation);
    return conversation;
  }

  /** Whether the process is there and has kept to the protocol so far. */
  get alive(): boolean {
    return this.#terminated === undefined;
  }

  /**
   * Sends a request, once it is its turn, and gives its answer.
   * @throws SuiteError `REQUEST_TOO_LONG` where the request is no line of the protocol.
   */
  call(method: string, params: Params, limitMs = this.#options.callTimeoutMs): Promise<Answer> {
    const id = this.#nextId++;
    const line = requestLine(id, method, params);
    return this.#submit(id, method, params, line, limitMs);
  }

  /** As {@link call}, with an id and further members of the request of the caller's choice. */
  exchange(method: string, params: Params, id: number, more: Params = {}): Promise<Answer> {
    const line = `${JSON.stringify({ ...more, jsonrpc: '2.0', id, method, params })}\n`;
    return this.#submit(id, method, params, line, this.#options.callTimeoutMs);
  }

  /** Free text of the process, at most its last 64 KiB. */
  get text(): string {
    return this.#channel?.textSince(0) ?? '';
  }

  /** Whether a process that waits to be used keeps the suite's own from ending. */
  hold(hold: boolean): void {
    this.#channel?.hold(hold);
  }

  /**
   * Ends the conversation as the protocol says; a process that does not end within `graceMs` is killed with all
   * that it started. Calls under way are answered with `crash`. Never rejects.
   */
  close(graceMs = closeMs): Promise<Ending> {
    return (this.#closing ??= this.#close(graceMs));
  }

  async #close(graceMs: number): Promise<Ending> {
    const channel = this.#channel;
    if (channel === undefined) return { code: null, signal: null, byItself: false };
    if (this.#terminated !== undefined) {
      await this.#finished;
      return { ...(await channel.stop()), byItself: false };
    }
    const ending = channel.finish(graceMs);
    this.#finish({ kind: 'crash', what: 'was closed by the suite' }, ending);
    await this.#finished;
    return ending;
  }

  #submit(id: number, method: string, params: Params, line: string, limitMs: number): Promise<Answer> {
    // A character is at least one byte, and at most three in UTF-8.
    if (line.length * 3 > lineLimit && Buffer.byteLength(line) - 1 > lineLimit) {
      const message = `a request for ${method} would be longer than ${lineLimit} bytes, the longest line of the protocol`;
      return Promise.reject(
        new SuiteError('REQUEST_TOO_LONG', message, 'send less data', exitStatus.undecided),
      );
    }
    return new Promise((settle) => {
      if (this.#terminated !== undefined) {
        void this.#afterTermination().then(settle);
        return;
      }
      const call: Call = { id, method, params, line, limitMs, settle, sentAt: 0, textFrom: 0 };
      if (this.concurrent || this.#underWay.size === 0) this.#send(call);
      else this.#waiting.push(call);
    });
  }

  #send(call: Call): void {
    const channel = this.#channel;
    if (channel === undefined) return;
    call.sentAt = performance.now();
    call.textFrom = this.#textFrom = channel.textPosition;
    this.#underWay.set(call.id, call);
    channel.send(call.line);
    this.#options.trace?.('sent', call.line.slice(0, -1));
    this.#watch(call.sentAt + call.limitMs);
  }

  onLine(line: Buffer): void {
    if (this.#terminated !== undefined) return;
    this.#options.trace?.('got', line.toString('utf8'));
    const answer = readAnswerLine(line);
    if (typeof answer === 'string') {
      this.#fail({ kind: 'violation', what: answer });
      return;
    }
    const call = this.#underWay.get(answer.id as number);
    if (call === undefined) {
      this.#fail({ kind: 'violation', what: this.#unexpected(answer) });
      return;
    }
    const settled = this.#read(call, answer);
    if (settled === undefined) return;
    this.#underWay.delete(call.id);
    this.#answered = call;
    call.settle(settled);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#send(next);
  }

  /** The answer to a call, or undefined where it ends the conversation. */
  #read(call: Call, { result, error }: AnswerLine): Answer | undefined {
    if (error !== undefined) return { kind: 'refused', code: error.code, message: error.message };
    if (result === undefined) return undefined;
    if (this.#options.checkResults === false) return { kind: 'result', result };
    const wrong = checkResult(call.method, call.params, result);
    if (wrong !== undefined) {
      this.#fail({ kind: 'violation', what: `answered ${call.method} wrongly: ${wrong}` });
      return undefined;
    }
    const fault = faultOf(result);
    if (fault !== undefined) {
      this.#fail({ kind: 'crash', what: describeFault(fault), fault });
      return undefined;
    }
    return { kind: 'result', result: normalizeResult(call.method, result) };
  }

  #unexpected(answer: AnswerLine): string {
    const last = this.#answered;
    if (last !== undefined && answer.id === last.id) {
      return `answered ${last.method} a second time, with the id ${last.id}`;
    }
    const said = answer.error === undefined ? '' : ` and the error "${plainText(answer.error.message, 120)}"`;
    const got = `sent an answer with the id ${shown(answer.id)}${said}`;
    if (this.#underWay.size === 0) return `${got} when no request was under way`;
    return `${got}; expected ${[...this.#underWay.keys()].join(' or ')}`;
  }

  onBroken(what: string): void {
    this.#fail({ kind: 'violation', what });
  }

  onExit(exit: Exit): void {
    const broken = (this.#channel?.unfinished ?? 0) > 0 ? ' in the middle of a line' : '';
    this.#fail({ kind: 'crash', what: describeExit(exit) + broken });
  }

  /** One timer for all calls, set anew only when it fires or a call is due before it: most calls never touch it. */
  #watch(due: number): void {
    if (this.#timer !== undefined) {
      if (due >= this.#timerDue) return;
      clearTimeout(this.#timer);
    }
    this.#timerDue = due;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(1, Math.ceil(due - performance.now())));
    // The process's own handles keep the suite alive.
    this.#timer.unref();
  }

  #onTimer(): void {
    this.#timer = undefined;
    const now = performance.now();
    let due = Infinity;
    for (const call of this.#underWay.values()) {
      due = Math.min(due, call.sentAt + call.limitMs);
      if (due > now) continue;
      // The answer may lie in the pipe where the suite itself was busy, so the pipe is looked at once more.
      setImmediate(() => {
        if (this.#underWay.get(call.id) === call) this.#fail({ kind: 'timeout', afterMs: call.limitMs });
        else if (this.#terminated === undefined) this.#onTimer();
      });
      return;
    }
    if (due !== Infinity) this.#watch(due);
  }

  #fail(termination: Termination): void {
    if (this.#terminated !== undefined || this.#channel === undefined) return;
    this.#finish(termination, this.#channel.stop());
  }

  #finish(termination: Termination, gone: Promise<unknown>): void {
    this.#terminated = termination;
    clearTimeout(this.#timer);
    this.#finished = gone.then(() => {
      this.#reported = this.#underWay.size > 0;
      for (const call of this.#underWay.values()) call.settle(this.#answer(call.textFrom));
      for (const call of this.#waiting) call.settle(this.#goneAnswer());
      this.#underWay.clear();
      this.#waiting.length = 0;
    });
  }

  /** The first call after a termination that no call saw gets its reason; later ones get only that the process is gone. */
  async #afterTermination(): Promise<Answer> {
    await this.#finished;
    if (this.#reported) return this.#goneAnswer();
    this.#reported = true;
    return this.#answer(this.#textFrom);
  }

  #answer(textFrom: number): Answer {
    const termination = this.#terminated ?? { kind: 'crash', what: 'is not there' };
    return { ...termination, stderr: this.#channel?.textSince(textFrom) ?? '' };
  }

  #goneAnswer(): Answer {
    return { kind: 'crash', what: 'had ended before this call', stderr: '' };
  }
}

/** What an answer that is no result says, for a sentence that starts with the program. */
export function describeAnswer(method: string, answer: Exclude<Answer, { kind: 'result' }>): string {
  switch (answer.kind) {
    case 'refused':
      return `answered ${method} with the error ${answer.code}: ${plainText(answer.message, 400)}`;
    case 'timeout':
      return `did not answer ${method} within ${answer.afterMs} ms`;
    default:
      return answer.what;
  }
}
