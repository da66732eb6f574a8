// What the suite knows of a call. Each call has one definition, beside its step; step-kinds.ts lists them.
import type { Point } from '../1-contract/model.ts';
import type { DeclaredPoint } from './declared-point.ts';
import type { DraftState } from './draft-state.ts';
import type { ObservedStep } from './driver/observed-step.ts';
import type { SendContext } from './driver/send-context.ts';
import type { Survey } from './driver/survey.ts';

export interface StepKind<S> {
  /** The object that the call is about; undefined where it is about none. */
  readonly objectName: (step: S) => string | undefined;
  /** Sends it. What comes back are the results of its calls, one each. */
  readonly send: (
    context: SendContext,
    step: S,
    index: number,
  ) => Promise<ObservedStep | readonly ObservedStep[]>;
  /** Why it cannot be sent to this driver through this adapter. Absent: it can always be. */
  readonly unsupported?: (step: S, survey: Survey) => string | undefined;
  /**
   * The points of its calls, from the calls before; writes down what points of later calls depend on. Absent: there is nothing
   * remarkable about it.
   * @param declared for each call what is declared of its bytes.
   */
  readonly points?: (
    draft: DraftState,
    step: S,
    declared: readonly DeclaredPoint[],
  ) => readonly DeclaredPoint[];
  /** A line. Absent: the call and its members. */
  readonly describe?: (step: S) => string;
  /** The state of the object that it makes. */
  readonly makes?: Point;
  readonly destroys?: true;
  /** Where it succeeds, another key is in force. */
  readonly setsKey?: true;
  /** The same step with less that is special, one thing at a time. */
  readonly simpler?: (step: S) => Iterable<S>;
}
