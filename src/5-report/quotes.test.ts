import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSpec } from '../1-contract/load.ts';
import { packageRoot } from '../core/package-root.ts';
import { clausesById, clauseGroups } from '../4-judge/clause-group.ts';
import { quotesFrom } from './quotes.ts';

const spec = loadSpec(join(packageRoot, 'spec'));

test('every source of every clause has a quote to show', () => {
  const quotes = quotesFrom(spec.sources);
  for (const clause of clausesById(spec.contract).values()) {
    for (const source of clause.source) expect(quotes.get(source), `${clause.id}: ${source}`).toBeDefined();
  }
});

test('addresses are those of the pages that were read', () => {
  const quotes = quotesFrom([
    {
      id: 'a',
      title: 'A',
      licence: 'x',
      url: 'https://a.example/',
      anchors: { b: { location: 'here', quote: 'words' } },
    },
    {
      id: 'c',
      title: 'C',
      licence: 'x',
      repository: 'o/n',
      snapshot: '01ab',
      path: 'd/e.md',
      anchors: { f: { location: 'there' } },
    },
    { id: 'g', title: 'G', licence: 'x', anchors: { h: { location: 'nowhere' } } },
  ]);
  expect(quotes.get('a#b')).toEqual({ title: 'A', where: 'here', quote: 'words', url: 'https://a.example/' });
  expect(quotes.get('c#f')).toEqual({
    title: 'C',
    where: 'there',
    url: 'https://github.com/o/n/blob/01ab/d/e.md',
  });
  expect(quotes.get('g#h')).toEqual({ title: 'G', where: 'nowhere' });
});

test('every group of clauses has a title of its own', () => {
  const clauses = [...clausesById(spec.contract).values()].map(({ id, level, basis }) => {
    return { id, level, basis, verdict: 'pass' as const, cases: 1 };
  });
  for (const group of clauseGroups(clauses)) expect(group.title, group.name).not.toBe(group.name);
});
