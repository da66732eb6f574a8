import { expect, test } from 'vitest';
import type { ClauseSummary } from './verdict.ts';
import { clauseFile, clauseGroups, clausesById, inReadingOrder } from './clause-group.ts';
import { fixtureRules } from '../5-report/fixture-contract.ts';

const summary = (id: string): ClauseSummary => ({
  id,
  level: 'MUST',
  basis: 'stated',
  verdict: 'pass',
  cases: 1,
});

test('groups in reading order, clauses by number, unknown groups last', () => {
  const groups = clauseGroups(
    ['NCSKE-OPM-1', 'NCSKE-ZZ-1', 'NCSKE-ERR-10', 'NCSKE-ERR-2', 'NCSKE-OK-1'].map(summary),
  );
  expect(groups.map((group) => [group.title, group.clauses.map((clause) => clause.id)])).toEqual([
    ['Success', ['NCSKE-OK-1']],
    ['Errors', ['NCSKE-ERR-2', 'NCSKE-ERR-10']],
    ['Output protection (OPM)', ['NCSKE-OPM-1']],
    ['NCSKE-ZZ', ['NCSKE-ZZ-1']],
  ]);
});

test('ids in reading order, each once', () => {
  expect(inReadingOrder(['NCSKE-ST-1', 'B-1', 'NCSKE-ERR-10', 'A-1', 'NCSKE-ERR-9', 'NCSKE-ST-1'])).toEqual([
    'NCSKE-ERR-9',
    'NCSKE-ERR-10',
    'NCSKE-ST-1',
    'A-1',
    'B-1',
  ]);
});

test('clauses by id, with the file they stand in', () => {
  const clauses = clausesById({ rules: fixtureRules, relations: [] });
  const clause = clauses.get('NCSKE-ERR-3');
  expect(clause?.at.line).toBe(55);
  if (clause === undefined) throw new RangeError('the fixture has this clause');
  expect(clauseFile(clause)).toBe('spec/contract/negotiate.json');
  expect(clauseFile({ ...clause, at: { file: 'elsewhere/rules.json', line: 1 } })).toBe(
    'elsewhere/rules.json',
  );
});
