import { expect, test } from 'vitest';
import { compareReports } from './comparison.ts';
import { buildFixture } from './fixture.ts';

const { report } = buildFixture({ cases: 200, findings: 20 });

test('a report compared with itself: nothing', () => {
  expect(compareReports(report, report)).toEqual({
    worse: [],
    better: [],
    appeared: [],
    gone: [],
    changed: [],
    notes: [],
  });
});

test('clauses that changed, findings that came and went, answers that differ', () => {
  const [first, second, ...rest] = report.findings;
  if (first === undefined || second === undefined) throw new RangeError('the fixture has findings');
  const earlier = {
    ...report,
    level: 'smoke',
    driver: { ...report.driver, version: '30' },
    clauses: report.clauses
      .filter((clause) => clause.id !== 'NCSKE-OK-2')
      .map((clause) => (clause.id === 'NCSKE-OK-4' ? { ...clause, verdict: 'pass' as const } : clause)),
    findings: [{ ...second, got: { hr: ['E_NOTIMPL'] } }, ...rest],
  };
  const later = { ...report, findings: report.findings.slice(0, -1) };
  const result = compareReports(earlier, later);
  expect(result.worse.map((change) => change.id)).toEqual(['NCSKE-OK-2', 'NCSKE-OK-4']);
  expect(result.better).toEqual([]);
  expect(result.appeared).toEqual([first]);
  expect(result.gone).toEqual(report.findings.slice(-1));
  expect(result.changed).toEqual([{ before: earlier.findings[0], after: second }]);
  expect(result.notes).toEqual(['the two runs differ in level', 'the two runs differ in driver version']);
});
