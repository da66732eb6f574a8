import { expect, test } from 'vitest';
import { buildFixture, hostileTexts } from './fixture.ts';
import { formatNdjson, formatVerdicts } from './ndjson.ts';
import { complaints, schema, textOf } from './read-back.test-support.ts';

function lines(text: string): unknown[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

test('verdicts, a line each, in plan order', () => {
  const input = buildFixture({ cases: 60, findings: 20, driverName: hostileTexts.terminal });
  const read = lines(textOf(formatVerdicts, input));
  expect(read).toEqual([...input.verdicts]);
  const validate = schema('verdict');
  for (const line of read) expect(complaints(validate, line)).toEqual([]);
});

test('events: one run, a case for each verdict, one end', () => {
  const validate = schema('event');
  for (const driverName of Object.values(hostileTexts)) {
    const input = buildFixture({ cases: 40, findings: 5, driverName });
    const read = lines(textOf(formatNdjson, input));
    for (const line of read) expect(complaints(validate, line)).toEqual([]);
    expect(read).toHaveLength(42);
    expect(read[0]).toMatchObject({ event: 'run', cases: 40, driver: input.report.driver });
    expect(read[0]).not.toHaveProperty('findings');
    expect(read[0]).not.toHaveProperty('timeSeconds');
    expect(read[1]).toMatchObject({ event: 'case', verdict: 'pass' });
    const { complete, summary, clauses } = input.report;
    expect(read[41]).toEqual({ event: 'end', complete, summary, clauses });
  }
});

test('observations of the fixture are valid by their schema', () => {
  const input = buildFixture({ cases: 60, findings: 20 });
  const validate = schema('observation');
  for (const finding of input.report.findings) {
    expect(complaints(validate, input.observations?.get(finding.case))).toEqual([]);
  }
  expect(complaints(validate, { case: 'short', passes: [] })).not.toEqual([]);
  expect(
    complaints(validate, { case: 'a'.repeat(16), passes: [{ steps: [{ call: 'x', hr: -1 }] }] }),
  ).not.toEqual([]);
});
