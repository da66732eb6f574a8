import { expect, test } from 'vitest';
import { compareReports } from './comparison.ts';
import { buildFixture } from '../../5-report/fixture.ts';

const { report } = buildFixture({ cases: 200, findings: 20 });

test('a report compared with itself: nothing', () => {
  expect(compareReports(report, report)).toEqual({
    worse: [],
    better: [],
    other: [],
    notes: [],
  });
});

test('clauses that changed, and what makes the two hard to compare', () => {
  const earlier = {
    ...report,
    level: 'smoke',
    driver: { ...report.driver, version: '30' },
    clauses: report.clauses
      .filter((clause) => clause.id !== 'NCSKE-OK-2')
      .map((clause) => (clause.id === 'NCSKE-OK-4' ? { ...clause, verdict: 'pass' as const } : clause)),
  };
  const result = compareReports(earlier, report);
  expect(result.worse.map((change) => change.id)).toEqual(['NCSKE-OK-4']);
  expect(result.other.map((change) => change.id)).toEqual(['NCSKE-OK-2']);
  expect(result.better).toEqual([]);
  expect(compareReports(report, earlier).better.map((change) => change.id)).toEqual(['NCSKE-OK-4']);
  expect(result.notes).toEqual(['the two runs differ in level', 'the two runs differ in driver version']);
});
