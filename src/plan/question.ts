// What a case asks, whatever keys and seeds it was given.
import type { Recipe } from '../recipe/recipe.ts';

/** Members of a block whose bytes any others could stand for. */
const arbitrary: ReadonlySet<string> = new Set(['M', 'seed', 'PS']);

function blank(value: unknown): unknown {
  return typeof value === 'string' && !value.startsWith('$') ? value.length : value;
}

/** A recipe's text without its keys, seeds and fillings: two cases that have the same ask the same. */
export function questionOf(recipe: Recipe): string {
  return JSON.stringify(recipe, (name, value: unknown) => {
    if (!arbitrary.has(name)) return value;
    return Array.isArray(value) ? value.map(blank) : blank(value);
  });
}
