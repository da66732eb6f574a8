// What a run knows before its first case, and what comes of it: types alone.
import type { BaselineOutcome } from '../gate/baseline/baseline.ts';
import type { Conclusion } from '../4-judge/conclude.ts';
import type { RunRelation } from '../4-judge/relations.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { Survey } from '../steps/driver/survey.ts';
import type { Plan } from '../2-plan/plan.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import type { MinimizedFinding } from './refine/minimize-findings.ts';

/** What a conclusion rests on besides the verdicts; cases are named, so that their recipes need not be held. */
export interface RunBasis {
  readonly plan: Pick<Plan, 'hash'> & { readonly cases: readonly Pick<Case, 'id'>[] };
  readonly dialect: Dialect;
  readonly survey: Survey;
  /** Cases of this shard, in plan order. */
  readonly cases: readonly Pick<Case, 'id'>[];
  readonly blindTo: readonly string[];
  /** Canaries that the whole plan does not catch: the run proves nothing. */
  readonly missed: readonly string[];
}

/** What is known before the first case is sent. */
export interface RunHeader extends RunBasis {
  readonly plan: Plan;
  readonly cases: readonly Case[];
}

/** What verdicts come to. */
export interface ConcludedRun {
  readonly verdicts: readonly CaseVerdict[];
  readonly relations: readonly RunRelation[];
  readonly conclusion: Conclusion;
  /** What the baseline made of it, where one was given. */
  readonly baseline?: BaselineOutcome;
  readonly complete: boolean;
  /** Why planned cases have no verdict of their own, where it was not the user's wish. */
  readonly left?: string;
  /** Findings with the simplest cases that show them. */
  readonly refined: readonly MinimizedFinding[];
}

export type RunResult<From extends RunBasis = RunBasis> = From & ConcludedRun;
