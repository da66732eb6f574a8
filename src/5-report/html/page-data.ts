// What the HTML report is drawn from: the data embedded in the page. All text in it is safe to show as text.
import type { Basis, Level } from '../../1-contract/model.ts';
import type { OverallVerdict, Verdict } from '../../4-judge/verdict.ts';
import type { DrawnBlock } from '../drawn-block.ts';
import type { CoveredCall } from '../coverage-table.ts';
import type { FourParts } from '../finding-text.ts';
import type { Quote } from '../input.ts';
import type { Fact } from '../run-facts.ts';
import type { Undecided } from '../undecided.ts';

export interface PageClause {
  readonly id: string;
  readonly group: string;
  readonly level: Level;
  readonly basis: Basis;
  readonly verdict: Verdict;
  readonly cases: number;
  readonly reason?: string;
  readonly statement?: string;
  readonly derivation?: string;
  /** `spec/contract/negotiate.json:41`. */
  readonly at?: string;
  readonly needs: readonly string[];
  readonly quotes: readonly Quote[];
}

export interface PageStep {
  readonly text: string;
  /** What came of it, where that is known. */
  readonly got?: string;
  /** The step that decided the verdict. */
  readonly decides: boolean;
}

export interface PageFinding {
  readonly case: string;
  readonly kind: string;
  readonly property: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Clauses at issue. */
  readonly clauses: readonly string[];
  readonly parts: FourParts;
  readonly block?: DrawnBlock;
  readonly steps: readonly PageStep[];
  readonly point: readonly Fact[];
  readonly stderr: readonly string[];
  readonly baseline?: string;
}

/** All cases by columns: names once, then numbers into them. */
export interface PageCases {
  readonly verdicts: readonly Verdict[];
  readonly properties: readonly string[];
  readonly kinds: readonly string[];
  readonly clauses: readonly string[];
  readonly reasons: readonly string[];
  readonly rows: readonly PageCase[];
}
export type PageCase = readonly [
  id: string,
  title: string,
  verdict: number,
  property: number,
  kind: number,
  clauses: readonly number[],
  /** -1: none. */
  reason: number,
];

export interface PageComparison {
  readonly notes: readonly string[];
  /** Which runs they are: the earlier one, then this one. */
  readonly runs: readonly [string, string];
  readonly counts: string;
  readonly clauses: readonly (readonly [title: string, changes: readonly PageClauseChange[]])[];
  readonly cases: readonly (readonly [title: string, changes: readonly PageCaseChange[], more: number])[];
}

export type PageClauseChange = readonly [id: string, before: Verdict | 'absent', after: Verdict | 'absent'];

export interface PageCaseChange {
  readonly case: string;
  readonly title: string;
  readonly clauses: string;
  readonly before: string;
  readonly after: string;
}

export interface PageCombinations {
  readonly call: string;
  /** `values`, `pairs`, `triples`, each with how many were met of how many that can be made. */
  readonly met: readonly (readonly [what: string, covered: number, possible: number])[];
  readonly notCovered: readonly string[];
  /** How many more were not covered. */
  readonly more: number;
}

export interface PageData {
  readonly overall: {
    readonly verdict: OverallVerdict;
    readonly line: string;
    readonly why: readonly string[];
  };
  readonly facts: readonly Fact[];
  readonly counts: readonly (readonly [Verdict, number])[];
  readonly clauses: readonly PageClause[];
  readonly findings: readonly PageFinding[];
  /** Findings beyond those that are drawn. */
  readonly findingsLeftOut: number;
  readonly cases: PageCases;
  readonly undecided: readonly Undecided[];
  readonly coverage: readonly CoveredCall[];
  /** How many combinations of circumstances of the calls under test were met, as report.json counts them. */
  readonly combinations: readonly PageCombinations[];
  readonly keyOracle: readonly string[];
  readonly blindTo: readonly string[];
  readonly survey: readonly Fact[];
  readonly environment: readonly Fact[];
  readonly comparison?: PageComparison;
}
