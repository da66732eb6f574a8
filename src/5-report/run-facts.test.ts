import { expect, test } from 'vitest';
import { buildFixture, hostileTexts } from './fixture.ts';
import { describe, factsOf, nameAndVersion, runFacts } from './run-facts.ts';

test('values of any shape on one safe line', () => {
  expect(describe('a\nb')).toBe('a\\nb');
  expect(describe(['SOFTWARE', 'HARDWARE'])).toBe('SOFTWARE, HARDWARE');
  expect(describe([])).toBe('none');
  expect(describe({ opm: true, refresh: false, buffers: ['guard-after'], container: 'pkcs7' })).toBe(
    'opm, buffers guard-after, container pkcs7',
  );
  expect(describe({ opm: false })).toBe('none');
  expect(describe(null)).toBe('null');
  expect(describe({ '\u001b[2J': hostileTexts.bidi })).toBe(
    '\\x1b[2J user\\u{202e}exe.gpj\\u{2066}\\u{2069}',
  );
});

test('names, versions and what else is said', () => {
  expect(nameAndVersion({ name: 'driver', version: '1.0' })).toBe('driver 1.0');
  expect(nameAndVersion({ name: 'driver', version: 7 })).toBe('driver');
  expect(nameAndVersion({})).toBe('unnamed');
  expect(factsOf({ a: 1, b: undefined, c: 'x' }, ['c'])).toEqual([['a', '1']]);
  expect(factsOf(undefined)).toEqual([]);
});

test('the facts of a run', () => {
  const facts = new Map(runFacts(buildFixture({ cases: 10, findings: 0, strict: true }).report));
  expect(facts.get('driver')).toBe('Example display driver 31.0.101.5590');
  expect(facts.get('driver vendor')).toBe('Example');
  expect(facts.get('level')).toBe('gate, strict');
  expect(facts.get('started')).toBe('2026-03-04 05:06:07 UTC');
  expect(facts.get('took')).toBe('4.3 s');
});
