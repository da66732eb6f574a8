// Which entries cover which wrong answers, and which of their parts were seen.
import type { Named } from '../../core/protocol/adapter.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { globTest } from '../../2-plan/clause-glob.ts';
import type { AcceptedAnswer, AcceptedEntry, Baseline, DriverRange, WrongAnswer } from './baseline.ts';
import type { AnswerContext } from './answers.ts';

/** What a driver says of itself, as far as entries name it. */
export type DriverNamed = Pick<Named, 'name' | 'version'>;

/** Whether an entry is about this driver. */
export function isAbout(range: DriverRange, driver: DriverNamed): boolean {
  return range.name === driver.name && range.includes(driver.version);
}

/** An entry that is about this driver, and what was seen of it. */
export interface Live {
  readonly entry: AcceptedEntry;
  readonly expired: boolean;
  readonly isForClause: (id: string) => boolean;
  readonly casesSeen: Set<string>;
  readonly answersSeen: Set<AcceptedAnswer>;
}

export class Coverage {
  /** In the order of the file. */
  readonly live: readonly Live[];

  constructor(
    baseline: Baseline,
    today: string,
    { driver }: AnswerContext & { readonly driver: DriverNamed },
  ) {
    this.live = baseline.accepted
      .filter((entry) => isAbout(entry.driver, driver))
      .map((entry) => {
        const globs = (entry.clauses ?? []).map(globTest);
        return {
          entry,
          expired: entry.expires < today,
          isForClause: (id) => globs.some((test) => test(id)),
          casesSeen: new Set(),
          answersSeen: new Set(),
        };
      });
  }

  /** The first entry that records an answer of a case; all that do are noted to have been seen. */
  entryFor(caseId: string, answer: WrongAnswer): AcceptedEntry | undefined {
    let first: AcceptedEntry | undefined;
    for (const live of this.live) {
      if (live.expired || !selects(live, caseId, answer)) continue;
      for (const recorded of live.entry.observed) {
        if (!equal(recorded, answer)) continue;
        live.casesSeen.add(caseId);
        live.answersSeen.add(recorded);
        first ??= live.entry;
      }
    }
    return first;
  }

  casesCoveredBy(entry: AcceptedEntry): number {
    return this.live.find((live) => live.entry === entry)?.casesSeen.size ?? 0;
  }
}

function selects({ entry, isForClause }: Live, caseId: string, { clause }: WrongAnswer): boolean {
  if (entry.cases !== undefined) return entry.cases.some(({ id }) => id === caseId);
  return clause !== undefined && isForClause(clause);
}

/** The same answer: the same clause broken by the same verdict at the same call, with the same outcome. */
function equal(recorded: AcceptedAnswer, answer: WrongAnswer): boolean {
  return (
    recorded.clause === answer.clause &&
    recorded.verdict === answer.verdict &&
    recorded.call === answer.call &&
    (recorded.at === undefined || canonicalJson(recorded.at) === canonicalJson(answer.at)) &&
    outcomeKey(recorded.got) === outcomeKey(answer.got)
  );
}

function outcomeKey(got: Readonly<Record<string, readonly string[]>>): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(got).map(([name, values]) => [name, [...values].sort()])),
  );
}
