// A baseline as data: findings that were reviewed and accepted, and what was observed where the contract is open.
import type { OutcomeBox } from '../../1-contract/model.ts';
import type { CaseVerdict } from '../../4-judge/verdict.ts';
import type { VersionTest } from './version-range.ts';

export const baselineSchema = 'kexcts-baseline/1';

/** Verdicts that an entry can accept. */
export const acceptable = ['crash', 'timeout', 'fail', 'warn'] as const;
export type AcceptableVerdict = (typeof acceptable)[number];

/** One way in which a driver broke one clause at one call. */
export interface WrongAnswer {
  /** Absent where the driver ended at a call that no clause covers. */
  readonly clause?: string;
  readonly verdict: AcceptableVerdict;
  readonly call: string;
  /** Defects of the call: variables of the contract that were not as usual. */
  readonly at: Readonly<Record<string, string>>;
  /** The whole outcome: what the clause does not turn on may be wrong in another way next time. */
  readonly got: OutcomeBox;
}

/** What a driver did at one call where the contract leaves it open. */
export interface OpenAnswer {
  readonly clause: string;
  readonly call: string;
  readonly at: Readonly<Record<string, string>>;
  readonly got: OutcomeBox;
}

/** A first and a last line of the file, counted from 1. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

export interface DriverRange {
  readonly name: string;
  readonly version: string;
  readonly includes: VersionTest;
}

export interface AcceptedAnswer extends Omit<WrongAnswer, 'at'> {
  /** Absent: wherever it was called. */
  readonly at?: Readonly<Record<string, string>>;
  readonly seenIn?: string;
  readonly lines: Lines;
}

export interface AcceptedEntry {
  readonly id: string;
  /** The cases it is about; absent where `clauses` are given. */
  readonly cases?: readonly { readonly id: string; readonly lines: Lines }[];
  /** Globs. */
  readonly clauses?: readonly string[];
  readonly driver: DriverRange;
  readonly observed: readonly AcceptedAnswer[];
  readonly reason: string;
  readonly link?: string;
  readonly owner: string;
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly expires: string;
  readonly lines: Lines;
}

export interface PinnedEntry {
  readonly clause: string;
  readonly driver: DriverRange;
  readonly observed: readonly Omit<OpenAnswer, 'clause'>[];
  readonly lines: Lines;
}

export interface Baseline {
  /** As given on the command line. */
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly accepted: readonly AcceptedEntry[];
  readonly pinned: readonly PinnedEntry[];
}

/** A baseline as a run uses it. */
export interface BaselineInUse {
  readonly baseline: Baseline;
  /** `YYYY-MM-DD`: entries that expire before are expired. */
  readonly today: string;
}

/** An entry, or a part of one, that has to go. */
export interface StalePart {
  readonly entry: string;
  /** expired: its day is over; fixed: its cases hold now; unused: they were sent and showed something else. */
  readonly why: 'expired' | 'fixed' | 'unused';
  /** In words, with what to remove. */
  readonly what: string;
  readonly lines: Lines;
}

/** What a baseline made of a run. */
export interface BaselineOutcome {
  readonly sha256: string;
  /** Entries that cover something, in the order of the file. */
  readonly entries: readonly {
    readonly id: string;
    readonly reason: string;
    readonly link?: string;
    readonly owner: string;
    readonly expires: string;
    /** How many cases it covers, or helps to cover. */
    readonly cases: number;
  }[];
  readonly stale: readonly StalePart[];
  readonly pinned: {
    /** Calls at an open point that answered as pinned. */
    readonly held: number;
    /** Those that answered in another way. */
    readonly changed: number;
  };
}

/** Whether a verdict is one that an entry can accept. */
export function isAcceptable(verdict: CaseVerdict['verdict']): verdict is AcceptableVerdict {
  return acceptable.some((one) => one === verdict);
}
