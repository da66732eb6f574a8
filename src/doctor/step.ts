// What the doctor finds, as data: one step for each requirement of the adapter protocol.

/** What a step is about. */
export interface Demand {
  /** Stable name of the step. */
  readonly id: string;
  /** Section of the adapter protocol. */
  readonly section: number;
  /** What the protocol requires, in one sentence. */
  readonly demands: string;
}

/**
 * - `ok`: the adapter follows the protocol.
 * - `wrong`: it does not; `note` says how.
 * - `not-offered`: the adapter or the driver does not have it, and need not.
 * - `not-tried`: something before it failed.
 */
export type StepState = 'ok' | 'wrong' | 'not-offered' | 'not-tried';

export interface Step extends Demand {
  readonly state: StepState;
  /** What is wrong, why it was not tried, or a remark. Untrusted text in it is made safe already. */
  readonly note?: string;
  /** The request line, as it was sent or would be sent over a wire. Untrusted, and up to 1 MiB long, like `got`. */
  readonly sent?: string;
  /** The answer line. */
  readonly got?: string;
  /** Standard error of the process during the call in which it ended. */
  readonly stderr?: string;
}

/** Thrown inside a step: the adapter breaks the protocol. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
  readonly stderr: string;
  constructor(message: string, stderr = '') {
    super(message);
    this.stderr = stderr;
  }
}

/** Thrown inside a step: there is nothing to check, and that is allowed. */
export class NotOffered extends Error {
  override readonly name = 'NotOffered';
}

/** Thrown inside a step: what it needs is not available. */
export class NotTried extends Error {
  override readonly name = 'NotTried';
}
