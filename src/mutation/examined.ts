// What came of examining an implementation: which clauses it breaks, by which cases, and what distinguishes it from others.
import { hash } from 'node:crypto';
import type { CaseVerdict, Verdict } from '../4-judge/verdict.ts';

/** The verdicts that stand against an implementation. A time-out is none of them: it may be the machine's. */
const killing = ['fail', 'crash', 'warn'] as const;
type Killing = (typeof killing)[number];

function kills(verdict: Verdict): verdict is Killing {
  return (killing as readonly Verdict[]).includes(verdict);
}

/** How one clause found out. */
export interface ClauseKill {
  readonly clause: string;
  readonly verdict: Killing;
  /** The first case, and its place in the plan, from 1. */
  readonly case: string;
  readonly place: number;
  /** How many cases. */
  readonly cases: number;
}

/** Where an implementation was first found out. */
export interface FirstKill {
  readonly case: string;
  /** Place in the plan, from 1. */
  readonly place: number;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly timeMs: number;
}

export interface Examined {
  /** Without --strict: a MUST is broken. */
  readonly must?: FirstKill;
  /** With --strict: a MUST or a SHOULD. */
  readonly strict?: FirstKill;
  /** As `strict`, by a case that is the same for every seed. */
  readonly fixed?: FirstKill;
  readonly clauses: readonly ClauseKill[];
  /** Hash over every verdict and every outcome in it: all that this plan shows of this implementation. */
  readonly outcome: string;
  /** Cases by verdict. */
  readonly counts: Readonly<Partial<Record<Verdict, number>>>;
  readonly notApplicable?: string;
  readonly timeMs: number;
}

/** The property whose cases are others with another seed. */
export const drawnFromSeed = 'random';

/** The clause under which crashes and time-outs are listed that no clause covers. */
export const unclaused = 'none';

/** Sums up the verdicts of a plan; `times` are those behind each case. */
export function outcomeOf(
  verdicts: readonly CaseVerdict[],
  times: readonly number[],
  timeMs: number,
  notApplicable?: string,
): Examined {
  const clauses = new Map<string, { -readonly [K in keyof ClauseKill]: ClauseKill[K] }>();
  const first: { must?: FirstKill; strict?: FirstKill; fixed?: FirstKill } = {};
  const counts: Partial<Record<Verdict, number>> = {};
  let outcomes = '';
  for (const [index, verdict] of verdicts.entries()) {
    counts[verdict.verdict] = (counts[verdict.verdict] ?? 0) + 1;
    outcomes += outcomeText(verdict);
    if (!kills(verdict.verdict)) continue;
    const broken = brokenBy(verdict, verdict.verdict);
    const place = index + 1;
    const kill = (): FirstKill => ({
      case: verdict.case,
      place,
      title: verdict.title,
      clauses: broken.map(({ id }) => id),
      timeMs: times[index] ?? 0,
    });
    first.strict ??= kill();
    if (verdict.property !== drawnFromSeed) first.fixed ??= kill();
    if (verdict.verdict !== 'warn') first.must ??= kill();
    for (const { id, how } of broken) {
      const known = clauses.get(id);
      if (known === undefined)
        clauses.set(id, { clause: id, verdict: how, case: verdict.case, place, cases: 1 });
      else known.cases += 1;
    }
  }
  return {
    ...first,
    clauses: [...clauses.values()],
    outcome: hash('sha256', outcomes).slice(0, 32),
    counts,
    timeMs,
    ...(notApplicable === undefined ? {} : { notApplicable }),
  };
}

function brokenBy({ clauses }: CaseVerdict, how: Killing): readonly { id: string; how: Killing }[] {
  const broken = clauses.flatMap(({ id, verdict }) => (kills(verdict) ? [{ id, how: verdict }] : []));
  return broken.length > 0 ? broken : [{ id: unclaused, how }];
}

/** In hexadecimal: enough to distinguish millions of lists. */
const digestDigits = 16;

function digestOf(list: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(list)).slice(0, digestDigits);
}

/** Drivers that answer alike have verdicts in common; others at least what became of clauses. */
const digests = new WeakMap<CaseVerdict['clauses'], string>();
const texts = new WeakMap<CaseVerdict, string>();

/** What a verdict shows: itself, those of its clauses, and the outcome of each step. */
function outcomeText(verdict: CaseVerdict): string {
  let text = texts.get(verdict);
  if (text === undefined) {
    let clauses = digests.get(verdict.clauses);
    if (clauses === undefined) {
      clauses = digestOf(verdict.clauses.map(({ id, verdict: one }) => [id, one]));
      digests.set(verdict.clauses, clauses);
    }
    text = `${verdict.verdict} ${clauses} ${digestOf(verdict.steps.map(({ got }) => got))}\n`;
    texts.set(verdict, text);
  }
  return text;
}
