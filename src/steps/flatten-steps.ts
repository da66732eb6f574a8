// The steps of a recipe as verdicts and observations count them.
import type { Recipe, Step } from './recipe.ts';

/** The steps of a recipe one by one, those inside `concurrent` included, as observations list them. */
export function flattenSteps(recipe: Recipe | undefined): Step[] {
  return (recipe?.steps ?? []).flatMap((step): readonly Step[] =>
    step.call === 'concurrent' ? step.steps : [step],
  );
}
