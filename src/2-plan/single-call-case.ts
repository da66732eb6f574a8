// The plainest cases: one key exchange on a session of its own.
import type { CaseKind } from '../steps/case.ts';
import { Draft } from './draft.ts';
import { validBlock, type CallOptions, type BlockToSend } from '../steps/block-to-send.ts';
import type { DraftCase, PlanContext, PlanLevel } from './property.ts';

/** One call, and what is said about it. */
export interface SingleCall {
  readonly kind: CaseKind;
  readonly level: PlanLevel;
  readonly title: string;
  /** null is the null pointer. */
  readonly data: BlockToSend | null;
  readonly options?: CallOptions;
}

/** Creates a session and makes the call. */
export function onFreshSession(context: PlanContext, one: SingleCall): DraftCase {
  const { kind, level, title, data, options } = one;
  return { kind, level, title, draft: new Draft(context).session().negotiate('s', data, options) };
}

/** Creates a session, gives it a key, and makes the call. */
export function onKeyedSession(context: PlanContext, one: SingleCall): DraftCase {
  const { kind, level, title, data, options } = one;
  const draft = new Draft(context).session().negotiate('s', validBlock(`first key before: ${title}`));
  return {
    kind,
    level,
    title: `${title}; the session has a key`,
    draft: draft.negotiate('s', data, options),
  };
}
