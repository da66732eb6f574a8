// What a run is made of, by who reads it: everything that the command line says, resolved.
import type { Contract, Profile } from '../1-contract/model.ts';
import type { Plan, Shard } from '../2-plan/plan.ts';
import type { PlanContext, PlanLevel, Property } from '../2-plan/property.ts';
import type { BaselineInUse } from '../gate/baseline/baseline.ts';
import type { Adapter, Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';

/** What is planned, and which of it is sent. */
export interface PlanSettings {
  readonly contract: Contract;
  readonly profile: Profile;
  readonly properties: readonly Property[];
  readonly regressions: readonly Case[];
  /** A plan that is there already; else it is made from the properties. */
  readonly planned?: Plan;
  /** Gives what the properties generate without asking them, where that is known. */
  readonly generated?: (context: PlanContext) => readonly Case[] | undefined;
  readonly level: PlanLevel;
  readonly seed: number;
  readonly clause?: string;
  readonly shard?: Shard;
}

/** Which driver is asked, and how it is reached. */
export interface DriverSettings {
  readonly adapter: Adapter;
  readonly profile: Profile;
  /** All known ones, to find out which a driver answers to that refuses the run's. */
  readonly profiles: readonly Profile[];
  /** Absent: the first of d3d11.1, wddm2.4 that the driver has. */
  readonly dialect?: Dialect;
}

/** Who sends the cases. */
export interface WorkerSettings {
  readonly adapter: Adapter;
  readonly workers: number;
  /** What a worker thread needs to open the adapter again; absent: all workers run in this thread. */
  readonly threads?: {
    readonly specifier: string;
    readonly options: Readonly<Record<string, string>>;
    readonly callTimeoutMs: number;
  };
}

/** What verdicts come to. */
export interface JudgeSettings {
  readonly contract: Contract;
  readonly strict: boolean;
  readonly maxFlaky?: number;
  /** Findings that were reviewed and accepted. */
  readonly baseline?: BaselineInUse;
  /** The command that repeats a case. */
  readonly repeat: (id: string) => string;
}

/** What ends a run before its last case. */
export interface StopSettings {
  /** Stop at the first finding. */
  readonly bail: boolean;
  /** Milliseconds after which no further case is begun. */
  readonly budgetMs?: number;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}

export interface RunSettings
  extends PlanSettings, DriverSettings, WorkerSettings, JudgeSettings, StopSettings {
  /** False: findings are left as they were found. */
  readonly shrink?: boolean;
  /** False: failures are not tried again. */
  readonly recheck?: boolean;
}
