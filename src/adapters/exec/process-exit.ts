// How a process ended, in words.
import { describeStatus, isFailure } from '../../core/windows/hresult.ts';

/** One of the two is null; both are where the process could not be ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

const signals: Readonly<Record<string, string>> = {
  SIGSEGV: 'access to memory that is not its own',
  SIGBUS: 'bus error',
  SIGILL: 'illegal instruction',
  SIGFPE: 'arithmetic error',
  SIGABRT: 'aborted by itself',
};

/** `ended with exit status 3`, `was ended by SIGSEGV (…)`; Windows exceptions by name. */
export function describeExit(exit: Exit): string {
  if (exit.signal !== null) {
    const meaning = signals[exit.signal];
    return `was ended by ${exit.signal}${meaning === undefined ? '' : ` (${meaning})`}`;
  }
  if (exit.code === null) return 'could not be ended';
  return `ended with exit status ${isFailure(exit.code) ? describeStatus(exit.code) : exit.code}`;
}
