// What was not decided and why: reasons, each with the number of its cases and the clauses they were meant for.
import type { CaseVerdict, Verdict } from '../judge/verdict.ts';
import { inReadingOrder } from './clause-group.ts';
import { partLimit } from './finding-text.ts';
import { plainText } from './plain-text.ts';

export interface Undecided {
  readonly verdict: Extract<Verdict, 'unsupported' | 'skip'>;
  readonly reason: string;
  readonly cases: number;
  /** By group and number. */
  readonly clauses: readonly string[];
}

/** Collects verdicts one by one, so that a stream need not be kept. */
export class UndecidedCollector {
  readonly #groups = new Map<
    string,
    { verdict: Undecided['verdict']; reason: string; cases: number; clauses: Set<string> }
  >();

  /**
   * Takes notice of a case that is not decided at all, and of single clauses left undecided in one that is.
   */
  add(verdict: CaseVerdict): void {
    if (verdict.verdict === 'unsupported' || verdict.verdict === 'skip') {
      const clauses = verdict.clauses.map((clause) => clause.id);
      this.#count(verdict.verdict, verdict.reason ?? verdict.clauses[0]?.reason, clauses);
      return;
    }
    for (const clause of verdict.clauses) {
      if (clause.verdict === 'unsupported') this.#count('unsupported', clause.reason, [clause.id]);
    }
  }

  #count(verdict: Undecided['verdict'], reason: string | undefined, clauses: readonly string[]): void {
    const said = reason ?? 'no reason given';
    const key = `${verdict} ${said}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { verdict, reason: plainText(said, partLimit), cases: 0, clauses: new Set() };
      this.#groups.set(key, group);
    }
    group.cases += 1;
    for (const clause of clauses) group.clauses.add(clause);
  }

  /** The reasons with most cases first; equals in order of first appearance. */
  result(): Undecided[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, clauses: inReadingOrder(group.clauses) }))
      .sort((a, b) => b.cases - a.cases);
  }
}

/** What was not decided in a whole run. */
export function undecided(verdicts: Iterable<CaseVerdict>): Undecided[] {
  const collector = new UndecidedCollector();
  for (const verdict of verdicts) collector.add(verdict);
  return collector.result();
}
