import { expect, test } from 'vitest';
import { properties } from '../../properties/all.ts';
import type { Case } from '../steps/case.ts';
import { Draft } from './draft.ts';
import { validBlock } from '../steps/block-to-send.ts';
import { contextOf } from './plan-context.test-support.ts';
import { casesOf, planOf } from './plan.ts';
import type { DraftCase, PlanLevel, Property } from './property.ts';
import { dedupeKey } from './dedupe-key.ts';

test.each([
  ['gate', 'd3d11.1'],
  ['gate', 'wddm2.4'],
  ['full', 'd3d11.1'],
  ['full', 'wddm2.4'],
] as const)('no property asks what another asks: %s, %s', (level, dialect) => {
  const asked = new Map<string, Case>();
  const twice: string[] = [];
  for (const one of casesOf(properties, contextOf(level, dialect))) {
    // They are kept, whatever they ask.
    if (one.kind === 'random' || one.kind === 'vector') continue;
    const question = dedupeKey(one.recipe);
    const before = asked.get(question) ?? one;
    asked.set(question, before);
    if (before.property !== one.property) twice.push(`${one.title} = ${before.title}`);
  }
  expect(twice).toEqual([]);
});

const context = contextOf('gate');

function property(name: string, level: PlanLevel, enumerates?: true): Property {
  const drafted = (label: string): DraftCase => ({
    kind: 'boundary',
    level,
    title: label,
    draft: new Draft(context).session('s').negotiate('s', validBlock(label)),
  });
  return {
    name,
    statement: 'one valid block, twice',
    clauses: [],
    ...(enumerates === undefined ? {} : { enumerates }),
    cases: () => [drafted(`${name}/1`), drafted(`${name}/2`)],
  };
}

const titles = (...all: Property[]): string[] => casesOf(all, context).map(({ title }) => title);

test('an enumerated case is left out where another property asks the same', () => {
  expect(titles(property('own', 'gate'), property('made', 'gate', true))).toEqual(['own/1', 'own/2']);
  expect(titles(property('made', 'gate', true), property('own', 'smoke'))).toEqual(['own/1', 'own/2']);
});

test('it stays where the other has a higher level, or is not there', () => {
  const made = property('made', 'smoke', true);
  expect(titles(made)).toEqual(['made/1', 'made/2']);
  expect(titles(made, property('own', 'gate'))).toEqual(['made/1', 'made/2']);
});

test('of two that are written case by case the first keeps its own', () => {
  expect(titles(property('one', 'gate'), property('other', 'gate'))).toEqual(['one/1', 'one/2']);
});

test('regressions come first, and once', () => {
  const [first, second] = casesOf([property('own', 'gate')], context);
  if (first === undefined || second === undefined) throw new Error('expected two cases');
  const { cases } = planOf([first, second], [second]);
  expect(cases).toEqual([second, first]);
});
