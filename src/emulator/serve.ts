// The emulator behind the wire: JSON-RPC 2.0, one object a line (adapter protocol, section 1).
import type { Readable, Writable } from 'node:stream';
import type { Result } from '../core/protocol/adapter.ts';
import {
  errorCodes,
  errorLine,
  readRequest,
  RequestError,
  resultLine,
  type Request,
  type RequestId,
} from '../core/protocol/json-rpc.ts';
import { LineReader, lineLimit } from '../core/protocol/line-reader.ts';
import { reasonOf } from '../core/errors.ts';
import type { Emulator } from './emulator.ts';
import { Overlap } from './overlap.ts';
import { DriverCrash, DriverHang } from './refusal.ts';

/** Exit status of a process whose driver crashed: what the system reports for an access violation. */
export const crashStatus: number = process.platform === 'win32' ? 0xc0000005 : 139;

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
    try {
      this.#carryOut(readRequest(line));
    } catch (thrown) {
      if (!(thrown instanceof RequestError)) throw thrown;
      this.refuse(thrown.id, thrown.code, thrown.message);
    }
  }

  refuse(id: RequestId, code: number, message: string): void {
    this.#text += errorLine(id, code, message);
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

  #carryOut({ id, method, params }: Request): void {
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

  #answer(id: RequestId, call: () => Result | null): void {
    if (this.#silent) return;
    try {
      const result = call();
      if (result === null) return;
      this.#text += resultLine(id, result);
    } catch (thrown) {
      if (thrown instanceof RequestError) {
        this.refuse(id, thrown.code, thrown.message);
      } else if (thrown instanceof DriverCrash || thrown instanceof DriverHang) {
        this.#silent = true;
        this.#crashed = thrown instanceof DriverCrash;
      } else {
        this.refuse(id, errorCodes.internal, `the emulator itself failed: ${reasonOf(thrown)}`);
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
    const lines = new LineReader(
      (line) => {
        if (line.length > 0) server.line(line.toString('utf8'));
      },
      () => server.refuse(null, errorCodes.parse, `a line of more than ${lineLimit} bytes`),
    );
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
