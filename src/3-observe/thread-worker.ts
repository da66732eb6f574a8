// A worker in a thread of its own, for implementations that compute in process.
import { Worker } from 'node:worker_threads';
import { exitStatus, SuiteError } from '../core/errors.ts';
import type { Case } from '../steps/case.ts';
import type { DriverSessionSettings } from '../steps/driver/driver-session.ts';
import type { CaseWorker } from './case-worker.ts';
import type { Observation } from '../steps/observation.ts';
import type { Survey } from '../steps/driver/survey.ts';

/** Sent to the thread when it starts. */
export interface ThreadStart {
  readonly specifier: string;
  readonly options: Readonly<Record<string, string>>;
  readonly callTimeoutMs: number;
  readonly settings: DriverSessionSettings;
  readonly survey: Survey;
  /** As in DirectWorker. */
  readonly name: string;
}

/** What the thread answers to a batch of cases. */
export type ThreadResponse =
  | { readonly observations: readonly Observation[] }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint: string } };

export class ThreadWorker implements CaseWorker {
  readonly batchSize = 12;
  readonly batchesAhead = 2;
  private readonly worker: Worker;
  /** Batches under way, in the order in which they were given and are answered. */
  private readonly pending: {
    readonly resolve: (answer: ThreadResponse) => void;
    readonly reject: (reason: unknown) => void;
  }[] = [];
  private ended: SuiteError | undefined;

  constructor(start: ThreadStart) {
    this.worker = new Worker(new URL('./observe-thread.js', import.meta.url), { workerData: start });
    this.worker.on('message', (answer: ThreadResponse) => this.pending.shift()?.resolve(answer));
    this.worker.on('error', (error) => this.end(error.message));
    this.worker.on('exit', (code) => this.end(`it ended with status ${code}`));
  }

  private end(what: string): void {
    this.ended ??= new SuiteError(
      'WORKER_ENDED',
      `expected observations from a worker thread; ${what}`,
      'run again with --workers 1',
      exitStatus.undecided,
    );
    for (const { reject } of this.pending.splice(0)) reject(this.ended);
  }

  async observe(cases: readonly Case[]): Promise<Observation[]> {
    if (this.ended !== undefined) throw this.ended;
    const answer = await new Promise<ThreadResponse>((resolve, reject) => {
      this.pending.push({ resolve, reject });
      this.worker.postMessage(cases);
    });
    if ('error' in answer) {
      const { code, message, hint } = answer.error;
      throw new SuiteError(code, message, hint, exitStatus.undecided);
    }
    return [...answer.observations];
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
