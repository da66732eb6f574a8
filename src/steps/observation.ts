// What came of a case: the types of observations.ndjson.
import type { CaseId } from './case.ts';
import type { ObservedStep } from './driver/observed-step.ts';

/** One pass over the steps of a case; sweeps over allocations have several. */
export interface Pass {
  /** The allocation that was made to fail, where one was. */
  readonly failAllocation?: number;
  readonly steps: readonly ObservedStep[];
}

export interface Observation {
  readonly case: CaseId;
  /** Not sent, with the reason: what the adapter or the driver does not offer, or the user left out. */
  readonly unsupported?: string;
  readonly skip?: string;
  /** The suite could not do it: its own fault, or an adapter's that breaks the protocol. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly passes: readonly Pass[];
  /**
   * The implementation that it was sent to: `session/worker/number`. Cases that share it were sent to it one after the other, in plan
   * order. Session 0 is the first part of the run, each `--resume` another one; number 0 of worker 0 ran the survey before.
   */
  readonly implementation?: string;
  readonly timeMs?: number;
}
