// Runs an adapter and talks to it. Tests use it through `withAdapter`, which ends the process and checks how it ended.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const buildFolder = fileURLToPath(new URL('../build/', import.meta.url));

/** The adapter as it is shipped, and the same under AddressSanitizer and UndefinedBehaviorSanitizer. */
export const builds = ['openssl-c', 'openssl-c-asan'];

/** An `error` answer. */
export class AdapterError extends Error {
  constructor({ code, message }) {
    super(`${code} ${message}`);
    this.code = code;
  }
}

export class AdapterProcess {
  #pending = new Map();
  #lines = [];
  #readers = [];
  #rest = '';
  #nextId = 1;
  stderr = '';

  constructor(build, environment = {}) {
    this.child = spawn(buildFolder + build, { stdio: 'pipe', env: { ...process.env, ...environment } });
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve({ code, signal })),
    );
    this.child.stdin.on('error', () => {});
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.child.stdout.setEncoding('utf8').on('data', (text) => this.#receive(text));
    this.child.stdout.on('end', () => this.#giveUp());
  }

  #receive(text) {
    this.#rest += text;
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const reader = this.#readers.shift();
      if (reader) reader.resolve(line);
      else if (!this.#settle(line)) this.#lines.push(line);
    }
  }

  #settle(line) {
    const answer = JSON.parse(line);
    const pending = this.#pending.get(answer.id);
    if (!pending) return false;
    this.#pending.delete(answer.id);
    if (answer.error) pending.reject(new AdapterError(answer.error));
    else pending.resolve(answer.result);
    return true;
  }

  #giveUp() {
    const gone = new Error(`the adapter ended without an answer\n${this.stderr}`);
    for (const waiting of [...this.#pending.values(), ...this.#readers]) waiting.reject(gone);
    this.#pending.clear();
    this.#readers = [];
  }

  /** Sends a request, and resolves to its result; rejects with an AdapterError where an error is answered. */
  call(method, params = {}) {
    const id = this.#nextId++;
    const answered = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return answered;
  }

  /** Sends bytes as they are. */
  send(bytes) {
    this.child.stdin.write(bytes);
  }

  /** The next line that answers no call. */
  line() {
    const held = this.#lines.shift();
    if (held !== undefined) return Promise.resolve(held);
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  initialize(options = {}) {
    return this.call('initialize', { protocol: 1, suite: { name: 'test', version: '1' }, options });
  }

  /** Closes standard input, and resolves to how the process ended. */
  end() {
    this.child.stdin.end();
    return this.ended;
  }
}

/** Runs `body` with an adapter that was opened with `options`; asserts that it ends with status 0 afterwards. */
export async function withAdapter(build, options, body) {
  const adapter = new AdapterProcess(build);
  try {
    adapter.opening = await adapter.initialize(options);
    await body(adapter);
    const { code, signal } = await adapter.end();
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, adapter.stderr);
    assert.doesNotMatch(adapter.stderr, /Sanitizer|runtime error/);
  } finally {
    adapter.child.kill('SIGKILL');
  }
}
