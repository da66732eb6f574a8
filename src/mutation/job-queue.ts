// Which job a thread takes next: one of the group whose reference it has made, as long as there are any; then one of the group
// with the fewest threads.

/** A job; those of one group share a reference. */
export interface Placed {
  readonly group: string;
}

/** A job, with its place among all. */
interface Next<Job> {
  readonly at: number;
  readonly job: Job;
}

export class JobQueue<Job extends Placed> {
  /** The remaining jobs, by group, in order. */
  readonly #left = new Map<string, Next<Job>[]>();
  /** How many threads work on a group. */
  readonly #threads = new Map<string, number>();

  constructor(jobs: readonly Job[]) {
    for (const [at, job] of jobs.entries()) {
      const left = this.#left.get(job.group);
      if (left === undefined) this.#left.set(job.group, [{ at, job }]);
      else left.push({ at, job });
    }
  }

  /**
   * The next job; undefined where none is left.
   * @param group the last group of the thread
   */
  next(group?: string): Next<Job> | undefined {
    const here = group !== undefined && this.#left.has(group) ? group : this.#move(group);
    if (here === undefined) return undefined;
    const left = this.#left.get(here) ?? [];
    const next = left.shift();
    if (left.length === 0) this.#left.delete(here);
    return next;
  }

  #move(from: string | undefined): string | undefined {
    const threads = (group: string): number => this.#threads.get(group) ?? 0;
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
