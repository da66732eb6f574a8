// The other end of the pool: an entry of its own, started as a worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import type { PoolAnswer, PoolJob, PoolStart } from './pool.ts';
import { FaultRunner } from './fault-runner.ts';

const { specDir, profile: wanted, level, seed, naive } = workerData as PoolStart;

function open(): FaultRunner {
  const profile = loadProfiles(specDir).find((one) => one.name === wanted);
  if (profile === undefined) {
    throw new SuiteError(
      'PROFILE_UNKNOWN',
      `expected a profile, got "${wanted}"`,
      'see `kexcts list profiles`',
    );
  }
  const now = (): number => performance.now();
  return new FaultRunner({ contract: loadContract(specDir), profile, level, seed, naive, now });
}

let runner: FaultRunner | undefined;

async function answerTo(job: PoolJob): Promise<PoolAnswer> {
  try {
    runner ??= open();
    return job.kind === 'fault'
      ? { fault: await runner.examine(job.name, job.until) }
      : { variant: await runner.examineVariant(job.name, job.dialect) };
  } catch (error) {
    const known = error instanceof SuiteError;
    const code = known ? error.code : 'WORKER';
    const hint = known ? error.hint : `look at it alone: kexcts run --adapter emulator:${job.name}`;
    return { error: { code, message: reasonOf(error), hint } };
  }
}

parentPort?.on('message', (job: PoolJob) => {
  void answerTo(job).then((answer) => parentPort?.postMessage(answer));
});
