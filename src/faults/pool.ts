// Faulty drivers are examined side by side in threads, each taking the next one when it is done.
import { Worker } from 'node:worker_threads';
import { exitStatus, SuiteError } from '../errors.ts';
import type { PlanLevel } from '../plan/property.ts';
import type { FaultResult } from './workbench.ts';

/** What a thread needs to set up its workbench. */
export interface PoolStart {
  readonly specDir: string;
  readonly profile: string;
  readonly level: PlanLevel;
  readonly seed: number;
  readonly naive: boolean;
}

export type PoolAnswer =
  | { readonly result: FaultResult }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } };

/**
 * Examines faults; results come in the order of `names`, whatever the number of threads.
 * @param done called for each as it is done, in any order
 * @throws SuiteError what a thread throws, or `WORKER_ENDED`
 */
export async function examineAll(
  names: readonly string[],
  start: PoolStart,
  workers: number,
  done: (result: FaultResult) => void = () => undefined,
): Promise<FaultResult[]> {
  const results = new Map<string, FaultResult>();
  let next = 0;
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./faults-thread.js', import.meta.url), { workerData: start });
    try {
      for (;;) {
        const name = names[next++];
        if (name === undefined) return;
        const result = await ask(thread, name);
        results.set(name, result);
        done(result);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, names.length) }, work));
  return names.flatMap((name) => results.get(name) ?? []);
}

function ask(thread: Worker, name: string): Promise<FaultResult> {
  return new Promise((resolve, reject) => {
    const end = (what: string): void =>
      reject(
        new SuiteError(
          'WORKER_ENDED',
          `expected the result of the fault ${name}; the thread ended: ${what}`,
          'run again with --workers 1',
          exitStatus.undecided,
        ),
      );
    thread.removeAllListeners();
    thread.once('error', (error) => end(error.message));
    thread.once('exit', (code) => end(`status ${code}`));
    thread.once('message', (answer: PoolAnswer) => {
      if ('result' in answer) resolve(answer.result);
      else {
        const { code, message, hint } = answer.error;
        reject(new SuiteError(code, message, hint, exitStatus.undecided));
      }
    });
    thread.postMessage(name);
  });
}
