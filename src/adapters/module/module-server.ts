// An adapter module behind the protocol's lines: what the runner does, apart from its process.
import { reasonOf } from '../../core/errors.ts';
import type { Params } from '../../core/protocol/adapter.ts';
import { isObject } from '../../core/protocol/values.ts';
import { lineLimit } from '../exec/line-splitter.ts';
import type { AdapterModule } from './module-shape.ts';

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: Params;
}

/** JSON-RPC's own codes, and the first of those left to applications. */
const codes = { invalidRequest: -32600, failed: -32000 } as const;

class InvalidRequest extends Error {
  readonly code = codes.invalidRequest;
}

function readRequest(line: string): Request | undefined {
  const message: unknown = JSON.parse(line);
  if (!isObject(message) || typeof message['method'] !== 'string') return undefined;
  const params = message['params'];
  return { id: message['id'], method: message['method'], params: isObject(params) ? params : {} };
}

function errorOf(thrown: unknown): { code: number; message: string } {
  const code = isObject(thrown) && Number.isInteger(thrown['code']) ? Number(thrown['code']) : codes.failed;
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
    let id: unknown = null;
    let text: string;
    try {
      const request = readRequest(line);
      if (request === undefined) throw new InvalidRequest('this is no request');
      id = request.id;
      const result = await this.#result(request);
      text = JSON.stringify({ jsonrpc: '2.0', id, result });
      if (Buffer.byteLength(text) > lineLimit) {
        throw new Error(`the result of ${request.method} is longer than a line of ${lineLimit} bytes`);
      }
    } catch (thrown) {
      text = JSON.stringify({ jsonrpc: '2.0', id, error: errorOf(thrown) });
    }
    this.#write(`${text}\n`);
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
