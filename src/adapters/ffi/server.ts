// Requests in, answers out (adapter protocol, section 1): one after the other, but for key exchanges that may run beside
// one another.
import type { Params, Result } from '../../core/protocol/adapter.ts';
import { reasonOf } from '../../core/errors.ts';
import { isObject, shown } from '../../core/protocol/values.ts';
import { plainText } from '../../core/plain-text.ts';
import { ascii, asciiJson, resultJson } from './answer-json.ts';
import { Call } from './call.ts';
import { functionOf, type CallResult, type Host, type Method } from './method.ts';
import { blitMethods } from './methods-blit.ts';
import { channelMethods } from './methods-channel.ts';
import { deviceMethods } from './methods-device.ts';
import { opmMethods } from './methods-opm.ts';
import { sessionMethods } from './methods-session.ts';
import { destroyAll, testMethods } from './methods-test.ts';
import { readUint32 } from './parameters.ts';
import { readLine } from './request.ts';
import { lineLimit } from '../../core/protocol/line-reader.ts';
import {
  errorCodes,
  errorLine,
  RequestError,
  type Request,
  type RequestId,
} from '../../core/protocol/json-rpc.ts';

const driverMethods = new Map<string, Method>(
  [sessionMethods, deviceMethods, blitMethods, channelMethods, opmMethods].flatMap(Object.entries<Method>),
);
const hooks = new Map<string, Method>(Object.entries(testMethods));
const besideMethod = 'NegotiateCryptoSessionKeyExchangeMT';

/** An opened driver, and what it says of itself. */
export interface Opened {
  readonly host: Host;
  readonly introduction: Result;
  /** CloseAdapter. */
  close(): void;
}

export interface ServerOptions {
  /** Opens the driver; what it throws becomes the answer to `initialize`. `noteError` is called for each pfnSetErrorCb. */
  open(options: Readonly<Record<string, string>>, noteError: (status: number) => void): Opened;
  /** Takes a whole answer in ASCII, line end included. */
  write(line: string): void;
  /** Called when native code is about to run, and when none runs and no request waits any more. */
  busy(busy: boolean): void;
}

function readOptions(params: Params): Readonly<Record<string, string>> {
  if (params['protocol'] !== 1) {
    throw new RequestError(errorCodes.invalidParams, `protocol must be 1; got ${shown(params['protocol'])}`);
  }
  const { options = {} } = params;
  const texts = isObject(options) && Object.values(options).every((value) => typeof value === 'string');
  if (texts) return options as Readonly<Record<string, string>>;
  throw new RequestError(errorCodes.invalidParams, 'options must be an object of strings');
}

export class Server {
  readonly #options: ServerOptions;
  #opened: Opened | undefined;
  /** test/failAllocation, for the next call of the driver. */
  #failAfter: number | undefined;
  /** Calls in the driver, in the order in which they began. */
  readonly #running: Call[] = [];
  /** Requests that wait for calls on other threads. */
  readonly #waiting: Request[] = [];
  /** Calls whose buffers stay where they are until the next call. */
  readonly #past: Call[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** Whether calls are under way on other threads. */
  get busy(): boolean {
    return this.#running.length > 0;
  }

  /** Takes a line without its end. Never throws. */
  receive(line: string): void {
    let request: Request;
    try {
      request = readLine(line);
    } catch (thrown) {
      this.#refuse(thrown instanceof RequestError ? thrown.id : null, thrown);
      return;
    }
    if (this.#waiting.length > 0 || !this.#mayBegin(request)) this.#waiting.push(request);
    else this.#serve(request);
  }

  /** Answers a line that was too long to be read. */
  refuseLongLine(): void {
    this.#refuse(null, new RequestError(errorCodes.parse, `a line has at most ${lineLimit} bytes`));
  }

  /** Destroys what the suite left, and closes the driver. */
  close(): void {
    if (this.#opened === undefined) return;
    destroyAll(this.#opened.host);
    this.#opened.close();
  }

  #mayBegin({ method }: Request): boolean {
    return !this.busy || (method === besideMethod && this.#failAfter === undefined);
  }

  #serve(request: Request): void {
    this.#options.busy(true);
    try {
      this.#dispatch(request);
    } catch (thrown) {
      this.#refuse(request.id, thrown);
    }
    this.#rest();
  }

  #rest(): void {
    if (!this.busy && this.#waiting.length === 0) this.#options.busy(false);
  }

  #dispatch(request: Request): void {
    const { id, method, params } = request;
    if (method === 'initialize') {
      this.#answer(id, this.#initialize(params));
      return;
    }
    if (this.#opened === undefined)
      throw new RequestError(errorCodes.invalidRequest, 'initialize comes first');
    const { host } = this.#opened;
    const run = driverMethods.get(method);
    if (run !== undefined) this.#run(host, run, request);
    else this.#answer(id, this.#runHook(host, method, params));
  }

  #initialize(params: Params): Result {
    if (this.#opened !== undefined) {
      throw new RequestError(errorCodes.invalidRequest, 'the conversation has been opened already');
    }
    this.#opened = this.#options.open(readOptions(params), (status) => this.#running[0]?.noteError(status));
    return this.#opened.introduction;
  }

  #runHook(host: Host, name: string, params: Params): Result {
    if (name === 'test/failAllocation') {
      functionOf(host, 'armAllocation');
      this.#failAfter = readUint32(params, 'after');
      return {};
    }
    const hook = hooks.get(name);
    if (hook === undefined) {
      throw new RequestError(errorCodes.noSuchMethod, `no such method: ${plainText(name, 80)}`);
    }
    if (name === 'test/reset') this.#failAfter = undefined;
    const call = new Call(host.pool, host.driver.functions, undefined);
    try {
      return hook(host, call, params) as CallResult;
    } finally {
      call.release();
    }
  }

  #run(host: Host, run: Method, { id, params }: Request): void {
    for (let past = this.#past.pop(); past !== undefined; past = this.#past.pop()) past.release();
    const call = new Call(host.pool, host.driver.functions, this.#failAfter);
    this.#running.push(call);
    let outcome;
    try {
      outcome = run(host, call, params);
    } catch (thrown) {
      this.#end(call);
      throw thrown;
    }
    this.#failAfter = undefined;
    if (!(outcome instanceof Promise)) {
      this.#conclude(id, call, outcome);
      return;
    }
    const conclude = outcome.then(
      (result) => this.#conclude(id, call, result),
      (thrown: unknown) => {
        this.#end(call);
        this.#refuse(id, thrown);
      },
    );
    void conclude.then(() => this.#goOn());
  }

  #conclude(id: RequestId, call: Call, result: Result): void {
    const observations = call.observations();
    this.#end(call);
    this.#answer(id, result, observations);
  }

  #end(call: Call): void {
    this.#running.splice(this.#running.indexOf(call), 1);
    call.overwrite();
    this.#past.push(call);
  }

  /** Serves what waited for a call on another thread. */
  #goOn(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#mayBegin(next); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#serve(next);
    }
    this.#rest();
  }

  #answer(id: RequestId, result: Result, observations = ''): void {
    const line = `{"jsonrpc":"2.0","id":${asciiJson(id)},"result":${resultJson(observations, result)}}\n`;
    if (line.length - 1 > lineLimit) {
      this.#refuse(
        id,
        new RequestError(errorCodes.failed, `the answer does not fit a line of ${lineLimit} bytes`),
      );
      return;
    }
    this.#options.write(line);
  }

  #refuse(id: RequestId, thrown: unknown): void {
    const code = thrown instanceof RequestError ? thrown.code : errorCodes.failed;
    this.#options.write(ascii(errorLine(id, code, plainText(reasonOf(thrown), 1000))));
  }
}
