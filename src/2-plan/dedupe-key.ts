// What a case asks, whatever keys and seeds it was given.
import type { Recipe } from '../steps/recipe.ts';

/** Members of a block whose bytes any others could stand for. */
const interchangeableMembers: ReadonlySet<string> = new Set(['M', 'seed', 'PS']);

function withoutBytes(value: unknown): unknown {
  return typeof value === 'string' && !value.startsWith('$') ? value.length : value;
}

/** A recipe's text without its keys, seeds and fillings: two cases that have the same ask the same. */
export function dedupeKey(recipe: Recipe): string {
  return JSON.stringify(recipe, (name, value: unknown) => {
    if (!interchangeableMembers.has(name)) return value;
    return Array.isArray(value) ? value.map(withoutBytes) : withoutBytes(value);
  });
}
