// Looks after a process whose only thread is in native code: ends it where a call takes too long, or where its input has
// ended meanwhile. It lives on a thread of its own, and shares one number with the one that it watches.
import { writeSync } from 'node:fs';
import { Worker, workerData } from 'node:worker_threads';
import type { System } from './system.ts';

/** Exit status where a call took too long. */
export const watchdogExit = 124;
const periodMs = 100;

interface Shared {
  /** Odd while native code runs; every change says that the process is getting on. */
  readonly turns: Int32Array;
  /** For one call; 0: none. */
  readonly limitMs: number;
}

/**
 * Starts the watchdog.
 * @param entry - a module that calls {@link watch} on its thread
 * @returns what to call when native code is about to run, and when it has returned
 */
export function startWatchdog(entry: URL, limitMs: number): (busy: boolean) => void {
  const shared: Shared = { turns: new Int32Array(new SharedArrayBuffer(4)), limitMs };
  new Worker(entry, { workerData: shared }).unref();
  let turn = 0;
  return (busy) => {
    if ((turn % 2 === 1) === busy) return;
    turn = (turn + 1) % 0x4000_0000;
    // Not an atomic store, which costs more: a reader that polls ten times a second need not see it at once.
    shared.turns[0] = turn;
  };
}

/** The watchdog's own thread. Never returns. */
export function watch(system: System): never {
  const { turns, limitMs } = workerData as Shared;
  const never = new Int32Array(new SharedArrayBuffer(4));
  let seen = 0;
  let since = performance.now();
  for (;;) {
    Atomics.wait(never, 0, 0, periodMs);
    const turn = Atomics.load(turns, 0);
    if (turn !== seen) {
      seen = turn;
      since = performance.now();
    } else if (turn % 2 === 1) {
      const tookMs = performance.now() - since;
      // In the middle of something: nobody waits for its answer any more.
      if (system.inputHasHungUp()) system.exit(0);
      if (limitMs > 0 && tookMs > limitMs) {
        const text = `watchdog: a call has not returned for ${Math.round(tookMs)} ms; ending the process\n`;
        writeSync(2, text);
        system.exit(watchdogExit);
      }
    }
  }
}
