// fixtures/bad-adapters/misbehaves.c as an adapter: compiled once for a test file, started with what it is to do.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { SuiteError } from '../../core/errors.ts';
import type { Answer, Params, Placement } from '../../core/protocol/adapter.ts';
import { bundle } from '../exec/bundle.test-support.ts';
import type { ProcessAdapter, ProcessConnection } from '../exec/process-adapter.ts';
import { compileLibrary, hasCompiler } from './compile.test-support.ts';
import { ffiAdapter } from './ffi-adapter.ts';

export const method = 'NegotiateCryptoSessionKeyExchange';
/** 256 bytes. */
export const block = '5a'.repeat(256);

/** Path of a source in fixtures/bad-adapters/. */
export function hostileSource(name: string): string {
  return fileURLToPath(new URL(`fixtures/bad-adapters/${name}`, import.meta.url));
}

interface Times {
  readonly callTimeoutMs?: number;
  readonly startTimeoutMs?: number;
  readonly spare?: boolean;
}

/** The result of an answer; anything else is an error of the test. */
export function result(answer: Answer): Record<string, unknown> {
  if (answer.kind !== 'result') throw new Error(`expected a result, got ${JSON.stringify(answer)}`);
  return answer.result;
}

/** Makes a device and a session, and gives their handles. */
export async function open(connection: ProcessConnection): Promise<Params> {
  const { hDevice } = result(await connection.call('CreateDevice', {}));
  const guid = '00000000-0000-0000-0000-000000000000';
  const types = { CryptoType: guid, DecodeProfile: guid, KeyExchangeType: guid };
  const { hCryptoSession } = result(await connection.call('CreateCryptoSession', { hDevice, ...types }));
  return { hDevice, hCryptoSession };
}

export class Misbehaving {
  readonly folder: string;
  readonly #runner: string;
  /** The library; without a compiler there is none. */
  readonly library: string;

  private constructor(folder: string, runner: string) {
    this.folder = folder;
    this.#runner = runner;
    this.library = hasCompiler ? compileLibrary(hostileSource('misbehaves.c'), folder) : '';
  }

  static async make(): Promise<Misbehaving> {
    const { folder, file } = await bundle('src/adapters/ffi/runner.ts');
    return new Misbehaving(folder, file);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  adapter(path: string, options: Record<string, string>, times: Times = {}): ProcessAdapter {
    const { callTimeoutMs = 20_000, startTimeoutMs = 20_000, spare = false } = times;
    return ffiAdapter(path, { options, callTimeoutMs }, { startTimeoutMs, spare }, this.#runner);
  }

  /** Starts the library, to do what `how` says. */
  start(how: string, more: Record<string, string> = {}, times: Times = {}): Promise<ProcessConnection> {
    return this.adapter(this.library, { how, ...more }, times).start();
  }

  async talk<T>(how: string, body: (connection: ProcessConnection) => Promise<T>): Promise<T> {
    const connection = await this.start(how);
    try {
      return await body(connection);
    } finally {
      await connection.close();
    }
  }

  /** One key exchange. */
  negotiate(how: string, pData: string, buffer?: Placement, more: Params = {}): Promise<Answer> {
    return this.talk(how, async (connection) => {
      const placement = buffer === undefined ? {} : { buffer };
      const params = { ...(await open(connection)), DataSize: pData.length / 2, pData };
      return connection.call(method, { ...params, ...placement, ...more });
    });
  }

  /** The error with which a library does not start. */
  async refusal(path: string, options: Record<string, string> = {}, times: Times = {}): Promise<SuiteError> {
    try {
      await (await this.adapter(path, options, times).start()).close();
    } catch (thrown) {
      if (thrown instanceof SuiteError) return thrown;
      throw thrown;
    }
    throw new Error('the adapter started');
  }
}
