// The kill matrix: faulty implementations by clauses. Which are found out, by what, how soon; and which clauses are needed.
import type { Contract, Level } from '../1-contract/model.ts';
import { suiteVersion } from '../core/package-root.ts';
import { breaksMust, type FaultCatalogue, type FaultEntry } from './catalogue.ts';
import type { Examined } from './examined.ts';
import { naiveSets } from './naive-sets.ts';
import type { FaultResult } from './fault-runner.ts';

export interface MatrixRow extends FaultEntry {
  readonly dialect: string;
  readonly cases: number;
  /** Whether it breaks a MUST, and so is to be found out without --strict. */
  readonly breaksMust: boolean;
  readonly examined: Examined;
  readonly naive: readonly string[];
  readonly survives: boolean;
}

/** A MUST or SHOULD clause, and the faults that it finds alone: a MUST, alone of all MUSTs; a SHOULD, of all clauses. */
export interface ClauseRow {
  readonly id: string;
  readonly level: Level;
  /** How many faults it finds. */
  readonly kills: number;
  readonly alone: readonly string[];
  /** Why there is none that it finds alone. */
  readonly why?: string;
}

export interface NaiveRow {
  readonly name: string;
  readonly statement: string;
  readonly kills: number;
}

export interface Matrix {
  readonly schema: 'kexcts-faults-report/1';
  readonly suite: { readonly name: string; readonly version: string; readonly contract: string };
  readonly profile: string;
  readonly level: string;
  readonly seed: number;
  readonly strict: boolean;
  /** Each fault was sent cases only up to the one that finds it: clauses are listed as far as they were broken by then. */
  readonly untilFound: boolean;
  /** Hashes of the plans, by dialect. */
  readonly plans: Readonly<Record<string, string>>;
  readonly rows: readonly MatrixRow[];
  readonly clauses: readonly ClauseRow[];
  readonly naive: readonly NaiveRow[];
  /** Faults that this plan cannot distinguish. */
  readonly alike: readonly (readonly string[])[];
  readonly summary: {
    readonly faults: number;
    readonly killed: number;
    readonly killedWithoutStrict: number;
    readonly survivors: readonly string[];
    /** Faults that only cases find which are drawn from the seed. */
    readonly lucky: readonly string[];
    /** MUST and SHOULD clauses that find no fault alone, without a reason. */
    readonly unexplained: readonly string[];
    /** Place of the case that finds a fault first: median and largest. */
    readonly medianPlace: number;
    readonly lastPlace: number;
  };
  readonly timeSeconds?: number;
}

export interface MatrixFacts {
  readonly contract: Contract;
  readonly catalogue: FaultCatalogue;
  readonly profile: string;
  readonly level: string;
  readonly seed: number;
  readonly strict: boolean;
  /** Whether all faults were examined: only then can a clause be said to be needed, or not. */
  readonly whole: boolean;
  readonly naive: boolean;
  readonly untilFound: boolean;
}

/** Puts results together. A pure function. */
export function matrixOf(results: readonly FaultResult[], facts: MatrixFacts): Matrix {
  const { contract, catalogue, profile, level, seed, strict, whole, naive, untilFound } = facts;
  const byName = new Map(catalogue.faults.map((fault) => [fault.name, fault]));
  const rows = results.flatMap((result) => {
    const entry = byName.get(result.name);
    return entry === undefined ? [] : [rowOf(entry, result, contract, strict)];
  });
  const clauses = clauseRows(rows, contract, catalogue);
  const places = rows.flatMap((row) => row.examined.strict?.place ?? []).sort((a, b) => a - b);
  return {
    schema: 'kexcts-faults-report/1',
    suite: { name: 'kexcts', version: suiteVersion, contract: contract.hash },
    profile,
    level,
    seed,
    strict,
    untilFound,
    plans: Object.fromEntries(results.map((result) => [result.dialect, result.plan])),
    rows,
    clauses,
    naive: naive ? naiveRows(rows) : [],
    alike: untilFound ? [] : alike(rows),
    summary: {
      faults: rows.length,
      killed: rows.filter((row) => row.examined.strict !== undefined).length,
      killedWithoutStrict: rows.filter((row) => row.examined.must !== undefined).length,
      survivors: rows.filter((row) => row.survives).map((row) => row.name),
      lucky: rows.filter(isLucky).map((row) => row.name),
      unexplained: whole
        ? clauses.filter((row) => row.alone.length === 0 && row.why === undefined).map((row) => row.id)
        : [],
      medianPlace: places[places.length >> 1] ?? 0,
      lastPlace: places.at(-1) ?? 0,
    },
  };
}

function isLucky({ examined }: MatrixRow): boolean {
  return examined.strict !== undefined && examined.fixed === undefined;
}

function rowOf(entry: FaultEntry, result: FaultResult, contract: Contract, strict: boolean): MatrixRow {
  const { dialect, cases, examined, naive } = result;
  const must = breaksMust(contract, entry);
  const found = strict || !must ? examined.strict : examined.must;
  return { ...entry, dialect, cases, breaksMust: must, examined, naive, survives: found === undefined };
}

function clauseRows(
  rows: readonly MatrixRow[],
  { rules, relations }: Contract,
  { shared }: FaultCatalogue,
): ClauseRow[] {
  const found = new Map<string, string[]>();
  const alone = new Map<string, string[]>();
  // What says the same again of a part of the points is no rival of what it restates.
  const restated = new Map(rules.map(({ id, restates = [] }) => [id, new Set(restates)]));
  for (const { name, examined } of rows) {
    const musts = examined.clauses.filter((kill) => kill.verdict !== 'warn');
    for (const { clause, verdict } of examined.clauses) {
      push(found, clause, name);
      // Without --strict SHOULDs do not count, so a MUST is needed where no other MUST finds the fault.
      const kills = verdict === 'warn' ? examined.clauses : musts;
      const rivals = kills.filter(
        (kill) => kill.clause !== clause && !restated.get(kill.clause)?.has(clause),
      );
      if (rivals.length === 0) push(alone, clause, name);
    }
  }
  return [...rules, ...relations]
    .filter((rule) => rule.party === 'driver' && rule.untestable === undefined)
    .filter((rule) => rule.level === 'MUST' || rule.level === 'SHOULD')
    .map(({ id, level }) => {
      const again = [...(restated.get(id) ?? [])].join(', ');
      const why =
        shared.find((one) => one.clause === id)?.why ??
        (again === '' ? undefined : `It restates ${again}, which finds the same faults.`);
      const kills = found.get(id)?.length ?? 0;
      return { id, level, kills, alone: alone.get(id) ?? [], ...(why === undefined ? {} : { why }) };
    });
}

function push(lists: Map<string, string[]>, name: string, value: string): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}

function naiveRows(rows: readonly MatrixRow[]): NaiveRow[] {
  return naiveSets.map(({ name, statement }) => ({
    name,
    statement,
    kills: rows.filter((row) => row.naive.includes(name)).length,
  }));
}

/** Faults with one outcome, where they are seen through one plan. */
function alike(rows: readonly MatrixRow[]): string[][] {
  const outcomes = new Map<string, string[]>();
  for (const { name, dialect, examined } of rows) push(outcomes, `${dialect} ${examined.outcome}`, name);
  return [...outcomes.values()].filter((names) => names.length > 1);
}
