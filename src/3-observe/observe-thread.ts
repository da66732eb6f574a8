// The other end of a ThreadWorker, in a worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { openAdapter } from '../adapters/open.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import type { Case } from '../steps/case.ts';
import { DirectWorker } from './case-worker.ts';
import type { ThreadResponse, ThreadStart } from './thread-worker.ts';

async function answerTo(cases: readonly Case[]): Promise<ThreadResponse> {
  try {
    return { observations: await (await worker).observe(cases) };
  } catch (error) {
    const { code, hint } =
      error instanceof SuiteError ? error : { code: 'WORKER', hint: 'run again with --workers 1' };
    return { error: { code, message: reasonOf(error), hint } };
  }
}

const start = workerData as ThreadStart;
const worker = openAdapter(start.specifier, {
  options: start.options,
  callTimeoutMs: start.callTimeoutMs,
}).then((adapter) => new DirectWorker(adapter, start.settings, start.survey, start.name));
parentPort?.on('message', (cases: readonly Case[]) => {
  // The worker takes one batch after the other, and so they are answered in their order.
  void answerTo(cases).then((answered) => parentPort?.postMessage(answered));
});
