// The public interface for programs: run the suite against an adapter of your own, and read verdicts.
export { SuiteError, exitStatus, type ExitStatus } from '../core/errors.ts';
export type {
  Adapter,
  AdapterSettings,
  Answer,
  Capabilities,
  Connection,
  Dialect,
  Introduction,
  Named,
  Params,
  Placement,
  Result,
} from '../core/protocol/adapter.ts';
export type { Case, CaseId, CaseKind } from '../steps/case.ts';
export type { DeclaredPoint } from '../steps/declared-point.ts';
export type { Recipe, Step } from '../steps/recipe.ts';
export type { Block } from '../ciphertexts/block.ts';
export type { Observation } from '../steps/observation.ts';
export type { ObservedStep } from '../steps/driver/observed-step.ts';
export type { Survey } from '../steps/driver/survey.ts';
export type {
  CaseVerdict,
  ClauseSummary,
  ClauseVerdict,
  Finding,
  Report,
  Verdict,
} from '../4-judge/verdict.ts';
export { judgeCase } from '../4-judge/judge-case.ts';
export { runSuite, type SuiteOptions, type SuiteResult } from './run-suite.ts';
