// The workers of a run: the first uses the survey's implementation, the others start their own.
import type { DriverSessionSettings, DriverSession } from '../steps/driver/driver-session.ts';
import { DirectWorker, type CaseWorker } from '../3-observe/case-worker.ts';
import type { Survey } from '../steps/driver/survey.ts';
import { ThreadWorker } from '../3-observe/thread-worker.ts';
import type { WorkerSettings } from './settings.ts';

/**
 * Makes `workers` workers. In-process implementations get a thread each beside this one.
 * @param session how often the run was resumed.
 */
export function openWorkers(
  { adapter, workers: count, threads }: WorkerSettings,
  settings: DriverSessionSettings,
  survey: Survey,
  driver: DriverSession,
  session: number,
): CaseWorker[] {
  const workers: CaseWorker[] = [
    new DirectWorker(adapter, settings, survey, `${session}/0`, driver.terminated ? undefined : driver),
  ];
  for (let index = 1; index < count; index += 1) {
    workers.push(
      threads === undefined
        ? new DirectWorker(adapter, settings, survey, `${session}/${index}`)
        : new ThreadWorker({ ...threads, settings, survey, name: `${session}/${index}` }),
    );
  }
  return workers;
}
