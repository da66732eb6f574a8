// What a run knows before its first case, and what comes of it: types alone.
import type { BaselineOutcome } from '../gate/baseline/baseline.ts';
import type { Conclusion } from '../judge/conclude.ts';
import type { RunRelation } from '../judge/relations.ts';
import type { CaseVerdict } from '../judge/verdict.ts';
import type { Survey } from '../observe/survey.ts';
import type { Plan } from '../plan/plan.ts';
import type { Dialect } from '../protocol/adapter.ts';
import type { Case } from '../recipe/case.ts';
import type { Refined } from '../refine/refine.ts';

/** What a conclusion rests on besides the verdicts; cases are named, so that their recipes need not be held. */
export interface Outset {
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
export interface Beginning extends Outset {
  readonly plan: Plan;
  readonly cases: readonly Case[];
}

/** What verdicts come to. */
export interface Concluded {
  readonly verdicts: readonly CaseVerdict[];
  readonly relations: readonly RunRelation[];
  readonly conclusion: Conclusion;
  /** What the baseline made of it, where one was given. */
  readonly baseline?: BaselineOutcome;
  readonly complete: boolean;
  /** Why planned cases have no verdict of their own, where it was not the user's wish. */
  readonly left?: string;
  /** Findings with the simplest cases that show them. */
  readonly refined: readonly Refined[];
}

export type RunResult<From extends Outset = Outset> = From & Concluded;
