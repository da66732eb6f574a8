// Parts of a baseline that have to go: their day is over, or the run shows that they are no more.
import type { Contract } from '../../1-contract/model.ts';
import type { CaseVerdict, Verdict } from '../../4-judge/verdict.ts';
import type { AcceptedAnswer, AcceptedEntry, Lines, StalePart } from './baseline.ts';
import type { Coverage, Live } from './coverage.ts';

interface Seen {
  readonly contract: Contract;
  /** Whether every case of the plan belongs to this run. */
  readonly whole: boolean;
}

/** Stale parts, in the order of the file. Only what this run can know: cases of other shards and levels are left alone. */
export function staleParts(
  coverage: Coverage,
  { contract, whole }: Seen,
  verdicts: readonly CaseVerdict[],
): StalePart[] {
  const decided = new Map(verdicts.filter(isDecided).map((one) => [one.case as string, one]));
  return coverage.live.flatMap((live): StalePart[] => {
    const { entry } = live;
    if (live.expired) {
      const what = `expired on ${entry.expires}: fix the finding, or renew "expires"; else remove ${linesText(entry.lines)}`;
      return [{ entry: entry.id, why: 'expired', what, lines: entry.lines }];
    }
    const unknown = unknownClauses(live, contract);
    if (unknown !== undefined) return [unknown];
    return entry.cases === undefined
      ? staleByClause(live, decided, verdicts, whole)
      : staleByCase(live, entry.cases, decided);
  });
}

/** An entry for clauses that this contract does not have can never be used. */
function unknownClauses({ entry, isForClause }: Live, contract: Contract): StalePart | undefined {
  const ids = [...contract.rules, ...contract.relations].map((rule) => rule.id);
  if (entry.clauses === undefined || ids.some(isForClause)) return undefined;
  const what = `the contract has no clause ${entry.clauses.join(', ')}: remove ${linesText(entry.lines)}`;
  return { entry: entry.id, why: 'unused', what, lines: entry.lines };
}

/** Flaky cases, and those that nothing came of, say nothing about an entry. */
function isDecided({ verdict }: CaseVerdict): boolean {
  return !['skip', 'unsupported', 'error', 'flaky'].includes(verdict);
}

function isWrong(verdict: Verdict | undefined): boolean {
  return verdict !== undefined && ['fail', 'crash', 'timeout', 'warn'].includes(verdict);
}

function staleByCase(
  { entry, casesSeen, answersSeen }: Live,
  cases: NonNullable<AcceptedEntry['cases']>,
  decided: ReadonlyMap<string, CaseVerdict>,
): StalePart[] {
  const here = cases.filter(({ id }) => decided.has(id));
  const gone = here.filter(({ id }) => !casesSeen.has(id));
  if (gone.length === cases.length) {
    return [
      wholeEntry(
        entry,
        gone.some(({ id }) => isWrong(decided.get(id)?.verdict)),
      ),
    ];
  }
  const parts = gone.map(({ id, lines }): StalePart => {
    const verdict = decided.get(id);
    const wrong = isWrong(verdict?.verdict);
    const now = wrong ? 'gives another wrong answer now' : `is ${verdict?.verdict ?? ''} now`;
    const what = `case ${id} ${now}: remove ${linesText(lines)}`;
    return { entry: entry.id, why: wrong ? 'unused' : 'fixed', what, lines };
  });
  if (here.length < cases.length) return parts;
  return [
    ...parts,
    ...unseenAnswers(
      entry,
      entry.observed.filter((one) => !answersSeen.has(one)),
    ),
  ];
}

function staleByClause(
  { entry, isForClause, answersSeen }: Live,
  decided: ReadonlyMap<string, CaseVerdict>,
  verdicts: readonly CaseVerdict[],
  whole: boolean,
): StalePart[] {
  const judged = verdicts.flatMap((one) =>
    one.clauses.filter(({ id, verdict }) => isForClause(id) && verdict !== 'unsupported'),
  );
  const gone = entry.observed.filter((answer) => {
    if (answersSeen.has(answer)) return false;
    return answer.seenIn === undefined ? whole && judged.length > 0 : decided.has(answer.seenIn);
  });
  if (gone.length === entry.observed.length) {
    return [
      wholeEntry(
        entry,
        judged.some(({ verdict }) => isWrong(verdict)),
      ),
    ];
  }
  return unseenAnswers(entry, gone);
}

function unseenAnswers(entry: AcceptedEntry, answers: readonly AcceptedAnswer[]): StalePart[] {
  return answers.map(({ clause, lines }) => ({
    entry: entry.id,
    why: 'fixed',
    what: `this answer${clause === undefined ? '' : ` to ${clause}`} was not seen any more: remove ${linesText(lines)}`,
    lines,
  }));
}

function wholeEntry(entry: AcceptedEntry, wrong: boolean): StalePart {
  const what = wrong
    ? `its cases give other wrong answers now: remove ${linesText(entry.lines)}`
    : `fixed: remove ${linesText(entry.lines)}`;
  return { entry: entry.id, why: wrong ? 'unused' : 'fixed', what, lines: entry.lines };
}

/** `line 7`, `lines 7 to 9`. */
export function linesText({ first, last }: Lines): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
