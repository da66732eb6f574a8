// What the suite says when it cannot go on: never a verdict on a driver, always with a remedy.

/** Exit statuses of every command (design section 5). 2 wins over 3, 3 over 1. */
export const exitStatus = { holds: 0, doesNotHold: 1, usage: 2, undecided: 3 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/**
 * An error of the suite or of its input, with a stable code to script against.
 * `message` says what was expected, what came and where; `hint` says what to do.
 */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
  readonly code: string;
  readonly hint: string;
  readonly status: ExitStatus;

  constructor(code: string, message: string, hint: string, status: ExitStatus = exitStatus.usage) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.status = status;
  }
}

/** The message of anything thrown, for embedding in a sentence. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
