// What a run is made of: everything that the command line says, resolved.
import type { Contract, Profile } from '../1-contract/model.ts';
import type { Plan, Shard } from '../2-plan/plan.ts';
import type { PlanContext, PlanLevel, Property } from '../2-plan/property.ts';
import type { BaselineInUse } from '../gate/baseline/baseline.ts';
import type { Adapter, Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';

export interface RunSettings {
  readonly contract: Contract;
  readonly profile: Profile;
  /** All known ones, to find out which a driver answers to that refuses the run's. */
  readonly profiles: readonly Profile[];
  readonly properties: readonly Property[];
  readonly regressions: readonly Case[];
  /** A plan that is there already; else it is made from the properties. */
  readonly planned?: Plan;
  /** Gives what the properties generate without asking them, where that is known. */
  readonly generated?: (context: PlanContext) => readonly Case[] | undefined;
  readonly level: PlanLevel;
  readonly seed: number;
  readonly strict: boolean;
  /** Absent: the first of d3d11.1, wddm2.4 that the driver has. */
  readonly dialect?: Dialect;
  readonly clause?: string;
  /** Milliseconds after which no further case is begun. */
  readonly budgetMs?: number;
  readonly shard?: Shard;
  /** Stop at the first finding. */
  readonly bail: boolean;
  readonly workers: number;
  /** False: findings are left as they were found. */
  readonly shrink?: boolean;
  /** False: failures are not tried again. */
  readonly recheck?: boolean;
  readonly maxFlaky?: number;
  /** Findings that were reviewed and accepted. */
  readonly baseline?: BaselineInUse;
  readonly adapter: Adapter;
  /** What a worker thread needs to open the adapter again; absent: all workers run in this thread. */
  readonly threads?: {
    readonly specifier: string;
    readonly options: Readonly<Record<string, string>>;
    readonly callTimeoutMs: number;
  };
  /** The command that repeats a case. */
  readonly repeat: (id: string) => string;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
}
