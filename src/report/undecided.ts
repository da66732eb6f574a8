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

interface Group {
  readonly verdict: Undecided['verdict'];
  readonly reason: string;
  cases: number;
  readonly clauses: readonly string[];
  /** Whether whole cases were not decided; else single clauses of cases that were. */
  readonly whole: boolean;
}

/** Collects verdicts one by one, so that a stream need not be kept. */
export class UndecidedCollector {
  /** Cases by reason and all the clauses that it left undecided in them. */
  readonly #groups = new Map<string, Group>();
  readonly #decided = new Set<string>();

  /** Takes notice of a case that is not decided at all, and of single clauses left undecided in one that is. */
  add(verdict: CaseVerdict): void {
    if (verdict.verdict === 'unsupported' || verdict.verdict === 'skip') {
      const clauses = verdict.clauses.map((clause) => clause.id);
      this.#count(verdict.verdict, verdict.reason ?? verdict.clauses[0]?.reason, clauses, true);
      return;
    }
    const left = new Map<string | undefined, string[]>();
    for (const { id, verdict: one, reason } of verdict.clauses) {
      if (one === 'unsupported') left.set(reason, [...(left.get(reason) ?? []), id]);
      else if (one !== 'skip') this.#decided.add(id);
    }
    for (const [reason, clauses] of left) this.#count('unsupported', reason, clauses, false);
  }

  #count(
    verdict: Undecided['verdict'],
    reason: string | undefined,
    clauses: readonly string[],
    whole: boolean,
  ): void {
    const said = reason ?? 'no reason given';
    const key = JSON.stringify([verdict, said, clauses, whole]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { verdict, reason: plainText(said, partLimit), cases: 0, clauses, whole };
      this.#groups.set(key, group);
    }
    group.cases += 1;
  }

  /** The reasons with most cases first; equals in order of first appearance. What was decided in another case is not told. */
  result(): Undecided[] {
    const merged = new Map<string, Undecided>();
    for (const { verdict, reason, cases, clauses, whole } of this.#groups.values()) {
      const left = whole ? clauses : clauses.filter((id) => !this.#decided.has(id));
      if (!whole && left.length === 0) continue;
      const key = `${verdict} ${reason}`;
      const known = merged.get(key);
      merged.set(key, {
        verdict,
        reason,
        cases: cases + (known?.cases ?? 0),
        clauses: inReadingOrder([...(known?.clauses ?? []), ...left]),
      });
    }
    return [...merged.values()].sort((a, b) => b.cases - a.cases);
  }
}

/** What was not decided in a whole run. */
export function undecided(verdicts: Iterable<CaseVerdict>): Undecided[] {
  const collector = new UndecidedCollector();
  for (const verdict of verdicts) collector.add(verdict);
  return collector.result();
}
