// A host program, spoken to by the adapter protocol.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after } from 'node:test';
import { build, startWindowsProgram } from './windows-program.mjs';

export const aes128Ctr = '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F';
export const rsaesOaep = 'C1949895-D72A-4A1D-8E5D-ED857D171520';
export const nullGuid = '00000000-0000-0000-0000-000000000000';
export const invalidArg = 0x80070057;
export const outOfMemory = 0x8007000e;

const live = new Set();
// A failed assertion leaves its host behind.
after(() => {
  for (const child of live) child.kill('SIGKILL');
});

export class Host {
  #nextId = 1;
  #waiting = new Map();
  #rest = '';
  stderr = '';
  lines = [];
  constructor(program, args = [], options = {}) {
    this.child = startWindowsProgram(path.join(build, program), args, options);
    live.add(this.child);
    this.child.stdout.setEncoding('utf8').on('data', (text) => this.#take(text));
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.child.stdin.on('error', () => undefined); // a host that is gone already
    this.exit = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        live.delete(this.child);
        for (const { reject } of this.#waiting.values())
          reject(new Error(`the host ended: ${code ?? signal}\n${this.stderr}`));
        this.#waiting.clear();
        resolve(code);
      });
    });
  }

  #take(text) {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop();
    for (const line of parts) {
      this.lines.push(line);
      const answer = JSON.parse(line);
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    }
  }

  write(text) {
    this.child.stdin.write(text);
  }

  /** The whole answer. */
  request(method, params = {}) {
    const id = this.#nextId++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return answer;
  }

  /** The result; an error fails the test. */
  async call(method, params = {}) {
    const answer = await this.request(method, params);
    assert.equal(answer.error, undefined, `${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }

  /** The error; a result fails the test. */
  async refusal(method, params = {}) {
    const answer = await this.request(method, params);
    assert.equal(answer.result, undefined, `${method}: ${JSON.stringify(answer.result)}`);
    return answer.error;
  }

  initialize(options = {}) {
    return this.call('initialize', { protocol: 1, suite: { name: 'test', version: '0' }, options });
  }

  /** Closes standard input and gives the exit status. */
  end() {
    this.child.stdin.end();
    return this.exit;
  }
}

/** umd-host with one of the DLLs in the build folder. */
export function startUmdHost(dll, args = [], options = {}) {
  return new Host('umd-host.exe', [path.join(build, dll), ...args], options);
}
