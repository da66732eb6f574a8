// Which job a thread takes next: it stays where it has made a reference for as long as work is left there, and begins elsewhere
// where the fewest others are.

/** A job; those of one bay share a reference. */
export interface Placed {
  readonly bay: string;
}

export class JobQueue<Job extends Placed> {
  readonly #jobs: readonly Job[];
  /** Places of the jobs that are left, by bay, in order. */
  readonly #left = new Map<string, number[]>();
  /** How many threads are at a bay. */
  readonly #threads = new Map<string, number>();

  constructor(jobs: readonly Job[]) {
    this.#jobs = jobs;
    for (const [at, { bay }] of jobs.entries()) {
      const left = this.#left.get(bay);
      if (left === undefined) this.#left.set(bay, [at]);
      else left.push(at);
    }
  }

  /**
   * The next job, with its place among all; undefined where none is left.
   * @param bay where the thread was
   */
  next(bay?: string): { readonly at: number; readonly job: Job } | undefined {
    const here = bay !== undefined && this.#left.has(bay) ? bay : this.#move(bay);
    const left = here === undefined ? undefined : this.#left.get(here);
    const at = left?.shift();
    if (here === undefined || left === undefined || at === undefined) return undefined;
    if (left.length === 0) this.#left.delete(here);
    const job = this.#jobs[at];
    return job === undefined ? undefined : { at, job };
  }

  #move(from: string | undefined): string | undefined {
    const threads = (bay: string): number => this.#threads.get(bay) ?? 0;
    if (from !== undefined) this.#threads.set(from, threads(from) - 1);
    const [to] = [...this.#left].reduce<readonly [string | undefined, number, number]>(
      (best, [bay, { length }]) => {
        const others = threads(bay);
        return others < best[1] || (others === best[1] && length > best[2]) ? [bay, others, length] : best;
      },
      [undefined, Infinity, 0],
    );
    if (to !== undefined) this.#threads.set(to, threads(to) + 1);
    return to;
  }
}
