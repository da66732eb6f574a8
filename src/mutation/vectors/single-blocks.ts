// Every block that the plan sends anywhere, sent by itself as a vector is: what one block can show is what one of these shows.
import { properties } from '../../../properties/all.ts';
import { flattenSteps } from '../../steps/recipe.ts';
import { Draft } from '../../2-plan/draft.ts';
import { casesOf } from '../../2-plan/plan.ts';
import type { Property } from '../../2-plan/property.ts';
import { declaredOf } from '../../steps/block-to-send.ts';
import type { Block } from '../../ciphertexts/block.ts';
import type { DeclaredPoint } from '../../steps/declared-point.ts';
import type { Step } from '../../steps/recipe.ts';
import { draftExchange } from '../../vectors/draft-case.ts';
import { groupTypes, type GroupType } from '../../vectors/format.ts';
import type { DraftVector } from '../../vectors/sets/set.ts';

const typeByCall = new Map<string, GroupType>(
  (Object.keys(groupTypes) as GroupType[]).map((type) => [groupTypes[type], type]),
);

/** Blocks that are another one again, or for another object's key, are no block by themselves. */
function isSelfContained(block: Block): boolean {
  if (block.form === 'same-as') return false;
  return !('key' in block) || block.key === 'stranger';
}

/** A step as a vector has it: its block, DataSize, and whether memory ends behind the bytes; undefined where there is no such. */
function stepAsVector(
  step: Step,
  point: DeclaredPoint | null,
): { type: GroupType; drafted: Pick<DraftVector, 'sent' | 'options'> } | undefined {
  const type = typeByCall.get(step.call);
  if (type === undefined || !('data' in step) || step.data === null || !isSelfContained(step.data))
    return undefined;
  const sent = { block: step.data, declares: declaredOf(point) };
  if (!('DataSize' in step) && !('buffer' in step)) return { type, drafted: { sent } };
  const { DataSize, buffer } = step;
  const options = {
    ...(DataSize === undefined ? {} : { DataSize }),
    ...(buffer === 'guard-after' ? { buffer } : {}),
  };
  return { type, drafted: { sent, options } };
}

export const singleBlocks: Property = {
  name: 'single-blocks',
  statement: 'every block that the plan sends and that is not one of many alike, on an object of its own',
  clauses: [],
  *cases(context) {
    for (const { kind, title, recipe, points } of casesOf(properties, context)) {
      if (kind === 'random') continue;
      for (const [at, step] of flattenSteps(recipe).entries()) {
        const one = stepAsVector(step, points[at] ?? null);
        if (one === undefined) continue;
        const draft = draftExchange(new Draft(context), one.type, one.drafted);
        yield { kind, level: 'smoke', title: `call ${at + 1} of "${title}"`, draft };
      }
    }
  },
};
