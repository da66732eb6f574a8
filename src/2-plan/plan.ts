// The plan: every case that a level holds, numbered, without repetition, in the order in which it is sent.
import { createHash } from 'node:crypto';
import type { Case, CaseId } from '../steps/case.ts';
import { planLevels, type DraftCase, type PlanContext, type Property } from './property.ts';
import { dedupeKey } from './dedupe-key.ts';
import { caseId } from '../steps/case.ts';

export interface Plan {
  readonly cases: readonly Case[];
  /** `sha256:` over the ids in order: the same for all shards, workers and drivers. */
  readonly hash: string;
}

/** `I/N`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

interface PlacedCase {
  readonly planned: Case;
  readonly level: number;
  readonly last: number;
  readonly turn: number;
  readonly property: number;
}

/** The case of a draft, named. */
export function toCase(property: string, drafted: DraftCase): Case {
  const recipe = drafted.draft.recipe();
  return {
    id: caseId(recipe),
    kind: drafted.kind,
    property,
    title: drafted.title,
    recipe,
    points: drafted.draft.points,
  };
}

/** The cases of one property, as far as the level holds them, each with its place among those of its own level. */
function placeCases(property: Property, index: number, context: PlanContext): PlacedCase[] {
  const wanted = planLevels.indexOf(context.level);
  const turns = planLevels.map(() => 0);
  return [...property.cases(context)].flatMap((drafted) => {
    const level = planLevels.indexOf(drafted.level);
    if (level > wanted) return [];
    const turn = turns[level] ?? 0;
    turns[level] = turn + 1;
    const last = drafted.last === true ? 1 : 0;
    return [{ planned: toCase(property.name, drafted), level, last, turn, property: index }];
  });
}

/** Random cases ask by chance, and vectors are made from cases: neither takes a question from another, or gives it up. */
const isDeduplicated = ({ kind }: Case): boolean => kind !== 'random' && kind !== 'vector';

/** Which property asks each question first: at the lowest level, and before those that enumerate. */
function firstPropertyByKey(
  properties: readonly Property[],
  placed: readonly PlacedCase[],
): Map<string, number> {
  const rank = ({ level, property }: PlacedCase): number =>
    2 * level + (properties[property]?.enumerates === true ? 1 : 0);
  const first = new Map<string, PlacedCase>();
  for (const one of placed) {
    if (!isDeduplicated(one.planned)) continue;
    const question = dedupeKey(one.planned.recipe);
    const before = first.get(question);
    if (before === undefined || rank(one) < rank(before)) first.set(question, one);
  }
  return new Map([...first].map(([question, { property }]) => [question, property]));
}

/**
 * Generates the cases of a level. What two properties ask, with other keys and seeds, is asked once. Lower levels come first,
 * and within a level the properties take turns, so that a run that ends early has seen something of everything.
 */
export function casesOf(properties: readonly Property[], context: PlanContext): readonly Case[] {
  const placed = properties.flatMap((property, index) => placeCases(property, index, context));
  const first = firstPropertyByKey(properties, placed);
  const seen = new Set<CaseId>();
  return placed
    .filter(({ planned, property }) => {
      if (seen.has(planned.id)) return false;
      seen.add(planned.id);
      return !isDeduplicated(planned) || first.get(dedupeKey(planned.recipe)) === property;
    })
    .sort((a, b) => a.level - b.level || a.last - b.last || a.turn - b.turn || a.property - b.property)
    .map((one) => one.planned);
}

/** The plan of generated cases, with regressions before all. */
export function planOf(generated: readonly Case[], regressions: readonly Case[] = []): Plan {
  const first = new Set<CaseId>(regressions.map((one) => one.id));
  const cases = [...regressions, ...generated.filter((one) => !first.has(one.id))];
  return { cases, hash: planHash(cases) };
}

/** Generates the plan of a level. */
export function plan(
  properties: readonly Property[],
  context: PlanContext,
  regressions: readonly Case[] = [],
): Plan {
  return planOf(casesOf(properties, context), regressions);
}

/** The hash of a plan: over its ids in order. */
export function planHash(cases: readonly Pick<Case, 'id'>[]): string {
  const hash = createHash('sha256');
  for (const one of cases) hash.update(one.id).update('\n');
  return `sha256:${hash.digest('hex')}`;
}

/** The cases of one shard: every N-th, so that shards are alike in length and kind. */
export function shardOf<T>(cases: readonly T[], shard: Shard): T[] {
  return cases.filter((_, index) => index % shard.count === shard.index - 1);
}
