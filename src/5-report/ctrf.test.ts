import { expect, test } from 'vitest';
import { formatCtrf } from './ctrf.ts';
import { buildFixture, hostileTexts } from './fixture.ts';
import { complaints, schema, textOf } from './read-back.test-support.ts';

interface Ctrf {
  results: {
    summary: Record<string, number>;
    tests: { status: string; rawStatus: string; flaky?: boolean }[];
  };
}

test('a run as CTRF', async () => {
  await expect(textOf(formatCtrf, buildFixture({ cases: 40, findings: 10 }))).toMatchFileSnapshot(
    '__golden__/ctrf.json.txt',
  );
});

test('valid by the schema, whatever the driver says', () => {
  const validate = schema('ctrf');
  for (const driverName of Object.values(hostileTexts)) {
    const text = textOf(formatCtrf, buildFixture({ cases: 40, findings: 20, driverName }));
    expect(complaints(validate, JSON.parse(text))).toEqual([]);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

test('the summary counts the tests', () => {
  const input = buildFixture({ cases: 200, findings: 20 });
  const { results } = JSON.parse(textOf(formatCtrf, input)) as Ctrf;
  const { summary } = input.report;
  const count = (status: string): number => results.tests.filter((one) => one.status === status).length;
  expect(results.summary).toMatchObject({
    tests: 200,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    other: count('other'),
    pending: 0,
    flaky: summary.flaky,
    start: Date.parse('2026-03-04T05:06:07.000Z'),
    stop: Date.parse('2026-03-04T05:06:11.250Z'),
  });
  expect(results.summary['failed']).toBe(summary.fail + summary.crash + summary.timeout);
  expect(results.summary['other']).toBe(summary.error);
  expect(results.tests.find((one) => one.rawStatus === 'flaky')).toMatchObject({
    status: 'passed',
    flaky: true,
  });
});
