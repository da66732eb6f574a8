// What a part of the tests does its work with: it runs commands, notes what holds, and collects what they print.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../steps.mjs';

/** Of what a failed command printed, as many lines are repeated at the end. */
const repeatedLines = 25;

/** Whether a program is there, by asking it something harmless. */
export function has(program, args = ['--version']) {
  const done = spawnSync(program, args, { stdio: 'ignore' });
  return done.error === undefined && done.status === 0;
}

export class PartRun {
  passed = 0;
  failures = [];
  leftOut = [];
  output = '';
  #folder;

  /** A folder for this part alone, removed when it has ended. */
  get scratch() {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'kexcts-test-'));
    return this.#folder;
  }

  say(text) {
    this.output += text;
  }

  fail(what, printed = '') {
    this.say(`FAILED: ${what}\n`);
    const last = printed.trimEnd().split('\n').slice(-repeatedLines);
    this.failures.push(printed === '' ? what : `${what}\n${last.map((line) => `    ${line}`).join('\n')}`);
  }

  /** Notes one test: what is wrong, or an empty text. */
  verdict(name, wrong, printed = '') {
    if (wrong === '') {
      this.say(`ok: ${name}\n`);
      this.passed += 1;
    } else this.fail(`${name}: ${wrong}`, printed);
    return wrong === '';
  }

  leaveOut(what, why) {
    this.leftOut.push(`${what}: ${why}`);
  }

  /** Runs a command; never throws. */
  command(program, args, options = {}) {
    return new Promise((done) => {
      const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
      const chunks = [];
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
      const end = (status) => done({ status, printed: Buffer.concat(chunks).toString('utf8') });
      child.on('error', (error) => end(error.message));
      child.on('close', (status, signal) => end(status ?? signal));
    });
  }

  /** Runs a command as one test, and shows what it printed. */
  async check(name, program, args, expected = 0, options = {}) {
    const { status, printed } = await this.command(program, args, options);
    this.say(printed);
    return this.verdict(
      name,
      status === expected ? '' : `expected exit status ${expected}, got ${status}`,
      printed,
    );
  }

  /** Runs a script of Node, or with `dist/cli.js` the suite, as one test. */
  node(name, args, expected = 0, options = {}) {
    return this.check(name, process.execPath, args, expected, options);
  }

  end() {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
