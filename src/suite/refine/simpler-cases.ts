// Simpler cases than a given one, the simplest first: fewer steps, nothing special around the call, plainer bytes.
import type { Contract } from '../../1-contract/model.ts';
import { draftFromSteps, type StepWithPoint } from '../../2-plan/draft.ts';
import type { Dialect } from '../../core/protocol/adapter.ts';
import type { Case } from '../../steps/case.ts';
import { kindOf } from '../../steps/step-kinds.ts';
import { caseId } from '../../steps/case.ts';

function stepsWithPoints(planned: Case): StepWithPoint[] | undefined {
  if (planned.recipe.steps.some((step) => step.call === 'concurrent')) return undefined;
  return planned.recipe.steps.map((step, index) => ({ step, point: planned.points[index] ?? null }));
}

/** Steps without some of them; undefined where a later one repeats the bytes of one that is gone. */
function withoutSteps(
  steps: readonly StepWithPoint[],
  removed: ReadonlySet<number>,
): StepWithPoint[] | undefined {
  const newIndexes = new Map<number, number>();
  let next = 0;
  for (const index of steps.keys()) if (!removed.has(index)) newIndexes.set(index, next++);
  const remaining: StepWithPoint[] = [];
  for (const [index, one] of steps.entries()) {
    const { step } = one;
    // Without the key that they were made for, bytes are noise, and what is declared of them is no longer so.
    if (removed.has(index) && step.call === 'test/provisionKey') return undefined;
    if (removed.has(index)) continue;
    if ('data' in step && step.data !== null && step.data.form === 'same-as') {
      const at = newIndexes.get(step.data.step);
      if (at === undefined) return undefined;
      remaining.push({ ...one, step: { ...step, data: { ...step.data, step: at } } });
    } else remaining.push(one);
  }
  return remaining;
}

function* fewerSteps(steps: readonly StepWithPoint[]): Generator<StepWithPoint[]> {
  for (let length = steps.length >> 1; length >= 1; length >>= 1) {
    for (let from = 0; from + length <= steps.length; from += length) {
      const rest = withoutSteps(steps, new Set(Array.from({ length }, (_, offset) => from + offset)));
      if (rest !== undefined && rest.length > 0) yield rest;
    }
  }
}

function* plainerSteps(steps: readonly StepWithPoint[]): Generator<StepWithPoint[]> {
  for (const [index, { step, point }] of steps.entries()) {
    for (const plainer of kindOf(step).simpler?.(step) ?? [])
      yield steps.with(index, { step: plainer, point });
  }
}

/** Simpler cases, each a whole case with the points that its calls have. */
export function* simplerCases(
  context: { readonly contract: Contract; readonly dialect: Dialect },
  planned: Case,
): Generator<Case> {
  const steps = stepsWithPoints(planned);
  if (steps === undefined) return;
  for (const simpler of [fewerSteps(steps), plainerSteps(steps)]) {
    for (const candidate of simpler) {
      const made = rebuiltCase(context, planned, candidate);
      if (made !== undefined && made.id !== planned.id) yield made;
    }
  }
}

function rebuiltCase(
  context: { readonly contract: Contract; readonly dialect: Dialect },
  planned: Case,
  steps: readonly StepWithPoint[],
): Case | undefined {
  try {
    const draft = draftFromSteps(context, steps);
    if (planned.recipe.certificates !== undefined) draft.requireCertificates(planned.recipe.certificates);
    const recipe = draft.recipe();
    return { ...planned, id: caseId(recipe), recipe, points: draft.points };
  } catch (error) {
    // A step that lost the object it stands on makes no case.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
