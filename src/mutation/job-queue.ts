// Which job a thread takes next: it stays where it has made a reference for as long as work is left there, and begins elsewhere
// where the fewest others are.

/** A job; those of one bay share a reference. */
export interface Placed {
  readonly bay: string;
}

/** A job, with its place among all. */
interface Next<Job> {
  readonly at: number;
  readonly job: Job;
}

export class JobQueue<Job extends Placed> {
  /** What is left, by bay, in order. */
  readonly #left = new Map<string, Next<Job>[]>();
  /** How many threads are at a bay. */
  readonly #threads = new Map<string, number>();

  constructor(jobs: readonly Job[]) {
    for (const [at, job] of jobs.entries()) {
      const left = this.#left.get(job.bay);
      if (left === undefined) this.#left.set(job.bay, [{ at, job }]);
      else left.push({ at, job });
    }
  }

  /**
   * The next job; undefined where none is left.
   * @param bay where the thread was
   */
  next(bay?: string): Next<Job> | undefined {
    const here = bay !== undefined && this.#left.has(bay) ? bay : this.#move(bay);
    if (here === undefined) return undefined;
    const left = this.#left.get(here) ?? [];
    const next = left.shift();
    if (left.length === 0) this.#left.delete(here);
    return next;
  }

  #move(from: string | undefined): string | undefined {
    const threads = (bay: string): number => this.#threads.get(bay) ?? 0;
    if (from !== undefined) this.#threads.set(from, threads(from) - 1);
    // The fewest threads first; of equals where most is left.
    const [best] = [...this.#left].sort(
      ([a, { length: m }], [b, { length: n }]) => threads(a) - threads(b) || n - m,
    );
    const to = best?.[0];
    if (to !== undefined) this.#threads.set(to, threads(to) + 1);
    return to;
  }
}
