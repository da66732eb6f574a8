// The lanes of a run: the survey's implementation goes on as the first, the others start their own.
import type { BenchSettings, Bench } from '../observe/bench.ts';
import { DirectLane, type Lane } from '../observe/lane.ts';
import type { Survey } from '../observe/survey.ts';
import { ThreadLane } from '../observe/thread-lane.ts';
import type { RunSettings } from './settings.ts';

/**
 * Makes `workers` lanes. In-process implementations get a thread each beside this one.
 * @param session how often the run was resumed.
 */
export function openLanes(
  run: RunSettings,
  settings: BenchSettings,
  survey: Survey,
  bench: Bench,
  session: number,
): Lane[] {
  const lanes: Lane[] = [
    new DirectLane(run.adapter, settings, survey, `${session}/0`, bench.dead ? undefined : bench),
  ];
  for (let index = 1; index < run.workers; index += 1) {
    lanes.push(
      run.threads === undefined
        ? new DirectLane(run.adapter, settings, survey, `${session}/${index}`)
        : new ThreadLane({ ...run.threads, settings, survey, name: `${session}/${index}` }),
    );
  }
  return lanes;
}
