import { expect, test } from 'vitest';
import type { Report } from '../4-judge/verdict.ts';
import { buildFixture, fixtureProfile } from './fixture.ts';
import { counted, firstOf, verdictLine, whyOverall } from './overall.ts';

const { report } = buildFixture({ cases: 200, findings: 20 });
const green = buildFixture({ cases: 200, findings: 0 }).report;

function withVerdict(verdict: Report['summary']['verdict'], rest: Partial<Report> = {}): Report {
  return { ...report, ...rest, summary: { ...report.summary, verdict } };
}

test('the overall verdict in words', () => {
  expect(verdictLine({ report: green })).toBe('conforms');
  expect(verdictLine({ report: withVerdict('does-not-conform') })).toBe('does not conform');
  expect(verdictLine({ report: withVerdict('not-applicable') })).toBe('not applicable');
  expect(verdictLine({ report: withVerdict('incomplete', { complete: false }) })).toBe('incomplete');
  expect(verdictLine({ report: { ...green, complete: false } })).toBe(
    'conforms; not all planned cases were run',
  );
});

test('another profile is named, with what documents say of it', () => {
  const other = { ...green, profile: 'oaep-sha256' };
  expect(verdictLine({ report: other })).toBe('conforms with profile oaep-sha256');
  expect(verdictLine({ report: other, profile: { ...fixtureProfile, documented: true } })).toBe(
    'conforms with profile oaep-sha256',
  );
  expect(verdictLine({ report: other, profile: { ...fixtureProfile, documented: false } })).toBe(
    'conforms with profile oaep-sha256, which no document supports',
  );
});

test('why: the weightiest first, a reason before all', () => {
  const why = whyOverall({
    report: { ...report, summary: { ...report.summary, reason: 'five crashes in a row' } },
  });
  expect(why[0]).toBe('five crashes in a row');
  expect(why[1]).toMatch(/^2 cases could not be judged: NCSKE-/);
  expect(why.at(-1)).toMatch(/^4 cases broke a SHOULD \(counts only under --strict\): /);
  expect(whyOverall({ report: { ...report, strict: true } }).at(-1)).toMatch(/^4 cases broke a SHOULD: /);
  expect(whyOverall({ report: green })).toEqual([`${green.summary.pass} cases passed, none failed`]);
});

test('numbers and lists', () => {
  expect(counted(1, 'case')).toBe('1 case');
  expect(counted(1_234, 'case')).toBe('1,234 cases');
  expect(counted(2, 'entry', 'entries')).toBe('2 entries');
  expect(firstOf(['a', 'b'], 2)).toBe('a, b');
  expect(firstOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});

test('findings that a baseline accepts are named beside the verdict', () => {
  const { report } = buildFixture({ cases: 40, findings: 4 });
  const accepted = {
    ...report,
    summary: { ...report.summary, verdict: 'conforms' as const },
    findings: report.findings.map((finding) => ({ ...finding, baseline: 'known' })),
  };
  expect(verdictLine({ report: accepted })).toBe('conforms, but for 4 findings that the baseline accepts');
});
