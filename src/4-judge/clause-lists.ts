// Lists of what became of clauses, put together. Drivers and cases that come to the same share them: a run has a thousand times
// more cases than different lists.
import { worse, type ClauseVerdict, type Verdict } from './verdict.ts';

export type Clauses = readonly ClauseVerdict[];

export const noClauses: Clauses = [];

const mergedClauses = new WeakMap<Clauses, WeakMap<Clauses, Clauses>>();

/** Both lists as one; of two verdicts on a clause, the worse. The same for the same lists. */
export function mergeClauses(clauses: Clauses, more: Clauses): Clauses {
  if (more.length === 0) return clauses;
  let known = mergedClauses.get(clauses);
  if (known === undefined) mergedClauses.set(clauses, (known = new WeakMap<Clauses, Clauses>()));
  let both = known.get(more);
  if (both === undefined) known.set(more, (both = mergeClauseLists(clauses, more)));
  return both;
}

function mergeClauseLists(clauses: Clauses, more: Clauses): Clauses {
  const byId = new Map(clauses.map((clause) => [clause.id, clause]));
  for (const clause of more) {
    const known = byId.get(clause.id);
    if (known === undefined || worse(clause.verdict, known.verdict) !== known.verdict)
      byId.set(clause.id, clause);
  }
  return [...byId.values()];
}

/** The worst verdict of a list, or `least` where that is worse. */
export function worstVerdict(clauses: Clauses, least: Verdict = 'unsupported'): Verdict {
  let worst = least;
  for (const { verdict } of clauses) worst = worse(verdict, worst);
  return worst;
}
