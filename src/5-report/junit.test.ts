import { expect, test } from 'vitest';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { buildFixture, hostileTexts } from './fixture.ts';
import { formatJunit } from './junit.ts';
import { junitComplaints, textOf } from './read-back.test-support.ts';

test('a run as JUnit XML', async () => {
  await expect(textOf(formatJunit, buildFixture({ cases: 40, findings: 10 }))).toMatchFileSnapshot(
    '__golden__/junit.xml',
  );
});

test('valid by the schema, whatever the driver says', async () => {
  for (const driverName of Object.values(hostileTexts)) {
    const text = textOf(formatJunit, buildFixture({ cases: 40, findings: 20, driverName }));
    expect(await junitComplaints(text)).toEqual([]);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u);
    expect(text).not.toContain('<script');
  }
});

test('the schema notices what is wrong', async () => {
  const text = textOf(formatJunit, buildFixture({ cases: 10, findings: 0 }));
  expect(await junitComplaints(text.replace('<testcase ', '<testcase surprise="1" '))).not.toEqual([]);
  expect(await junitComplaints(text.replace('</testsuites>', ''))).not.toEqual([]);
});

test('counts are those of the test cases', () => {
  const input = buildFixture({ cases: 400, findings: 40 });
  const text = textOf(formatJunit, input);
  const { summary } = input.report;
  const number = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  expect(number(/<testcase /g)).toBe(400);
  expect(number(/<failure /g)).toBe(summary.fail + summary.crash + summary.timeout);
  expect(number(/<error /g)).toBe(summary.error);
  expect(number(/<skipped /g)).toBe(summary.unsupported + summary.skip);
  expect(number(/<flakyFailure /g)).toBe(summary.flaky);
  expect(text).toContain(
    `tests="400" failures="${summary.fail + summary.crash + summary.timeout}" errors="${summary.error}"`,
  );
});

test('a warning fails under strict alone, and what the baseline accepts is skipped', () => {
  const input = buildFixture({ cases: 40, findings: 10 });
  const strict = { ...input, report: { ...input.report, strict: true } };
  expect(textOf(formatJunit, input)).not.toContain('type="warn"');
  expect(textOf(formatJunit, strict)).toContain('type="warn"');
  const verdicts: CaseVerdict[] = [...input.verdicts].map((verdict) =>
    verdict.verdict === 'fail' ? { ...verdict, baseline: 'known-17' } : verdict,
  );
  const text = textOf(formatJunit, { ...input, verdicts });
  expect(text).not.toContain('type="fail"');
  expect(text).toContain('<skipped message="fail, accepted by the baseline: known-17"/>');
});

test('standard error of a driver that died stands beside its failure', () => {
  const text = textOf(
    formatJunit,
    buildFixture({ cases: 40, findings: 10, driverName: 'first\nlast \u001b[31mwords' }),
  );
  expect(text).toContain('<system-err>first\nlast \\x1b[31mwords</system-err>');
});
