// How a verdict counts, for formats that know fewer than ours.
import type { CaseVerdict, Verdict } from './verdict.ts';

/**
 * - failed: stands against the driver; passed: does not (a note may hang on it);
 * - accepted: would stand against it, but a baseline entry covers it;
 * - unstable: failed once and passed alone; broken: could not be decided, by our fault or the adapter's;
 * - left-out: not decided, with a reason.
 */
export type Standing = 'failed' | 'passed' | 'accepted' | 'unstable' | 'broken' | 'left-out';

/** The standing of a verdict; under `strict` a broken SHOULD counts like a broken MUST. */
export function standing(verdict: CaseVerdict, strict: boolean): Standing {
  switch (verdict.verdict) {
    case 'error':
      return 'broken';
    case 'crash':
    case 'timeout':
    case 'fail':
      return verdict.baseline === undefined ? 'failed' : 'accepted';
    case 'warn':
      if (!strict) return 'passed';
      return verdict.baseline === undefined ? 'failed' : 'accepted';
    case 'flaky':
      return 'unstable';
    case 'observed':
    case 'pass':
      return 'passed';
    case 'unsupported':
    case 'skip':
      return 'left-out';
  }
}

/** Verdicts that a reader should look at: something is, or may be, wrong. */
export function isFinding(verdict: Verdict): boolean {
  return verdict !== 'observed' && verdict !== 'pass' && verdict !== 'unsupported' && verdict !== 'skip';
}
