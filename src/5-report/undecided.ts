// What was not decided and why: reasons, each with the number of its cases and the clauses they were meant for.
import type { CaseVerdict, Verdict } from '../4-judge/verdict.ts';
import { inReadingOrder } from '../4-judge/clause-group.ts';
import { partLimit } from './finding-text.ts';
import { plainText } from '../core/plain-text.ts';

export interface Undecided {
  readonly verdict: Extract<Verdict, 'unsupported' | 'skip'>;
  readonly reason: string;
  readonly cases: number;
  /** By group and number. */
  readonly clauses: readonly string[];
}

type Outcome = Pick<CaseVerdict, 'verdict' | 'clauses' | 'reason'>;

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
  /** Numbers of lists of clauses, which verdicts share. */
  readonly #lists = new Map<CaseVerdict['clauses'], number>();
  readonly #alike = new Map<string, { readonly outcome: Outcome; cases: number }>();

  /** Takes notice of a case that is not decided at all, and of single clauses left undecided in one that is. */
  add(outcome: Outcome): void {
    const { verdict, clauses, reason } = outcome;
    let list = this.#lists.get(clauses);
    if (list === undefined) this.#lists.set(clauses, (list = this.#lists.size));
    const key = `${list} ${verdict} ${reason ?? ''}`;
    const alike = this.#alike.get(key);
    if (alike === undefined) this.#alike.set(key, { outcome, cases: 1 });
    else alike.cases += 1;
  }

  /** The reasons with most cases first; equals in order of first appearance. What was decided in another case is not listed. */
  result(): Undecided[] {
    const groups = new Groups();
    for (const { outcome, cases } of this.#alike.values()) groups.add(outcome, cases);
    const merged = new Map<string, Undecided>();
    for (const { verdict, reason, cases, clauses, whole } of groups.all()) {
      const left = whole ? clauses : clauses.filter((id) => !groups.decided.has(id));
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

/** Cases by reason and all the clauses that it left undecided in them. */
class Groups {
  readonly decided = new Set<string>();
  readonly #groups = new Map<string, Group>();

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  add({ verdict, clauses, reason }: Outcome, cases: number): void {
    if (verdict === 'unsupported' || verdict === 'skip') {
      const ids = clauses.map((clause) => clause.id);
      this.#count(verdict, reason ?? clauses[0]?.reason, ids, true, cases);
      return;
    }
    const left = new Map<string | undefined, string[]>();
    for (const { id, verdict: one, reason: why } of clauses) {
      if (one === 'unsupported') left.set(why, [...(left.get(why) ?? []), id]);
      else if (one !== 'skip') this.decided.add(id);
    }
    for (const [why, ids] of left) this.#count('unsupported', why, ids, false, cases);
  }

  #count(
    verdict: Undecided['verdict'],
    reason: string | undefined,
    clauses: readonly string[],
    whole: boolean,
    cases: number,
  ): void {
    const said = reason ?? 'no reason given';
    const key = JSON.stringify([verdict, said, clauses, whole]);
    const group = this.#groups.get(key);
    if (group === undefined)
      this.#groups.set(key, { verdict, reason: plainText(said, partLimit), cases, clauses, whole });
    else group.cases += cases;
  }
}

/** What was not decided in a whole run. */
export function undecided(verdicts: Iterable<CaseVerdict>): Undecided[] {
  const collector = new UndecidedCollector();
  for (const verdict of verdicts) collector.add(verdict);
  return collector.result();
}
