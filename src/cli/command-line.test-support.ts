// The built command line for tests: started in a folder of its own, which goes away behind the last test.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Report } from '../4-judge/verdict.ts';
import { packageRoot } from '../core/package-root.ts';

/** The file that Node runs; KEXCTS_CLI names another build. */
export const cli = process.env['KEXCTS_CLI'] ?? join(packageRoot, 'dist', 'cli.js');

let scratch = '';
let number = 0;

/** Makes the folder before the tests of a file, and removes it behind them. */
export function withScratch(): void {
  beforeAll(() => {
    expect(existsSync(cli), 'dist/cli.js must be built first: npm run build').toBe(true);
    scratch = mkdtempSync(join(tmpdir(), 'kexcts-e2e-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
}

/** The folder; known once the tests run. */
export function scratchFolder(): string {
  return scratch;
}

export function kexcts(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [cli, ...args], { cwd: scratch, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** A path in the folder at which nothing is yet. */
export function fresh(): string {
  number += 1;
  return join(scratch, `out-${number}`);
}

export function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
}
