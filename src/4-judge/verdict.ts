// Verdicts as data: the types of verdicts.ndjson and of report.json (schema kexcts-report/1).
import type { Basis, Level } from '../1-contract/model.ts';
import type { CaseId, CaseKind } from '../steps/case.ts';

/** From worst to best; a clause's verdict is the worst of its cases. */
export const verdicts = [
  'error',
  'crash',
  'timeout',
  'fail',
  'flaky',
  'warn',
  'observed',
  'pass',
  'unsupported',
  'skip',
] as const;
export type Verdict = (typeof verdicts)[number];

/** The worse of two. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) <= verdicts.indexOf(b) ? a : b;
}

/** One way out that the contract allowed: for each outcome variable the values that would have been right. */
export type ExpectedOutcome = Readonly<Record<string, readonly string[]>>;

export interface ClauseVerdict {
  readonly id: string;
  readonly verdict: Verdict;
  /** Why it could not be decided, or how it differs from what a baseline pinned. */
  readonly reason?: string;
  /** The verdict that it had before it was held against a baseline. */
  readonly was?: Verdict;
}

/** A case as judged: a line of verdicts.ndjson, in plan order. The driver's own bytes, addresses and stderr are not in it. */
export interface CaseVerdict {
  readonly case: CaseId;
  readonly kind: CaseKind;
  readonly property: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly clauses: readonly ClauseVerdict[];
  /** The step that decided, from 0, with its call and full point; absent where nothing was sent. */
  readonly step?: number;
  readonly call?: string;
  readonly point?: Readonly<Record<string, string>>;
  readonly expected?: readonly ExpectedOutcome[];
  /** Outcome variables of the deciding step as seen: `{"hr":["S_OK"],"key":["sent"]}`. */
  readonly got?: ExpectedOutcome;
  /** Outcomes of all steps that have a point, for relations, comparison and coverage. */
  readonly steps: readonly {
    readonly call: string;
    readonly point: Readonly<Record<string, string>>;
    readonly got: ExpectedOutcome;
  }[];
  readonly reason?: string;
  /** Present for everything but pass, skip and unsupported. */
  readonly text?: {
    readonly expected: string;
    readonly got: string;
    readonly sent: string;
    readonly repeat: string;
  };
  /**
   * Cases that have to be sent before it, in this order and to the same implementation, for the finding to show. Alone it
   * passes.
   */
  readonly company?: readonly CaseId[];
  /** Id of the baseline entry that covers it; several, separated by commas, where it takes them together. */
  readonly baseline?: string;
  readonly timeMs?: number;
}

/** A finding of report.json: a case verdict that a reader should look at. */
export type Finding = CaseVerdict;

export interface ClauseSummary {
  readonly id: string;
  readonly level: Level;
  readonly basis: Basis;
  readonly verdict: Verdict;
  readonly cases: number;
  readonly reason?: string;
}

export type OverallVerdict = 'conforms' | 'does-not-conform' | 'not-applicable' | 'incomplete';

/** What a report says that is known before the first case. */
export interface ReportHead {
  readonly schema: 'kexcts-report/1';
  readonly suite: {
    readonly name: string;
    readonly version: string;
    readonly contract: string;
    readonly plan: string;
  };
  readonly adapter: Readonly<Record<string, unknown>>;
  readonly driver: Readonly<Record<string, unknown>>;
  readonly profile: string;
  readonly dialect: string;
  readonly level: string;
  readonly strict: boolean;
  readonly seed: number;
  readonly keyOracle: readonly string[];
  readonly blindTo: readonly string[];
  /** Facts of the survey that a reader wants: dialects, caps, container, … */
  readonly survey?: Readonly<Record<string, unknown>>;
  /** The part of the plan that was sent, where it was one. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** The `--clause` that chose cases. */
  readonly clause?: string;
  /** Canaries that the whole plan does not catch; absent where there are none. */
  readonly missedCanaries?: readonly string[];
  /** The command that repeats a case, with CASE in place of its id. */
  readonly repeat?: string;
}

export interface Report extends ReportHead {
  readonly complete: boolean;
  readonly summary: {
    readonly verdict: OverallVerdict;
    readonly cases: number;
    readonly reason?: string;
  } & Readonly<Record<Verdict, number>>;
  readonly clauses: readonly ClauseSummary[];
  readonly findings: readonly Finding[];
  readonly coverage?: Readonly<Record<string, unknown>>;
  /** Why planned cases have no verdict of their own, where it was not the user's wish. */
  readonly left?: string;
  /** What a baseline made of the run: entries that cover something, parts that have to go, pinned behaviour. */
  readonly baseline?: Readonly<Record<string, unknown>>;
  /** Relations over the run, each with what was seen of it. */
  readonly relations?: readonly unknown[];
  readonly timeStarted?: string;
  readonly timeEnded?: string;
  readonly timeSeconds?: number;
  /** The machine and the runtime. Named as what may differ between equal runs is. */
  readonly timeEnvironment?: Readonly<Record<string, unknown>>;
}
