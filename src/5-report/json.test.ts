import { expect, test } from 'vitest';
import { buildFixture, hostileTexts } from './fixture.ts';
import { formatJson } from './json.ts';
import { complaints, schema, textOf } from './read-back.test-support.ts';

test('a report as text', async () => {
  await expect(textOf(formatJson, buildFixture({ cases: 30, findings: 3 }))).toMatchFileSnapshot(
    '__golden__/report.json.txt',
  );
});

test('the text is the report, and valid by its schema', () => {
  const validate = schema('report');
  for (const findings of [0, 40]) {
    const input = buildFixture({ cases: 200, findings });
    const read: unknown = JSON.parse(textOf(formatJson, input));
    expect(read).toEqual(input.report);
    expect(complaints(validate, read)).toEqual([]);
  }
});

test('hostile names come back as they were, and steer nothing on the way', () => {
  const validate = schema('report');
  for (const driverName of Object.values(hostileTexts)) {
    const input = buildFixture({ cases: 30, findings: 10, driverName });
    const text = textOf(formatJson, input);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    const read: unknown = JSON.parse(text);
    expect(read).toEqual(input.report);
    expect(complaints(validate, read)).toEqual([]);
  }
});

test('the schema is strict with what the suite writes, and lenient with more', () => {
  const validate = schema('report');
  const { report } = buildFixture({ cases: 30, findings: 3 });
  expect(complaints(validate, { ...report, more: 1 })).toEqual([]);
  expect(complaints(validate, { ...report, schema: 'kexcts-report/2' })).not.toEqual([]);
  expect(complaints(validate, { ...report, summary: { ...report.summary, verdict: 'green' } })).not.toEqual(
    [],
  );
  expect(complaints(validate, { ...report, keyOracle: undefined })).not.toEqual([]);
  const [finding] = report.findings;
  expect(complaints(validate, { ...report, findings: [{ ...finding, text: undefined }] })).not.toEqual([]);
});
