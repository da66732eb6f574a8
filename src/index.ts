// The public interface for programs: run the suite against an adapter of your own, and read verdicts.
export { SuiteError, exitStatus, type ExitStatus } from './errors.ts';
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
} from './protocol/adapter.ts';
export type { Case, CaseId, CaseKind, DeclaredPoint } from './recipe/case.ts';
export type { Recipe, Step } from './recipe/recipe.ts';
export type { Block } from './recipe/block.ts';
export type { Observation, ObservedStep } from './observe/observation.ts';
export type { Survey } from './observe/survey.ts';
export type { CaseVerdict, ClauseSummary, ClauseVerdict, Finding, Report, Verdict } from './judge/verdict.ts';
export { judgeCase } from './judge/judge-case.ts';
export { runSuite, type SuiteOptions, type SuiteResult } from './run/run-suite.ts';
