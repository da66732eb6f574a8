import { expect, test } from 'vitest';
import { formatConsole } from './console.ts';
import { buildFixture } from './fixture.ts';
import { formatNames, formats, isFormatName } from './formats.ts';
import { textOf } from './read-back.test-support.ts';

test('formats by name', () => {
  expect(formatNames).toEqual(['json', 'junit', 'html', 'sarif', 'ctrf', 'markdown', 'ndjson']);
  expect(isFormatName('html')).toBe(true);
  expect(isFormatName('toString')).toBe(false);
  const files = formatNames.map((name) => formats[name].file);
  expect(new Set(files).size).toBe(files.length);
});

// Verdicts held ready, so that the formatters alone are timed.
const made = buildFixture({ cases: 50_000, findings: 1_000, wide: true });
const large = { ...made, verdicts: [...made.verdicts] };

/** Seconds of the processor: what other processes do meanwhile does not count. */
function secondsSince(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

test.each(formatNames)('50,000 verdicts as %s in under 5 s and 300 MB', async (name) => {
  const format = await formats[name].load();
  const before = process.memoryUsage.rss();
  const started = process.cpuUsage();
  let length = 0;
  const text = format(large);
  for (const piece of typeof text === 'string' ? [text] : text) length += piece.length;
  expect(secondsSince(started)).toBeLessThan(5);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
  expect(length).toBeGreaterThan(10_000);
});

test('50,000 verdicts on the console in under 5 s', () => {
  const started = process.cpuUsage();
  expect(formatConsole(large, { columns: 100, colours: false })).toContain('50,000');
  expect(secondsSince(started)).toBeLessThan(5);
});

test.each(formatNames)('%s: the same run gives the same bytes', async (name) => {
  const format = await formats[name].load();
  const input = { cases: 120, findings: 30 };
  expect(textOf(format, buildFixture(input))).toBe(textOf(format, buildFixture(input)));
});
