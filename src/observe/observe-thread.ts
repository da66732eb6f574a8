// The other end of a ThreadLane, in a worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { openAdapter } from '../adapters/open.ts';
import { reasonOf, SuiteError } from '../errors.ts';
import type { Case } from '../recipe/case.ts';
import { DirectLane } from './lane.ts';
import type { ThreadAnswer, ThreadStart } from './thread-lane.ts';

/** Answers to the lane that started this thread. */
export function answer(): void {
  const start = workerData as ThreadStart;
  const lane = openAdapter(start.specifier, {
    options: start.options,
    callTimeoutMs: start.callTimeoutMs,
  }).then((adapter) => new DirectLane(adapter, start.settings, start.survey, start.name));
  parentPort?.on('message', (cases: readonly Case[]) => {
    // The lane takes one batch after the other, and so they are answered in their order.
    void answerTo(lane, cases).then((answered) => parentPort?.postMessage(answered));
  });
}

async function answerTo(lane: Promise<DirectLane>, cases: readonly Case[]): Promise<ThreadAnswer> {
  try {
    return { observations: await (await lane).observe(cases) };
  } catch (error) {
    const { code, hint } =
      error instanceof SuiteError ? error : { code: 'WORKER', hint: 'run again with --workers 1' };
    return { error: { code, message: reasonOf(error), hint } };
  }
}
