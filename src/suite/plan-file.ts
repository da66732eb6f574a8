// plan.ndjson, read back: the cases, checked against their ids and against the contract that is loaded.
import type { Contract } from '../1-contract/model.ts';
import { SuiteError } from '../core/errors.ts';
import { RecordFile } from '../core/files/record-file.ts';
import { planHash } from '../2-plan/plan.ts';
import type { PlanLevel } from '../2-plan/property.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Case, CaseId } from '../steps/case.ts';
import { planSchema } from './header.ts';
import { caseId } from '../steps/case.ts';

export interface PlanFile {
  /** In the order of the plan. */
  readonly cases: readonly Pick<Case, 'id'>[];
  /**
   * The case of an id.
   * @throws SuiteError `FILE_LINE` where its recipe is that of another id.
   */
  readonly get: (id: string) => Case | undefined;
  readonly hash: string;
  readonly level: PlanLevel;
  readonly seed: number;
  readonly dialect: Dialect;
  readonly profile: string;
}

function checkCase(record: unknown): string | undefined {
  const planned = record as Partial<Case> | null;
  if (
    typeof planned !== 'object' ||
    planned === null ||
    planned.recipe === undefined ||
    !Array.isArray(planned.points)
  ) {
    return 'expected a case with "recipe" and "points"';
  }
  const id = caseId(planned.recipe);
  return planned.id === id
    ? undefined
    : `the case is named ${String(planned.id)}, but its recipe has the id ${id}`;
}

/**
 * Reads a plan: its ids at once, and each case when it is asked for.
 * @throws SuiteError `PLAN_CONTRACT` where it was made by another contract, `PLAN_HASH` where cases are missing.
 */
export function readPlan(path: string, contract: Contract): PlanFile {
  const file = new RecordFile<Case>(path, { schema: planSchema, name: 'id', check: checkCase });
  const { suite, ...facts } = file.header as unknown as {
    readonly suite: { readonly contract: string; readonly plan: string };
  } & Omit<PlanFile, 'cases' | 'get' | 'hash'>;
  if (suite.contract !== contract.hash) {
    throw new SuiteError(
      'PLAN_CONTRACT',
      `expected a plan for the contract ${contract.hash}; ${path} was made for ${suite.contract}`,
      'make the plan anew, or give the same --spec',
    );
  }
  const cases = file.names().map((id) => ({ id: id as CaseId }));
  const hash = planHash(cases);
  if (hash !== suite.plan) {
    throw new SuiteError(
      'PLAN_HASH',
      `expected the cases of plan ${suite.plan}; those in ${path} make ${hash}`,
      'the file is cut off or was edited; make the plan anew',
    );
  }
  const { level, seed, dialect, profile } = facts;
  return { cases, get: (id) => file.get(id), hash, level, seed, dialect, profile };
}
