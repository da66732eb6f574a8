// An implementation in a process of its own, whatever started it: introduced, supervised, replaced.
import { exitStatus, reasonOf, SuiteError } from '../../core/errors.ts';
import { suiteVersion } from '../../core/package-root.ts';
import type { Adapter, AdapterSettings, Connection, Introduction } from '../../core/protocol/adapter.ts';
import { readIntroduction } from '../../core/protocol/introduction.ts';
import { lastPlainLines, plainText } from '../../core/plain-text.ts';
import { Conversation, describeAnswer, type ConversationOptions, type Ending } from './conversation.ts';
import type { Launch } from './process-channel.ts';

/** A process that introduced itself. Beyond a Connection it lets a caller shape single requests. */
export interface ProcessConnection extends Connection {
  readonly exchange: Conversation['exchange'];
  /** Like `close`, and returns how the process ended; `graceMs`: how long it may take to end by itself. */
  end(graceMs?: number): Promise<Ending>;
}

export interface ProcessAdapterOptions {
  /** Time for a process to start and to answer `initialize`, in milliseconds. */
  readonly startTimeoutMs?: number;
  /** How many processes may end before they answer `initialize` until that is an error; 1 unless given. */
  readonly startAttempts?: number;
  /**
   * Keeps one more process started and initialised, so that one that ended is replaced at once: from the first start
   * on (true), or after the first termination (`after-termination`). None unless given.
   */
  readonly spare?: boolean | 'after-termination';
  /** What must have happened before a process is started; called for each, and free to cache. */
  readonly prepare?: () => Promise<void>;
}

/** Starting may mean a virtual machine or an emulated Windows, so it gets more time than a call. */
const leastStartMs = 20_000;
const stderrLines = 12;

export interface WatchOptions extends Pick<ConversationOptions, 'trace' | 'checkResults'> {
  /** Sends requests without waiting for answers to earlier ones, whatever the adapter declares. */
  readonly pipelined?: boolean;
}

export class ProcessAdapter implements Adapter {
  readonly specifier: string;
  readonly kind: string;
  readonly #launch: Launch;
  readonly #settings: AdapterSettings;
  readonly #startTimeoutMs: number;
  readonly #startAttempts: number;
  #keepSpare: boolean;
  readonly #spareAfterTermination: boolean;
  readonly #prepare: (() => Promise<void>) | undefined;
  #spare: Promise<Started | undefined> | undefined;
  #open = 0;

  constructor(
    specifier: string,
    launch: Launch,
    settings: AdapterSettings,
    options: ProcessAdapterOptions = {},
  ) {
    this.specifier = specifier;
    this.kind = specifier.split(':', 1)[0] ?? specifier;
    this.#launch = launch;
    this.#settings = settings;
    this.#startTimeoutMs = options.startTimeoutMs ?? Math.max(leastStartMs, settings.callTimeoutMs);
    this.#startAttempts = options.startAttempts ?? 1;
    this.#keepSpare = options.spare === true;
    this.#spareAfterTermination = options.spare === 'after-termination';
    this.#prepare = options.prepare;
  }

  async start(): Promise<ProcessConnection> {
    const ready = await this.#takeSpare();
    const started = ready ?? (await this.#launchOne({}));
    this.#open += 1;
    if (this.#keepSpare) this.#prepareSpare();
    return this.#connect(started, () => this.#noteClosed(started));
  }

  /** Starts a process beside the others, watched or treated in another way than {@link start} does. */
  async startWatched(options: WatchOptions): Promise<ProcessConnection> {
    return this.#connect(await this.#launchOne(options), () => undefined);
  }

  /** Ends the spare process, where there is one. Connections are not touched. */
  async dispose(): Promise<void> {
    const spare = this.#spare;
    this.#spare = undefined;
    await (await spare)?.conversation.close();
  }

  #connect(
    { conversation, introduction }: Started,
    closed: () => Promise<void> | undefined,
  ): ProcessConnection {
    let ended: Promise<Ending> | undefined;
    const end = (graceMs?: number): Promise<Ending> => {
      ended ??= Promise.all([closed(), conversation.close(graceMs)]).then(([, ending]) => ending);
      return ended;
    };
    return {
      introduction,
      call: (method, params) => conversation.call(method, params),
      exchange: (...request) => conversation.exchange(...request),
      end,
      close: async () => {
        await end();
      },
    };
  }

  /** Closing the last running one closes the spare, too; one that has ended is about to be replaced. */
  #noteClosed({ conversation }: Started): Promise<void> | undefined {
    this.#open -= 1;
    if (!conversation.alive) {
      this.#keepSpare ||= this.#spareAfterTermination;
      return undefined;
    }
    return this.#open <= 0 ? this.dispose() : undefined;
  }

  #prepareSpare(): void {
    if (this.#spare !== undefined) return;
    this.#spare = this.#launchOne({}).then(
      (started) => {
        started.conversation.hold(false);
        return started;
      },
      // Where it does not start, the next start finds out again and says so.
      () => undefined,
    );
  }

  async #takeSpare(): Promise<Started | undefined> {
    const spare = this.#spare;
    this.#spare = undefined;
    const started = await spare;
    if (started === undefined) return undefined;
    if (!started.conversation.alive) {
      await started.conversation.close();
      return undefined;
    }
    started.conversation.hold(true);
    return started;
  }

  async #launchOne(options: WatchOptions, attempt = 1): Promise<Started> {
    await this.#prepare?.();
    let conversation: Conversation;
    try {
      const { callTimeoutMs } = this.#settings;
      conversation = await Conversation.open(this.#launch, { ...options, callTimeoutMs });
    } catch (thrown) {
      throw this.#startError(`could not be started: ${plainText(reasonOf(thrown), 200)}`, thrown);
    }
    const params = {
      protocol: 1,
      suite: { name: 'kexcts', version: suiteVersion },
      options: this.#settings.options,
    };
    const answer = await conversation.call('initialize', params, this.#startTimeoutMs);
    if (answer.kind === 'result') {
      const { introduction, wrong } = readIntroduction(answer.result);
      if (introduction !== undefined) {
        conversation.concurrent = options.pipelined ?? introduction.capabilities.concurrent ?? false;
        return { conversation, introduction };
      }
      await conversation.close();
      throw this.#initializeError(`answered initialize wrongly: ${wrong}`, conversation.text);
    }
    await conversation.close();
    const what = describeAnswer('initialize', answer);
    if (answer.kind !== 'crash') throw this.#initializeError(what, conversation.text);
    if (attempt < this.#startAttempts) return this.#launchOne(options, attempt + 1);
    throw this.#startError(`${what} before it answered initialize`, undefined, conversation.text);
  }

  #startError(what: string, thrown: unknown, stderr = ''): SuiteError {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const hints: Readonly<Record<string, string>> = {
      ENOENT: 'check the path of the program; a name without a slash is looked up on PATH',
      EACCES: 'the file must be a program that you may execute (chmod +x)',
      EINVAL: 'on Windows a .cmd or .bat file is no program: name what it starts',
    };
    const hint = hints[code] ?? 'run the same command by hand: it must wait for a line on its standard input';
    return new SuiteError('ADAPTER_START', this.#sentence(what, stderr), hint, exitStatus.undecided);
  }

  #initializeError(what: string, stderr: string): SuiteError {
    return new SuiteError(
      'ADAPTER_INITIALIZE',
      this.#sentence(what, stderr),
      'see section 3 of the adapter protocol; kexcts doctor --adapter … walks through it',
      exitStatus.undecided,
    );
  }

  #sentence(what: string, stderr: string): string {
    const lines = lastPlainLines(stderr, stderrLines, 200);
    const printed =
      lines.length === 0 ? '' : `\nits standard error:\n${lines.map((line) => `  ${line}`).join('\n')}`;
    return `the adapter ${plainText(this.specifier, 200)} ${what}${printed}`;
  }
}

interface Started {
  readonly conversation: Conversation;
  readonly introduction: Introduction;
}
