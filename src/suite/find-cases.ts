// Cases by their ids: from a report, from ./regressions, from a recipe file, or from the plan.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract, Profile } from '../1-contract/model.ts';
import { reasonOf, SuiteError } from '../core/errors.ts';
import { plan } from '../2-plan/plan.ts';
import { planLevels, type PlanLevel, type Property } from '../2-plan/property.ts';
import { dialects, type Dialect } from '../core/protocol/adapter.ts';
import type { Report } from '../4-judge/verdict.ts';
import type { Case } from '../steps/case.ts';
import { readCaseFile } from './regressions.ts';
import { adapterOptionsIn } from './repeat-command.ts';

export interface PlanFacts {
  readonly level: PlanLevel;
  readonly seed: number;
  readonly dialect: Dialect;
  readonly profile: string;
}

/** Shortest part of an id that is taken for it. */
const shortestPrefix = 4;

/** How the cases of a report were planned, by which contract, and which implementation they were sent to. */
export interface ReportFacts extends PlanFacts {
  readonly contract: string;
  readonly adapter: string;
  readonly adapterOption: Readonly<Record<string, string>>;
}

/**
 * What a report says of how its cases were run.
 * @throws SuiteError `REPORT_UNREADABLE`
 */
export function factsOfReport(path: string): ReportFacts {
  const bad = (what: string): SuiteError =>
    new SuiteError(
      'REPORT_UNREADABLE',
      `expected a report at ${path}; ${what}`,
      'give a report.json, or the folder of a run',
    );
  try {
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'report.json') : path;
    const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
    const { schema, level, seed, dialect, profile, adapter, suite, repeat } = report;
    if (schema !== 'kexcts-report/1') throw bad(`its "schema" is ${JSON.stringify(schema)}`);
    if (!planLevels.some((one) => one === level) || !dialects.some((one) => one === dialect)) {
      throw bad('"level" or "dialect" is missing');
    }
    const specifier = adapter?.['specifier'];
    if (typeof specifier !== 'string') throw bad('"adapter.specifier" is missing');
    const planned = { level, seed, dialect, profile } as PlanFacts;
    const contract = suite?.contract ?? '';
    return { ...planned, contract, adapter: specifier, adapterOption: adapterOptionsIn(repeat ?? '') };
  } catch (error) {
    throw error instanceof SuiteError ? error : bad(reasonOf(error));
  }
}

/**
 * Finds cases in the order asked for. A path to a case file stands for the case in it; where the level asked for does not
 * hold an id, the highest one is looked through.
 * @throws SuiteError `CASE_UNKNOWN`, `CASE_AMBIGUOUS`
 */
export function findCases(
  ids: readonly string[],
  where: {
    readonly properties: readonly Property[];
    readonly contract: Contract;
    readonly profile: Profile;
    readonly facts: PlanFacts;
    readonly regressions: readonly Case[];
  },
): Case[] {
  const { properties, contract, profile, facts, regressions } = where;
  const planned = (level: PlanLevel, dialect: Dialect): readonly Case[] =>
    plan(properties, { contract, profile, dialect, level, seed: facts.seed }).cases;
  const sources = [
    () => regressions,
    () => planned(facts.level, facts.dialect),
    ...dialects.map((dialect) => () => planned('full', dialect)),
  ];
  return ids.map((id) => {
    if (id.endsWith('.json')) return readCaseFile(id, contract);
    for (const source of sources) {
      const matching = source().filter(
        (one) => one.id === id || (id.length >= shortestPrefix && one.id.startsWith(id)),
      );
      const [first, second] = matching;
      if (second !== undefined && first !== undefined) {
        throw new SuiteError(
          'CASE_AMBIGUOUS',
          `"${id}" fits ${first.id} and ${second.id}`,
          'give more of the id',
        );
      }
      if (first !== undefined) return first;
    }
    throw new SuiteError(
      'CASE_UNKNOWN',
      `expected the id of a planned case, got "${id}"`,
      'see `kexcts list cases`; random cases depend on --seed, so give the one of the report (or --from REPORT)',
    );
  });
}
