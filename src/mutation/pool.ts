// Drivers are examined side by side in threads, each taking the next one when it is done.
import { Worker } from 'node:worker_threads';
import { exitStatus, SuiteError } from '../core/errors.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import type { Until } from './examine.ts';
import type { VariantRun } from './variants.ts';
import { JobQueue, type Placed } from './job-queue.ts';
import type { FaultResult, VariantResult } from './fault-runner.ts';

/** What a thread needs to set up its fault runner. */
export interface PoolStart {
  readonly specDir: string;
  readonly profile: string;
  readonly level: PlanLevel;
  readonly seed: number;
  readonly naive: boolean;
}

/** A fault by its name, and where to stop. */
export interface FaultRun extends Placed {
  readonly name: string;
  readonly until?: Until;
}

/** What a thread is asked to examine: a faulty driver, or a correct one. */
export type PoolJob = ({ readonly kind: 'fault' } & FaultRun) | ({ readonly kind: 'variant' } & VariantRun);

export type PoolAnswer =
  | { readonly fault: FaultResult }
  | { readonly variant: VariantResult }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } };

/**
 * Examines faults; results come in the order of `runs`, whatever the number of threads.
 * @param done called for each as it is done, in any order
 * @throws SuiteError what a thread throws, or `WORKER_ENDED`
 */
export async function examineAll(
  runs: readonly FaultRun[],
  start: PoolStart,
  workers: number,
  done: (result: FaultResult) => void = () => undefined,
): Promise<FaultResult[]> {
  const jobs = runs.map((run): PoolJob => ({ kind: 'fault', ...run }));
  const results: FaultResult[] = [];
  await workOff(jobs, start, workers, (answer, at) => {
    if (!('fault' in answer)) return;
    results[at] = answer.fault;
    done(answer.fault);
  });
  return results;
}

/** Examines correct drivers; as {@link examineAll}. */
export async function examineVariants(
  runs: readonly VariantRun[],
  start: PoolStart,
  workers: number,
  done: (result: VariantResult) => void = () => undefined,
): Promise<VariantResult[]> {
  const jobs = runs.map((run): PoolJob => ({ kind: 'variant', ...run }));
  const results: VariantResult[] = [];
  await workOff(jobs, start, workers, (answer, at) => {
    if (!('variant' in answer)) return;
    results[at] = answer.variant;
    done(answer.variant);
  });
  return results;
}

async function workOff(
  jobs: readonly PoolJob[],
  start: PoolStart,
  workers: number,
  take: (answer: PoolAnswer, at: number) => void,
): Promise<void> {
  const queue = new JobQueue(jobs);
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./faults-thread.js', import.meta.url), {
      workerData: start,
      // Cases leave much behind that is soon forgotten: with room for it, it is collected less often.
      resourceLimits: { maxYoungGenerationSizeMb: 128 },
    });
    try {
      for (let next = queue.next(); next !== undefined; next = queue.next(next.job.group)) {
        take(await ask(thread, next.job), next.at);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
}

function ask(thread: Worker, job: PoolJob): Promise<PoolAnswer> {
  return new Promise((resolve, reject) => {
    const end = (what: string): void =>
      reject(
        new SuiteError(
          'WORKER_ENDED',
          `expected the result of ${job.name}; the thread ended: ${what}`,
          'run again with --workers 1',
          exitStatus.undecided,
        ),
      );
    thread.removeAllListeners();
    thread.once('error', (error) => end(error.message));
    thread.once('exit', (code) => end(`status ${code}`));
    thread.once('message', (answer: PoolAnswer) => {
      if (!('error' in answer)) {
        resolve(answer);
        return;
      }
      const { code, message, hint } = answer.error;
      reject(new SuiteError(code, message, hint, exitStatus.undecided));
    });
    thread.postMessage(job);
  });
}
