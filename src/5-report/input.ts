// What every report format is made from.
import type { RunComparison } from '../gate/compare/compare-runs.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import type { CaseVerdict, Report } from '../4-judge/verdict.ts';
import type { Observation } from '../steps/observation.ts';
import type { Case } from '../steps/case.ts';

/** A place in a document that a clause rests on. */
export interface Quote {
  /** Title of the document. */
  readonly title: string;
  /** The words that matter, where they may be quoted. */
  readonly quote?: string;
  readonly url?: string;
  /** Where in it: a section, a table, a page. */
  readonly where?: string;
}

/** Read access by key: a Map, or something that reads from disk. */
export interface Lookup<T> {
  get(key: string): T | undefined;
}

export interface ReportInput {
  readonly report: Report;
  /** All verdicts in plan order. Iterated once or more, never kept: it may read from disk. */
  readonly verdicts: Iterable<CaseVerdict>;
  /** Clauses with their statements, files and lines. */
  readonly contract?: Pick<Contract, 'rules' | 'relations' | 'points'>;
  /** By `source-id#anchor`, as rules name them. */
  readonly quotes?: Lookup<Quote>;
  /** The profile in use. */
  readonly profile?: Profile;
  /** By case id: for what was sent, drawn by its fields, and the calls before it. */
  readonly cases?: Lookup<Case>;
  /** By case id: for bytes that were sent, return codes of all steps, and standard error. */
  readonly observations?: Lookup<Observation>;
  /** What came out otherwise than in an earlier run. */
  readonly comparison?: RunComparison;
}

/** Turns a finished run into the text of one file, whole or in pieces. */
export type Formatter = (input: ReportInput) => string | Iterable<string>;
