import { expect, test } from 'vitest';
import type { Log } from 'sarif';
import { buildFixture, hostileTexts } from './fixture.ts';
import { complaints, schema, textOf } from './read-back.test-support.ts';
import { formatSarif } from './sarif.ts';

function read(text: string): Log {
  return JSON.parse(text) as Log;
}

test('a run as SARIF', async () => {
  const text = textOf(formatSarif, buildFixture({ cases: 40, findings: 10 }));
  await expect(`${JSON.stringify(read(text), undefined, 2)}\n`).toMatchFileSnapshot(
    '__golden__/sarif.json.txt',
  );
});

test('valid by the schema, whatever the driver says', () => {
  const validate = schema('sarif');
  for (const driverName of Object.values(hostileTexts)) {
    const text = textOf(formatSarif, buildFixture({ cases: 40, findings: 20, driverName }));
    expect(complaints(validate, JSON.parse(text))).toEqual([]);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});

test('a result for each finding, at the line of its clause; errors are notifications', () => {
  const input = buildFixture({ cases: 200, findings: 20 });
  const [run] = read(textOf(formatSarif, input)).runs;
  const { summary } = input.report;
  expect(run?.results).toHaveLength(20 - summary.error);
  expect(run?.invocations?.[0]?.toolExecutionNotifications).toHaveLength(summary.error);
  expect(run?.invocations?.[0]?.executionSuccessful).toBe(false);
  for (const result of run?.results ?? []) {
    const rule = run?.tool.driver.rules?.[result.ruleIndex ?? -1];
    expect(rule?.id).toBe(result.ruleId);
    const clause = input.contract?.rules.find((candidate) => candidate.id === result.ruleId);
    expect(result.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: `spec/contract/${clause?.at.file}`, uriBaseId: '%SRCROOT%' },
      region: { startLine: clause?.at.line },
    });
  }
});

test('no word of a driver is taken for a link or a placeholder', () => {
  const input = buildFixture({ cases: 40, findings: 10, driverName: '[z](https://evil.example) {0} {{1}}' });
  const results = read(textOf(formatSarif, input)).runs[0]?.results ?? [];
  const crash = results.find((result) => result.properties?.['verdict'] === 'crash');
  expect(crash?.message.text).toContain('[z] (https://evil.example) {{0}} {{{{1}}}}');
});

test('what the baseline accepts is suppressed', () => {
  const input = buildFixture({ cases: 40, findings: 10 });
  const verdicts = [...input.verdicts].map((verdict) =>
    verdict.verdict === 'fail' ? { ...verdict, baseline: 'known-17' } : verdict,
  );
  const results = read(textOf(formatSarif, { ...input, verdicts })).runs[0]?.results ?? [];
  for (const result of results) {
    const suppressed = result.suppressions?.map((suppression) => suppression.justification) ?? [];
    expect(suppressed).toEqual(result.properties?.['verdict'] === 'fail' ? ['known-17'] : []);
  }
});

test('results beyond what code scanning takes are counted, not lost in silence', () => {
  const input = buildFixture({ cases: 40, findings: 10 });
  const finding = input.report.findings.find((one) => one.verdict === 'fail');
  if (finding === undefined) throw new RangeError('the fixture has a failure');
  const verdicts = Array.from({ length: 25_010 }, () => finding);
  const [run] = read(textOf(formatSarif, { ...input, verdicts })).runs;
  expect(run?.results).toHaveLength(25_000);
  const notification = run?.invocations?.[0]?.toolExecutionNotifications?.at(-1);
  expect(notification?.message.text).toBe(
    '10 results beyond the first 25000 are left out here; report.json has them all',
  );
});
