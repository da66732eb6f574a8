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

/** What is known before the first case is sent. */
export interface Beginning {
  readonly plan: Plan;
  readonly dialect: Dialect;
  readonly survey: Survey;
  /** Cases of this shard, in plan order. */
  readonly cases: readonly Case[];
  readonly blindTo: readonly string[];
  /** Canaries that the whole plan does not catch: the run proves nothing. */
  readonly missed: readonly string[];
}

export interface RunResult extends Beginning {
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
