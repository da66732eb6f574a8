// Works off a plan on several lanes, and hands on observations in plan order, whatever order they came in.
import type { Case } from '../recipe/case.ts';
import type { Lane } from './lane.ts';
import type { Observation } from './observation.ts';

/** Deaths in a row after which the rest is left (design, section 6). */
export const deathsInARow = 5;

export interface ObserveOptions {
  /** Called in plan order. Returns true where this observation is a death that counts against the driver. */
  readonly take: (planned: Case, observation: Observation) => boolean | Promise<boolean>;
  /** Asked before each batch: a reason to stop, such as a spent budget. */
  readonly stop?: () => string | undefined;
  /** Observations that are there already, such as those of an interrupted run; their cases are not sent. */
  readonly known?: ReadonlyMap<string, Observation>;
}

/** Why cases were left, and from which index on. */
export interface Left {
  readonly from: number;
  readonly reason: 'deaths' | 'stopped';
  readonly what: string;
}

/**
 * Observes cases on all lanes. The same cases and answers give the same calls of `take`, whatever the number of lanes.
 * @throws what a lane throws (an implementation that does not start again).
 */
export async function observeCases(
  cases: readonly Case[],
  lanes: readonly Lane[],
  { take, stop, known }: ObserveOptions,
): Promise<Left | undefined> {
  let next = 0;
  let taken = 0;
  let deaths = 0;
  let left: Left | undefined;
  const waiting = new Map<number, Observation>();
  /** Places of the cases that are to be sent. */
  const fresh: number[] = [];
  for (const [index, planned] of cases.entries()) {
    const observation = known?.get(planned.id);
    if (observation === undefined) fresh.push(index);
    else waiting.set(index, observation);
  }

  const drain = async (): Promise<void> => {
    for (;;) {
      const observation = waiting.get(taken);
      const planned = cases[taken];
      if (left !== undefined || observation === undefined || planned === undefined) return;
      waiting.delete(taken);
      taken += 1;
      const died = await take(planned, observation);
      if (observation.passes.length > 0) deaths = died ? deaths + 1 : 0;
      if (deaths >= deathsInARow) {
        left = { from: taken, reason: 'deaths', what: `${deathsInARow} deaths or time-outs in a row` };
      }
    }
  };

  // One drain at a time keeps `take` in plan order.
  let draining: Promise<void> = drain();
  await draining;

  const work = async (lane: Lane): Promise<void> => {
    for (;;) {
      if (left !== undefined) return;
      const why = stop?.();
      if (why !== undefined) {
        left ??= { from: taken, reason: 'stopped', what: why };
        return;
      }
      const places = fresh.slice(next, next + lane.batch);
      const batch = places.flatMap((place) => cases[place] ?? []);
      if (batch.length === 0) return;
      next += batch.length;
      const observations = await lane.observe(batch);
      for (const [offset, place] of places.entries()) {
        const observation = observations[offset];
        if (observation !== undefined) waiting.set(place, observation);
      }
      draining = draining.then(drain);
      await draining;
    }
  };

  const ends = await Promise.allSettled(
    lanes.flatMap((lane) => Array.from({ length: lane.ahead }, () => work(lane))),
  );
  await draining;
  if (left?.reason === 'stopped') {
    // Lanes that were still at work have finished their batch; those cases count too.
    const stopped = left;
    left = undefined;
    await drain();
    left = { ...stopped, from: taken };
  }
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return left;
}
