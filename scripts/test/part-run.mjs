// What a part of the tests does its work with: it runs commands, notes what holds, and collects what they print.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../steps.mjs';

/** Of what a failed command printed, as many lines are repeated at the end. */
const repeatedLines = 25;

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

  /** Notes one test that throws where something is wrong. */
  async holds(name, work) {
    try {
      await work();
      return this.verdict(name, '');
    } catch (error) {
      return this.verdict(name, error instanceof Error ? error.message : String(error));
    }
  }

  leaveOut(what, why) {
    this.leftOut.push(`${what}: ${why}`);
  }

  /** Leaves something out where one of the programs that it needs does not start. */
  lacks(what, ...programs) {
    const starts = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
    const missing = programs.filter((program) => !starts(program));
    if (missing.length > 0) this.leaveOut(what, `without ${missing.join(', ')}`);
    return missing.length > 0;
  }

  /** Runs a command; never throws. */
  command(program, args, options = {}) {
    return new Promise((done) => {
      const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
      const [out, all] = [[], []];
      child.stdout?.on('data', (chunk) => out.push(chunk));
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => all.push(chunk));
      const text = (chunks) => Buffer.concat(chunks).toString('utf8');
      const end = (status) => done({ status, printed: text(all), stdout: text(out) });
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
