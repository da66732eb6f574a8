// What a statement says: the predicate of its in-toto envelope.
import type { ClauseSummary, OverallVerdict, Verdict } from '../../4-judge/verdict.ts';
import type { BaselineOutcome } from '../../gate/baseline/baseline.ts';

export interface Digest {
  readonly sha256: string;
}

/** How the driver's file came to be known. */
export interface DriverFile {
  readonly sha256: string;
  /** `file`: hashed by us; `adapter`: as the adapter says. */
  readonly by: 'file' | 'adapter';
}

export interface Predicate {
  readonly suite: { readonly name: string; readonly version: string };
  readonly contract: Digest;
  readonly plan: Digest & { readonly cases: number };
  readonly adapter: Readonly<Record<string, unknown>>;
  readonly driver: Readonly<Record<string, unknown>>;
  /** Null: nobody knows which file was tested. */
  readonly driverFile: DriverFile | null;
  readonly profile: string;
  readonly dialect: string;
  readonly level: string;
  readonly strict: boolean;
  readonly seed: number;
  readonly complete: boolean;
  readonly clause?: string;
  readonly keyOracle: readonly string[];
  readonly blindTo: readonly string[];
  readonly verdict: OverallVerdict;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly clauses: readonly ClauseSummary[];
  readonly findings: readonly {
    readonly case: string;
    readonly verdict: Verdict;
    readonly clauses: readonly string[];
    readonly baseline?: string;
  }[];
  readonly baseline?: BaselineOutcome;
  readonly environment: Readonly<Record<string, unknown>>;
  /** What a reader has to know to take the statement for what it is, in plain words. */
  readonly remarks: readonly string[];
  readonly timeStarted?: string;
  readonly timeEnded?: string;
}
