// What a file in properties/ is: a generator of cases, and the clauses it exercises.
import type { Contract } from '../1-contract/model.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { CaseKind } from '../steps/case.ts';
import type { Draft } from './draft.ts';

/** How much is planned: each level holds the cases of the ones before it. */
export const planLevels = ['smoke', 'gate', 'full'] as const;
export type PlanLevel = (typeof planLevels)[number];

/** What a generator may look at. There is no driver, no clock and no randomness but the seed. */
export interface PlanContext {
  readonly contract: Contract;
  readonly dialect: Dialect;
  readonly level: PlanLevel;
  readonly seed: number;
  /** The hash names of the run's profile, for leaving out "wrong" hashes that are right. */
  readonly profile: { readonly hash: string; readonly mgfHash: string };
}

/** A case before it is numbered, sorted and rid of duplicates. */
export interface DraftCase {
  readonly kind: CaseKind;
  /** The lowest level that holds it. */
  readonly level: PlanLevel;
  readonly title: string;
  readonly draft: Draft;
  /** Placed behind all others of its level: what it does to the driver stays. */
  readonly last?: true;
}

export interface Property {
  /** The file's name, e.g. `encoding`. */
  readonly name: string;
  /** One sentence on what it generates. */
  readonly statement: string;
  /** Its cases are enumerated from the contract, and give way to those that other properties hold at the same level. */
  readonly enumerates?: true;
  /** Globs of clause ids that its cases exercise, checked by a test. */
  readonly clauses: readonly string[];
  cases(context: PlanContext): Iterable<DraftCase>;
}
