// The plan of a report, made again.
import { properties } from '../../properties/all.ts';
import type { Contract, Profile } from '../contract/model.ts';
import type { Report } from '../judge/verdict.ts';
import { plan, type Plan } from '../plan/plan.ts';
import type { PlanLevel } from '../plan/property.ts';
import type { Dialect } from '../protocol/adapter.ts';
import { loadRegressions } from '../run/regressions.ts';

/** What the settings of a report plan here and now; its hash tells whether that is the plan of the report. */
export function planOfReport(
  { level, seed, dialect }: Pick<Report, 'level' | 'seed' | 'dialect'>,
  contract: Contract,
  profile: Profile,
): Plan {
  return plan(
    properties,
    { contract, profile, level: level as PlanLevel, seed, dialect: dialect as Dialect },
    loadRegressions('regressions', contract),
  );
}
