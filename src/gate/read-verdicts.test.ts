import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { verdictLineOf } from '../5-report/ndjson.ts';
import { freshFolder } from '../suite/gate.test-support.ts';
import { VerdictReader } from './read-verdicts.ts';

let folder: string;
beforeAll(async () => {
  folder = await freshFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fail = (where: string, what: string): SuiteError => new SuiteError('TEST', `${where}: ${what}`, '');

/** A passed case; the title holds what would begin the rest of a line, if a string could hold quotes. */
const passed = (id: string, title = 'x,"verdict":"fail"'): CaseVerdict => ({
  case: id.padEnd(16, 'a') as CaseVerdict['case'],
  kind: 'boundary',
  property: 'encoding',
  title,
  verdict: 'pass',
  clauses: [{ id: 'NCSKE-OK-1', verdict: 'pass' }],
  step: 0,
  steps: [{ call: 'C', point: { size: 'equal' }, got: { hr: ['S_OK'] } }],
});
const text = { expected: 'e', got: 'g', sent: 's', repeat: 'r' };
const read = (content: string): CaseVerdict[] => {
  const path = join(folder, 'verdicts.ndjson');
  writeFileSync(path, content);
  return new VerdictReader().read(path, fail);
};

describe('VerdictReader', () => {
  it('reads what was written, and keeps equal parts once', () => {
    const verdicts = [
      passed('a'),
      passed('b', 'e\u0301 \u202e'),
      { ...passed('c'), verdict: 'fail' as const, text, point: { size: 'equal' } },
      passed('d'),
      { ...passed('e'), clauses: [] },
    ];
    const lines = verdicts.map(verdictLineOf);
    const found = read(lines.join(''));
    expect(found).toEqual(verdicts);
    expect(found.map(verdictLineOf)).toEqual(lines);
    for (const one of found.slice(1)) expect(one.steps).toBe(found[0]?.steps);
  });

  it('takes members in any order, and the last of several of a name', () => {
    const { case: id, kind, property, title, verdict, clauses, step, steps } = passed('a');
    const orders = [
      { verdict, clauses, step, steps, case: id, kind, property, title },
      { clauses, steps, case: id, kind, property, verdict, title, step },
      { case: id, kind, clauses, property, title, verdict, step, steps },
    ];
    const lines = [...orders, ...orders].map((one) => `${JSON.stringify(one)}\n`);
    const twice = `${JSON.stringify(passed('b')).slice(0, -1)},"case":"${id}"}\n`;
    expect(read([...lines, twice, twice].join(''))).toEqual(Array(8).fill(passed('a')));
  });

  it.each([
    ['no JSON', '{"case":', 'verdicts.ndjson:3: '],
    [
      'a head that is none',
      JSON.stringify({ ...passed('a'), kind: 'odd' }),
      'verdicts.ndjson:3: /kind must be',
    ],
    ['no title', JSON.stringify({ ...passed('a'), title: undefined }), "required property 'title'"],
    ['no steps', JSON.stringify({ ...passed('a'), steps: undefined }), "required property 'steps'"],
    [
      'a finding without text',
      JSON.stringify({ ...passed('a'), verdict: 'fail' }),
      "required property 'text'",
    ],
    ['no object', '[]', 'must be object'],
  ])('names the line of what is no verdict: %s', (_what, line, words) => {
    const good = verdictLineOf(passed('a'));
    expect(() => read(`${good}${good}${line}\n${good}`)).toThrow(words);
  });

  it('refuses a file that is cut off, or none', () => {
    expect(() => read(verdictLineOf(passed('a')).slice(0, -1))).toThrow('its last line is cut off');
    mkdirSync(join(folder, 'a-folder'));
    expect(() => new VerdictReader().read(join(folder, 'a-folder'), fail)).toThrow('EISDIR');
  });
});
