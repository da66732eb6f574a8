import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { coloursWanted, formatConsole } from './console.ts';
import { buildFixture, fixtureProfile, hostileTexts } from './fixture.ts';

const plain = { columns: 100, colours: false };

test('a run with findings', async () => {
  const text = formatConsole(buildFixture({ cases: 400, findings: 12 }), {
    ...plain,
    limit: 3,
    reportPath: 'reports/20260304T050607Z-exec/report.json',
  });
  await expect(text).toMatchFileSnapshot('__golden__/console.txt');
});

test('a run without findings on a narrow terminal', async () => {
  const text = formatConsole(buildFixture({ cases: 40, findings: 0 }), { ...plain, columns: 60 });
  await expect(text).toMatchFileSnapshot('__golden__/console-narrow.txt');
});

test('the verdict is the first line and the last', () => {
  const lines = formatConsole(buildFixture({ cases: 50, findings: 2 }), plain)
    .trimEnd()
    .split('\n');
  expect(lines[0]).toBe('does not conform');
  expect(lines.at(-1)).toBe('does not conform');
});

test('another profile, and what documents say of it, is in the verdict', () => {
  const profile = { ...fixtureProfile, name: 'oaep-sha1', documented: false };
  const text = formatConsole(buildFixture({ cases: 20, findings: 0, profile }), plain);
  expect(text.split('\n')[0]).toBe('conforms with profile oaep-sha1, which no document supports');
});

test('a driver of another profile is named as such', () => {
  const input = buildFixture({ cases: 20, findings: 2 });
  const report = { ...input.report, survey: { answersTo: 'oaep-sha1' } };
  expect(formatConsole({ ...input, report }, plain)).toContain('it answers to profile oaep-sha1');
});

test('lines stay within the width, whatever the driver says', () => {
  for (const driverName of Object.values(hostileTexts)) {
    for (const columns of [60, 80, 100]) {
      const text = formatConsole(buildFixture({ cases: 120, findings: 20, driverName }), {
        ...plain,
        columns,
      });
      for (const line of text.split('\n')) {
        if (!line.startsWith('    repeat ')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
  }
});

test('colours change nothing but colours', () => {
  const input = buildFixture({ cases: 120, findings: 20 });
  const coloured = formatConsole(input, { columns: 100, colours: true });
  expect(coloured).toContain('\u001b[31m');
  expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(
    formatConsole(input, plain).replace(/ +$/gm, ''),
  );
});

test('colours only on a terminal, never with NO_COLOR', () => {
  expect(coloursWanted(true, {})).toBe(true);
  expect(coloursWanted(false, {})).toBe(false);
  expect(coloursWanted(true, { NO_COLOR: '1' })).toBe(false);
  expect(coloursWanted(true, { NO_COLOR: '' })).toBe(true);
  expect(coloursWanted(true, { TERM: 'dumb' })).toBe(false);
});

test('a driver whose key could not be seen: the claim says so', () => {
  const input = buildFixture({ cases: 20, findings: 0 });
  const report = { ...input.report, keyOracle: [], blindTo: [] };
  const text = formatConsole({ ...input, report }, plain);
  expect(text).toContain('key seen  not at all');
  expect(text).not.toContain('blind to');
});

test('findings accepted by a baseline are marked', () => {
  const input = buildFixture({ cases: 20, findings: 2 });
  const findings = input.report.findings.map((finding) => ({ ...finding, baseline: 'known-17' }));
  const text = formatConsole({ ...input, report: { ...input.report, findings } }, plain);
  expect(text).toContain('2 findings accepted by the baseline');
  expect(text).toContain('accepted  by the baseline: known-17');
});
