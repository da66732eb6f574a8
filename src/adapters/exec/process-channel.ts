// A child process as a channel for lines: started as a tree of its own, watched, and ended as a whole.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Command } from './command-line.ts';
import { OutputTail } from './output-tail.ts';
import type { Exit } from './process-exit.ts';
import { endTree, killTreeNow, newMark, processTree, type ProcessTree } from './process-tree.ts';
import { LineReader, lineLimit } from '../../core/protocol/line-reader.ts';

export interface Launch {
  readonly command: Command;
  /** Added to the suite's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * File descriptor of the child that its answers come from; 1 unless given. With 3, what the child prints on its
   * standard output is free text like its standard error, also where native code prints it.
   */
  readonly answersOn?: 1 | 3;
}

/** What a channel reports. Nothing is reported twice, and nothing behind `onExit`. */
export interface ChannelListener {
  /** A line without its end; the bytes are valid during the call only. */
  onLine(line: Buffer): void;
  /** The process broke the transport, and is still running. */
  onBroken(what: string): void;
  /** The process ended, its tree with it, and all that it had written was read. */
  onExit(exit: Exit): void;
}

/** A process that closed a pipe but has not ended within this time is taken to live on. */
const hangUpMs = 1000;
/** Longest wait for a process that was sent SIGKILL. */
const killMs = 2000;
/** Turns of the event loop without new bytes after which what an ended process wrote counts as read. */
const quietTurns = 3;
const mostTurns = 1000;

const live = new Set<ProcessChannel>();
let watching = false;

function watchOwnExit(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const channel of live) killTreeNow(channel.tree);
  });
}

function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

export class ProcessChannel {
  readonly tree: ProcessTree;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #outputs: readonly Readable[];
  readonly #tail = new OutputTail();
  readonly #lines: LineReader;
  readonly #listener: ChannelListener;
  readonly #gone: Promise<Exit>;
  #exit: Exit | undefined;
  #ending: Promise<void> | undefined;
  #hangUp: NodeJS.Timeout | undefined;
  #openOutputs: number;
  #chunks = 0;
  /** A line was too long: nothing that follows is looked at. */
  #broken = false;

  /**
   * Starts a process, which leads a process group and session of its own on POSIX systems.
   * @throws what the system says where it cannot be started, with its `code` (`ENOENT`, `EACCES`, …).
   */
  static async launch(launch: Launch, listener: ChannelListener): Promise<ProcessChannel> {
    const [program, ...args] = launch.command;
    const { mark, env } = newMark();
    const separate = launch.answersOn === 3;
    const child = spawn(program, args, {
      stdio: separate ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...launch.env, ...env },
      // A process group to be ended as one; on Windows it would only open a console window.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const started = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    if (child.pid === undefined) {
      await started;
      throw new Error('the process has no id');
    }
    const channel = new ProcessChannel(child, processTree(child.pid, mark), separate, listener);
    await started;
    return channel;
  }

  private constructor(child: ChildProcess, tree: ProcessTree, separate: boolean, listener: ChannelListener) {
    const [input, output, error, third] = child.stdio as readonly (Socket | undefined)[];
    const answers = separate ? third : output;
    if (!input || !output || !error || !answers) throw new Error('the process has no pipes');
    this.tree = tree;
    this.#child = child;
    this.#input = input;
    this.#listener = listener;
    this.#lines = new LineReader(
      (line) => {
        if (!this.#broken) listener.onLine(line);
      },
      () => {
        if (!this.#broken) listener.onBroken(`sent a line of more than ${lineLimit} bytes`);
        this.#broken = true;
      },
    );
    const texts = separate ? [output, error] : [error];
    this.#outputs = [answers, ...texts];
    this.#openOutputs = this.#outputs.length;
    answers.on('data', (chunk: Buffer) => {
      this.#chunks += 1;
      this.#lines.push(chunk);
    });
    answers.once('end', () => this.#noticeHangUp('closed the pipe of its answers, but did not end'));
    for (const text of texts) {
      text.on('data', (chunk: Buffer) => {
        this.#chunks += 1;
        this.#tail.push(chunk);
      });
    }
    for (const stream of this.#outputs) {
      stream.once('close', () => (this.#openOutputs -= 1));
      // The end of the process, or of the stream, says the rest.
      stream.on('error', () => undefined);
    }
    input.on('error', () => this.#noticeHangUp('closed its standard input, but did not end'));
    child.on('error', () => undefined);
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        void this.#wrapUp({ code, signal }).then(resolve);
      });
    });
    live.add(this);
    watchOwnExit();
  }

  /** Bytes of an unfinished line. */
  get unfinished(): number {
    return this.#lines.unfinished;
  }

  /** Number of bytes of free text read so far. */
  get textPosition(): number {
    return this.#tail.position;
  }

  /** Free text (standard error) since a position, at most its last 64 KiB. */
  textSince(position: number): string {
    return this.#tail.since(position);
  }

  /** Writes a line, its end included, at once. Where the process does not read any more, `onBroken` or `onExit` follows. */
  send(line: string): void {
    this.#input.write(line);
  }

  /** Ends the whole tree, and comes back when it is gone and what it wrote was read. Never rejects. */
  async stop(): Promise<Exit> {
    if (this.#exit === undefined) {
      await this.#endTree();
      if (!(await within(this.#gone, killMs))) {
        this.#release();
        return { code: null, signal: null };
      }
    }
    return this.#gone;
  }

  /**
   * Ends the conversation by closing standard input, waits for the process to end, and ends its tree where it does
   * not within `graceMs`. `byItself` says which it was. Never rejects.
   */
  async finish(graceMs: number): Promise<Exit & { readonly byItself: boolean }> {
    this.#input.end();
    const byItself = await within(this.#gone, graceMs);
    return { ...(await this.stop()), byItself };
  }

  /** Whether the process keeps the suite's own from ending. */
  hold(hold: boolean): void {
    for (const handle of [this.#child, this.#input, ...this.#outputs] as readonly (ChildProcess | Socket)[]) {
      if (hold) handle.ref();
      else handle.unref();
    }
  }

  #noticeHangUp(what: string): void {
    if (this.#exit !== undefined || this.#hangUp !== undefined) return;
    // A process that ends closes its pipes too, and its exit is the better news.
    this.#hangUp = setTimeout(() => this.#listener.onBroken(what), hangUpMs);
  }

  #endTree(): Promise<void> {
    return (this.#ending ??= endTree(this.tree));
  }

  async #wrapUp(exit: Exit): Promise<Exit> {
    this.#exit = exit;
    clearTimeout(this.#hangUp);
    await this.#endTree();
    await this.#drain();
    this.#release();
    this.#listener.onExit(exit);
    return exit;
  }

  /** Reads what lies in the pipes. Their end need not come: a process that escaped may hold them open. */
  async #drain(): Promise<void> {
    let seen = this.#chunks;
    for (
      let quiet = 0, turns = 0;
      this.#openOutputs > 0 && quiet < quietTurns && turns < mostTurns;
      turns++
    ) {
      await turn();
      quiet = this.#chunks === seen ? quiet + 1 : 0;
      seen = this.#chunks;
    }
  }

  #release(): void {
    live.delete(this);
    clearTimeout(this.#hangUp);
    this.#input.destroy();
    for (const stream of this.#outputs) stream.destroy();
    this.#child.unref();
  }
}
