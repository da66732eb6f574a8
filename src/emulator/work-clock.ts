// Simulated time: what the driver's work would cost, so that `ns` is the same in every run.

/** Nanoseconds of the operations that a negotiation consists of, in round numbers of a small processor. */
export const workNs = { privateOperation: 1_000_000, digest: 1_000, cipher: 500, call: 2_000 } as const;

export class WorkClock {
  #ns = 0;

  /** Work of that many nanoseconds was done. */
  spend(ns: number): void {
    this.#ns += ns;
  }

  /** Nanoseconds of work done so far. */
  get ns(): number {
    return this.#ns;
  }
}
