// An adapter module behind the protocol's lines: what the runner does, apart from its process.
import { reasonOf } from '../../core/errors.ts';
import type { Params } from '../../core/protocol/adapter.ts';
import { isObject } from '../../core/protocol/values.ts';
import type { AdapterModule } from './module-shape.ts';
import {
  errorCodes,
  errorLine,
  readRequest,
  RequestError,
  resultLine,
  type Request,
  type RequestId,
} from '../../core/protocol/json-rpc.ts';
import { lineLimit } from '../../core/protocol/line-reader.ts';

function errorOf(thrown: unknown): { code: number; message: string } {
  const code =
    isObject(thrown) && Number.isInteger(thrown['code']) ? Number(thrown['code']) : errorCodes.failed;
  if (isObject(thrown) && typeof thrown['message'] === 'string') return { code, message: thrown['message'] };
  return { code, message: isObject(thrown) ? `error ${code}` : reasonOf(thrown) };
}

/** Answers requests with a module's functions, in order unless the module declares `concurrent`. */
export class ModuleServer {
  readonly #load: () => Promise<AdapterModule>;
  readonly #write: (line: string) => void;
  #adapter: AdapterModule | undefined;
  #concurrent = false;
  #last: Promise<void> = Promise.resolve();

  /** `load` is called at `initialize`; what it throws becomes the answer. `write` gets whole lines. */
  constructor(load: () => Promise<AdapterModule>, write: (line: string) => void) {
    this.#load = load;
    this.#write = write;
  }

  /** Takes one line; comes back when its answer is written. Never rejects. */
  receive(line: string): Promise<void> {
    if (this.#concurrent) return this.#answer(line);
    this.#last = this.#last.then(() => this.#answer(line));
    return this.#last;
  }

  async #answer(line: string): Promise<void> {
    let id: RequestId = null;
    let text: string;
    try {
      const request = readRequest(line);
      id = request.id;
      text = resultLine(id, await this.#result(request));
      if (Buffer.byteLength(text) - 1 > lineLimit) {
        throw new Error(`the result of ${request.method} is longer than a line of ${lineLimit} bytes`);
      }
    } catch (thrown) {
      if (thrown instanceof RequestError) id = thrown.id;
      const { code, message } = errorOf(thrown);
      text = errorLine(id, code, message);
    }
    this.#write(text);
  }

  async #result({ method, params }: Request): Promise<unknown> {
    if (method === 'initialize') return this.#initialize(params);
    if (this.#adapter === undefined) throw new Error('initialize comes first');
    const result: unknown = await this.#adapter.call(method, params);
    if (result === undefined) return {};
    if (!isObject(result)) throw new Error(`call("${method}") must give an object, got ${typeof result}`);
    return result;
  }

  async #initialize(params: Params): Promise<unknown> {
    const adapter = await this.#load();
    const options = isObject(params['options']) ? (params['options'] as Record<string, string>) : {};
    const introduction: unknown = await adapter.introduce(options);
    if (!isObject(introduction))
      throw new Error(`introduce() must give an object, got ${typeof introduction}`);
    const capabilities = introduction['capabilities'];
    this.#concurrent = isObject(capabilities) && capabilities['concurrent'] === true;
    this.#adapter = adapter;
    return { protocol: 1, ...introduction };
  }
}
