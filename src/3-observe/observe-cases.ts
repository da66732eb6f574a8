// Sends a plan to several workers, and passes observations on in plan order, whatever order they were made in.
import type { Case } from '../steps/case.ts';
import type { CaseWorker } from './case-worker.ts';
import type { Observation } from '../steps/observation.ts';

/** Crashes or time-outs in a row after which no more cases are sent. */
export const maxTerminationsInARow = 5;

export interface ObserveOptions {
  /** Called in plan order. Returns true if this observation is a crash or time-out that counts against the driver. */
  readonly onObservation: (planned: Case, observation: Observation) => boolean | Promise<boolean>;
  /** Asked before each batch: a reason to stop, such as a spent budget. */
  readonly stop?: () => string | undefined;
  /** Observations that are there already, such as those of an interrupted run; their cases are not sent. */
  readonly known?: ReadonlyMap<string, Observation>;
}

/** Why cases were not sent, and from which index on. */
export interface UnsentCases {
  readonly from: number;
  readonly reason: 'terminations' | 'stopped';
  readonly what: string;
}

/**
 * Observes cases on all workers. The same cases and answers give the same calls of `take`, whatever the number of workers.
 * @throws what a worker throws (an implementation that does not start again).
 */
export async function observeCases(
  cases: readonly Case[],
  workers: readonly CaseWorker[],
  { onObservation: take, stop, known }: ObserveOptions,
): Promise<UnsentCases | undefined> {
  let next = 0;
  let taken = 0;
  let terminationsInARow = 0;
  let unsent: UnsentCases | undefined;
  const waiting = new Map<number, Observation>();
  /** Places of the cases that are to be sent. */
  const unsentIndexes: number[] = [];
  for (const [index, planned] of cases.entries()) {
    const observation = known?.get(planned.id);
    if (observation === undefined) unsentIndexes.push(index);
    else waiting.set(index, observation);
  }

  const drain = async (): Promise<void> => {
    for (;;) {
      const observation = waiting.get(taken);
      const planned = cases[taken];
      if (unsent !== undefined || observation === undefined || planned === undefined) return;
      waiting.delete(taken);
      taken += 1;
      const died = await take(planned, observation);
      if (observation.passes.length > 0) terminationsInARow = died ? terminationsInARow + 1 : 0;
      if (terminationsInARow >= maxTerminationsInARow) {
        unsent = {
          from: taken,
          reason: 'terminations',
          what: `${maxTerminationsInARow} crashes or time-outs in a row`,
        };
      }
    }
  };

  // One drain at a time keeps `take` in plan order.
  let draining: Promise<void> = drain();
  await draining;

  const work = async (worker: CaseWorker): Promise<void> => {
    for (;;) {
      if (unsent !== undefined) return;
      const why = stop?.();
      if (why !== undefined) {
        unsent ??= { from: taken, reason: 'stopped', what: why };
        return;
      }
      const places = unsentIndexes.slice(next, next + worker.batchSize);
      const batch = places.flatMap((place) => cases[place] ?? []);
      if (batch.length === 0) return;
      next += batch.length;
      const observations = await worker.observe(batch);
      for (const [offset, place] of places.entries()) {
        const observation = observations[offset];
        if (observation !== undefined) waiting.set(place, observation);
      }
      draining = draining.then(drain);
      await draining;
    }
  };

  const results = await Promise.allSettled(
    workers.flatMap((worker) => Array.from({ length: worker.batchesAhead }, () => work(worker))),
  );
  await draining;
  if (unsent?.reason === 'stopped') {
    // Workers that were still at work have finished their batch; those cases count too.
    const stoppedAt = unsent;
    unsent = undefined;
    await drain();
    unsent = { ...stoppedAt, from: taken };
  }
  for (const end of results) if (end.status === 'rejected') throw end.reason;
  return unsent;
}
