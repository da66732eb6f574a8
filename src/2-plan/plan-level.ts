// Levels as sets: a higher one holds all cases of the lower ones.
import { planLevels, type PlanLevel } from './property.ts';

/** Whether a plan of `level` holds the cases of level `of`. */
export function includesLevel(level: PlanLevel, of: PlanLevel): boolean {
  return planLevels.indexOf(level) >= planLevels.indexOf(of);
}
