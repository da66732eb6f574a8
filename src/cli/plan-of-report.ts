// The plan of a report, made again: the whole of it, or the cases of its findings alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { properties } from '../../properties/all.ts';
import type { Contract, Profile } from '../1-contract/model.ts';
import type { Report } from '../4-judge/verdict.ts';
import { plan, toCase, type Plan } from '../2-plan/plan.ts';
import { planLevels, type PlanContext, type PlanLevel } from '../2-plan/property.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import { builtPlan } from '../suite/built-plan.ts';
import { loadRegressions, readCaseFile, regressionsIn } from '../suite/regressions.ts';

/** Where regressions are, by their custom. */
const regressions = 'regressions';

function contextOf({ level, seed, dialect }: Report, contract: Contract, profile: Profile): PlanContext {
  return { contract, profile, level: level as PlanLevel, seed, dialect: dialect as Dialect };
}

/** What the settings of a report plan here and now; its hash shows whether that is the plan of the report. */
export function planOfReport(report: Report, contract: Contract, profile: Profile): Plan {
  return plan(properties, contextOf(report, contract, profile), loadRegressions(regressions, contract));
}

/**
 * Cases of a report's findings, made again when the first one is asked for; the others of the plan are not held. A case is
 * named by its recipe, so that what has its name is it.
 */
export class CasesOfFindings {
  private readonly report: Report;
  private readonly contract: Contract;
  private readonly profile: Profile;
  private found: ReadonlyMap<string, Case> | undefined;

  constructor(report: Report, contract: Contract, profile: Profile) {
    this.report = report;
    this.contract = contract;
    this.profile = profile;
  }

  /** Undefined where the case is no finding's, or cannot be made again here. */
  get(id: string): Case | undefined {
    this.found ??= this.find();
    return this.found.get(id);
  }

  private find(): Map<string, Case> {
    const wanted = new Set<string>(this.report.findings.map((finding) => finding.case));
    const found = new Map<string, Case>();
    // Those that a run wrote are named after their cases.
    for (const id of wanted) {
      const path = join(regressions, `${id}.json`);
      if (existsSync(path)) found.set(id, readCaseFile(path, this.contract));
    }
    const context = contextOf(this.report, this.contract, this.profile);
    const built = builtPlan(context);
    for (const id of wanted) {
      const planned = built?.get(id);
      if (planned !== undefined) found.set(id, planned);
    }
    if (found.size === wanted.size) return found;
    for (const planned of this.all(context)) {
      if (wanted.has(planned.id)) found.set(planned.id, planned);
      if (found.size === wanted.size) break;
    }
    return found;
  }

  private *all(context: PlanContext): Generator<Case> {
    const highest = planLevels.indexOf(context.level);
    for (const property of properties) {
      for (const drafted of property.cases(context)) {
        if (planLevels.indexOf(drafted.level) <= highest) yield toCase(property.name, drafted);
      }
    }
    yield* regressionsIn(regressions, this.contract);
  }
}
