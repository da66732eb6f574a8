// The emulator behind the wire: JSON-RPC 2.0, one object a line (adapter protocol, section 1).
import type { Readable, Writable } from 'node:stream';
import type { Params, Result } from '../core/protocol/adapter.ts';
import { reasonOf } from '../core/errors.ts';
import type { Emulator } from './emulator.ts';
import { LineReader } from './line-reader.ts';
import { Overlap } from './overlap.ts';
import { DriverCrash, DriverHang, Refusal, refusalCodes } from './refusal.ts';

/** A line's greatest length in bytes, its end included. */
export const lineLimitBytes = 1024 * 1024;

/** Exit status of a process whose driver crashed: what the system reports for an access violation. */
export const crashStatus: number = process.platform === 'win32' ? 0xc0000005 : 139;

type Id = string | number | null;

class Server {
  readonly #emulator: Emulator;
  readonly #output: Writable;
  readonly #overlap = new Overlap();
  #text = '';
  #silent = false;
  #crashed = false;

  constructor(emulator: Emulator, output: Writable) {
    this.#emulator = emulator;
    this.#output = output;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  line(line: string): void {
    if (this.#silent) return;
    let request: unknown;
    try {
      request = JSON.parse(line);
    } catch {
      this.refuse(null, refusalCodes.PARSE_ERROR, 'a line that is no JSON');
      return;
    }
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      this.refuse(null, refusalCodes.INVALID_REQUEST, 'expected one request object a line');
      return;
    }
    const { jsonrpc, id, method, params = {} } = request as Record<string, unknown>;
    const hasId = typeof id === 'number' || typeof id === 'string';
    if (jsonrpc !== '2.0' || !hasId || typeof method !== 'string') {
      const wrong = jsonrpc !== '2.0' ? 'jsonrpc "2.0"' : hasId ? 'a method' : 'an id';
      this.refuse(hasId ? id : null, refusalCodes.INVALID_REQUEST, `expected a request with ${wrong}`);
      return;
    }
    if (typeof params !== 'object' || params === null || Array.isArray(params)) {
      this.refuse(id, refusalCodes.INVALID_PARAMS, 'params: expected an object');
      return;
    }
    this.#carryOut(id, method, params as Params);
  }

  refuse(id: Id, code: number, message: string): void {
    this.#text += `${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`;
  }

  /** Finishes the calls under way. */
  settle(): void {
    this.#overlap.flush();
  }

  get isSettled(): boolean {
    return this.#overlap.isEmpty;
  }

  /** Writes what there is to answer; false where the reader is slow. */
  write(): boolean {
    if (this.#text === '') return true;
    const text = this.#text;
    this.#text = '';
    return this.#output.write(text);
  }

  #carryOut(id: Id, method: string, params: Params): void {
    if (this.#emulator.overlaps(method)) {
      this.#answer(id, () => {
        const finish = this.#emulator.begin(method, params);
        this.#overlap.add(() => this.#answer(id, finish));
        return null;
      });
      return;
    }
    this.settle();
    this.#answer(id, () => this.#emulator.call(method, params));
  }

  #answer(id: Id, call: () => Result | null): void {
    if (this.#silent) return;
    try {
      const result = call();
      if (result === null) return;
      this.#text += `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${JSON.stringify(result)}}\n`;
    } catch (thrown) {
      if (thrown instanceof Refusal) {
        this.refuse(id, thrown.code, thrown.message);
      } else if (thrown instanceof DriverCrash || thrown instanceof DriverHang) {
        this.#silent = true;
        this.#crashed = thrown instanceof DriverCrash;
      } else {
        this.refuse(id, refusalCodes.INTERNAL_ERROR, `the emulator itself failed: ${reasonOf(thrown)}`);
      }
    }
  }
}

/**
 * Answers requests from `input` on `output` until the input ends, or the driver takes the process down.
 * @returns the status that the process is to exit with: 0, or `crashStatus`.
 */
export function serve(emulator: Emulator, input: Readable, output: Writable): Promise<number> {
  return new Promise((resolve) => {
    const server = new Server(emulator, output);
    let ended = false;
    const end = (status: number): void => {
      if (ended) return;
      ended = true;
      input.removeListener('data', onData);
      input.pause();
      server.write();
      output.write('', () => resolve(status));
    };
    const flow = (): void => {
      if (ended) return;
      if (server.crashed) end(crashStatus);
      else if (!server.write()) {
        input.pause();
        output.once('drain', () => input.resume());
      }
    };
    const lines = new LineReader(lineLimitBytes, {
      line: (text) => server.line(text),
      tooLong: () =>
        server.refuse(null, refusalCodes.PARSE_ERROR, `a line of more than ${lineLimitBytes} bytes`),
    });
    const onData = (chunk: Buffer): void => {
      lines.push(chunk);
      // Calls that came together overlap; those that are still to come in this turn may yet join them.
      if (!server.isSettled) {
        setImmediate(() => {
          server.settle();
          flow();
        });
      }
      flow();
    };
    input.on('data', onData);
    input.once('end', () => {
      server.settle();
      end(server.crashed ? crashStatus : 0);
    });
    input.once('error', () => end(0));
    output.once('error', () => {
      ended = true;
      resolve(0);
    });
  });
}
