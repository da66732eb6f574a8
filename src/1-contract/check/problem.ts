// What makes a contract unsound: the types of `spec check`.
import type { Point, PointVariable } from '../model.ts';

/**
 * - SPEC_NO_ANSWER: a point at which nothing says what should happen;
 * - SPEC_EMPTY: a point at which nothing is allowed;
 * - SPEC_DEAD: a rule without which the same is allowed everywhere;
 * - SPEC_RESTATES: a rule that says it follows from others, and does not;
 * - SPEC_DEAD_RELATION: a relation in which no possible point takes part;
 * - SPEC_NO_CASE: a rule that the plan never decides;
 * - SPEC_AMBIGUITY: an ambiguity that no rule names and no reason explains, or both;
 * - SPEC_UNQUOTED: a stated rule without the words that state it;
 * - SPEC_PROFILE: a profile by which the exchange cannot be made.
 */
export type ProblemCode =
  | 'SPEC_NO_ANSWER'
  | 'SPEC_EMPTY'
  | 'SPEC_DEAD'
  | 'SPEC_RESTATES'
  | 'SPEC_DEAD_RELATION'
  | 'SPEC_NO_CASE'
  | 'SPEC_AMBIGUITY'
  | 'SPEC_UNQUOTED'
  | 'SPEC_PROFILE';

export interface Problem {
  readonly code: ProblemCode;
  /** The whole sentence, naming rule or point. */
  readonly message: string;
  readonly rule?: string;
  readonly call?: string;
  readonly point?: Point;
  readonly at?: { readonly file: string; readonly line: number };
}

/** A point in few words: what is away from normal. */
export function pointText(variables: readonly PointVariable[], point: Point): string {
  const remarkable = variables
    .filter(({ name, normal }) => point[name] !== normal)
    .map(({ name }) => `${name}=${point[name] ?? '?'}`);
  return remarkable.length === 0 ? 'the normal point' : remarkable.join(', ');
}
