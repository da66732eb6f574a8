// The emulator as an adapter, in process: no pipe, no JSON, and a crash or hang that is only said.
import type {
  Adapter,
  AdapterSettings,
  Answer,
  Capabilities,
  Connection,
  Dialect,
  Fault,
  Introduction,
  Named,
  Params,
  Result,
} from '../core/protocol/adapter.ts';
import { exitStatus, reasonOf, SuiteError } from '../core/errors.ts';
import { suiteVersion } from '../core/package-root.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../emulator/emulator.ts';
import { Overlap } from '../emulator/overlap.ts';
import { DriverCrash, DriverHang } from '../emulator/refusal.ts';
import { RequestError } from '../core/protocol/json-rpc.ts';

const stderr = '';

function introductionFrom(result: Result): Introduction {
  return {
    adapter: result['adapter'] as Named,
    driver: result['driver'] as Named,
    dialects: result['dialects'] as readonly Dialect[],
    capabilities: result['capabilities'] as Capabilities,
    decodeProfiles: result['decodeProfiles'] as readonly string[],
  };
}

function answerOf(result: Result): Answer {
  const fault = result['fault'] as Fault | undefined;
  if (fault === undefined) return { kind: 'result', result };
  const place = fault.offset === null ? 'outside of pData' : `at pData + ${fault.offset}`;
  return { kind: 'crash', what: `access violation: ${fault.access} ${place}`, stderr, fault };
}

class EmulatorConnection implements Connection {
  readonly introduction: Introduction;
  readonly #emulator: Emulator;
  readonly #callTimeoutMs: number;
  readonly #overlap = new Overlap();
  #ended: string | null = null;

  constructor(emulator: Emulator, introduction: Introduction, callTimeoutMs: number) {
    this.#emulator = emulator;
    this.introduction = introduction;
    this.#callTimeoutMs = callTimeoutMs;
  }

  call(method: string, params: Params): Promise<Answer> {
    if (this.#emulator.overlaps(method)) return this.#overlapping(method, params);
    this.#overlap.flush();
    return Promise.resolve(this.#answer(() => this.#emulator.call(method, params)));
  }

  close(): Promise<void> {
    this.#overlap.flush();
    this.#ended ??= 'the connection was closed';
    return Promise.resolve();
  }

  /** Calls made in one turn of the event loop are all begun before the first is finished. */
  #overlapping(method: string, params: Params): Promise<Answer> {
    return new Promise((resolve) => {
      let finish: (() => Result) | undefined;
      const refused = this.#answer(() => {
        finish = this.#emulator.begin(method, params);
        return {};
      });
      const rest = finish;
      if (rest === undefined) {
        resolve(refused);
        return;
      }
      if (this.#overlap.isEmpty) queueMicrotask(() => this.#overlap.flush());
      this.#overlap.add(() => resolve(this.#answer(rest)));
    });
  }

  #answer(call: () => Result): Answer {
    if (this.#ended !== null) return { kind: 'crash', what: this.#ended, stderr };
    const answer = this.#attempt(call);
    if (answer.kind === 'crash') this.#ended = `the driver is gone since: ${answer.what}`;
    else if (answer.kind === 'timeout') this.#ended = 'the driver is gone since it did not return';
    else if (answer.kind === 'violation') this.#ended = `the emulator is gone since: ${answer.what}`;
    return answer;
  }

  #attempt(call: () => Result): Answer {
    try {
      return answerOf(call());
    } catch (thrown) {
      if (thrown instanceof RequestError)
        return { kind: 'refused', code: thrown.code, message: thrown.message };
      if (thrown instanceof DriverCrash) return { kind: 'crash', what: thrown.message, stderr };
      if (thrown instanceof DriverHang) return { kind: 'timeout', afterMs: this.#callTimeoutMs, stderr };
      return { kind: 'violation', what: `the emulator itself failed: ${reasonOf(thrown)}`, stderr };
    }
  }
}

/**
 * The reference implementation, or a faulty variant of it.
 * @param name - of the variant; makes the specifier `emulator:NAME`.
 */
export function emulatorAdapter(
  settings: AdapterSettings,
  options: EmulatorOptions = {},
  name?: string,
): Adapter {
  const specifier = name === undefined ? 'emulator' : `emulator:${name}`;
  return {
    specifier,
    kind: 'emulator',
    start() {
      const emulator = createEmulator(options);
      const suite = { name: 'kexcts', version: suiteVersion };
      try {
        const result = emulator.call('initialize', { protocol: 1, suite, options: settings.options });
        const introduction = introductionFrom(result);
        return Promise.resolve(new EmulatorConnection(emulator, introduction, settings.callTimeoutMs));
      } catch (thrown) {
        const hint = 'See the options of the emulator in its documentation, and --adapter-option.';
        const message = `${specifier} refused initialize: ${reasonOf(thrown)}`;
        return Promise.reject(new SuiteError('ADAPTER_INITIALIZE', message, hint, exitStatus.usage));
      }
    },
  };
}
