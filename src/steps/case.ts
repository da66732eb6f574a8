// A planned case: a recipe, and what the suite knows of it.
import type { DeclaredPoint } from './declared-point.ts';
import type { Recipe } from './recipe.ts';
import { canonicalJson, base32 } from '../core/canonical.ts';
import { hash } from 'node:crypto';

declare const caseIdBrand: unique symbol;
/** The first 16 characters of lower-case base32 of SHA-256 over the recipe's canonical JSON (RFC 8785). */
export type CaseId = string & { readonly [caseIdBrand]: true };

/**
 * Why a case is in the plan.
 * - boundary, defect: one value at an edge, one thing wrong; interaction: combinations of context with at most one defect;
 * - sequence: transitions of the state machine; relation: cases that are compared; precedence: two defects at once;
 * - random: drawn, by the run's seed or as one of many alike; regression: a recipe file of the user's; vector: a test vector.
 */
export const caseKinds = [
  'boundary',
  'defect',
  'interaction',
  'sequence',
  'relation',
  'precedence',
  'random',
  'regression',
  'vector',
] as const;
export type CaseKind = (typeof caseKinds)[number];

export interface Case {
  readonly id: CaseId;
  readonly kind: CaseKind;
  /** The property file it comes from, e.g. `encoding`. */
  readonly property: string;
  /** One line for a driver engineer: what is sent and what is remarkable about it. */
  readonly title: string;
  readonly recipe: Recipe;
  /** For each step, in order (inner steps of `concurrent` and `repeat` are steps of theirs): null where it is mere preparation. */
  readonly points: readonly (DeclaredPoint | null)[];
}

/** The id of a case: the first 16 characters of base32 of SHA-256 over the recipe's canonical JSON. */
export function caseId(recipe: Recipe): CaseId {
  const digest = hash('sha256', canonicalJson(recipe), 'buffer');
  return base32(digest).slice(0, 16) as CaseId;
}
