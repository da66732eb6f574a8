// What the emulator by itself takes for the calls of a gate run: one process writes them down, and a new one makes them
// again with nothing of the suite around them.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withBundle } from './bench-bundle.mjs';

const self = fileURLToPath(import.meta.url);
const settings = { options: {}, callTimeoutMs: 10_000 };

/** Runs the suite and writes down each call. */
async function record(adapter, file) {
  const calls = [];
  const { runSuite } = await import('../dist/index.js');
  await runSuite({
    ...adapter,
    start: async () => {
      const connection = await adapter.start();
      return {
        introduction: connection.introduction,
        call: (method, params) => {
          calls.push([method, params]);
          return connection.call(method, params);
        },
        close: () => connection.close(),
      };
    },
  });
  writeFileSync(file, JSON.stringify(calls));
}

/** Makes the calls that were written down, one after the other. */
async function answer(adapter, file) {
  const calls = JSON.parse(readFileSync(file, 'utf8'));
  const connection = await adapter.start();
  for (const [method, params] of calls) {
    const { kind } = await connection.call(method, params);
    if (kind !== 'result') throw new Error(`${method} was answered with ${kind}`);
  }
  await connection.close();
}

/**
 * @returns {Promise<{ calls: number, ms: number, privateMs: number }>} `ms` from the first private
 * operation to the last, of which `privateMs` are spent in private operations
 */
export function benchEmulator() {
  return withBundle('adapters/emulator.ts', (bundle) => {
    const file = join(dirname(bundle), 'calls.json');
    const measured = join(dirname(bundle), 'measured.json');
    const hook = join(dirname(self), 'bench-hook.cjs');
    for (const args of [
      [self, 'record', bundle, file],
      ['-r', hook, self, 'answer', bundle, file],
    ]) {
      const env = { ...process.env, KEXCTS_BENCH_OUT: measured };
      const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
      if (status !== 0) throw new Error('the emulator by itself failed');
    }
    const { sums, window } = JSON.parse(readFileSync(measured, 'utf8'));
    return {
      calls: JSON.parse(readFileSync(file, 'utf8')).length,
      ms: window.last - window.first,
      privateMs: sums.privateDecrypt.ms,
    };
  });
}

if (process.argv[1] === self) {
  const [what, bundle, file] = process.argv.slice(2);
  const { emulatorAdapter } = await import(pathToFileURL(bundle).href);
  await (what === 'record' ? record : answer)(emulatorAdapter(settings), file);
}
