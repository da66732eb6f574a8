// A vector's case: the shortest sequence of calls that sends its block.
import type { Contract } from '../1-contract/model.ts';
import { Draft } from '../2-plan/draft.ts';
import type { Case } from '../steps/case.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import type { GroupType } from './format.ts';
import type { DraftVector } from './sets/set.ts';
import { caseId } from '../steps/case.ts';

/** A case with the step that is the call under test. */
export interface VectorCase {
  readonly planned: Case;
  /** Index of the call under test. */
  readonly testedStep: number;
  readonly point: DeclaredPoint;
}

/** Adds the calls that send a vector to a draft. */
export function draftExchange(
  draft: Draft,
  type: GroupType,
  { sent, options }: Pick<DraftVector, 'sent' | 'options'>,
): Draft {
  switch (type) {
    case 'CryptoSessionKeyExchange':
      return draft.session().negotiate('s', sent, options);
    case 'AuthenticatedChannelKeyExchange':
      return draft.channel('c').negotiateChannel('c', sent, options);
    case 'OpmKeyExchange':
      return draft.output().randomNumber('o').setSigningKey('o', sent);
  }
}

/** The case of a vector, to be made anew for a driver's own certificate. */
export function draftVectorCase(contract: Contract, type: GroupType, drafted: DraftVector): VectorCase {
  const draft = draftExchange(new Draft({ contract, dialect: 'd3d11.1' }), type, drafted);
  const recipe = draft.recipe();
  const at = recipe.steps.length - 1;
  const planned: Case = {
    id: caseId(recipe),
    kind: 'vector',
    property: 'vectors',
    title: drafted.comment,
    recipe,
    points: draft.points,
  };
  return { planned, testedStep: at, point: draft.points[at] ?? {} };
}
