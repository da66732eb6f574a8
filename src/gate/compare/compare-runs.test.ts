import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseVerdict, Verdict } from '../../4-judge/verdict.ts';
import { complaints, schema } from '../../5-report/read-back.test-support.ts';
import { emulatorWith, fault, freshFolder, runOn, written } from '../../suite/gate.test-support.ts';
import type { ReportFolder } from '../report-folder.ts';
import { compareRuns, isWorse } from './compare-runs.ts';
import { comparisonMarkdown } from '../../5-report/comparison-markdown.ts';
import { comparisonText } from '../../5-report/comparison-text.ts';

let folder: string;
let correct: ReportFolder;
let faulty: ReportFolder;

beforeAll(async () => {
  folder = await freshFolder();
  await mkdir(folder, { recursive: true });
  correct = await written(join(folder, 'correct'), await runOn(emulatorWith()));
  faulty = await written(join(folder, 'faulty'), await runOn(emulatorWith(await fault('size-one-above'))));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The first case as it came out, in one way and in another. */
function of(verdict: Verdict | undefined, more: Partial<CaseVerdict> = {}): ReportFolder {
  const [first] = correct.verdicts as [CaseVerdict];
  if (verdict === undefined) return { ...correct, verdicts: [] };
  const clauses = verdict === 'pass' ? first.clauses : [{ id: 'NCSKE-OK-1', verdict }];
  return { ...correct, verdicts: [{ ...first, verdict, clauses, ...more }] };
}

describe('compareRuns', () => {
  it('finds a driver worse than before, and better the other way round', () => {
    const worse = compareRuns(correct, faulty);
    expect(complaints(schema('comparison'), JSON.parse(JSON.stringify(worse)))).toEqual([]);
    expect(worse.clauses.worse).toContainEqual({ id: 'NCSKE-ERR-1', before: 'pass', after: 'fail' });
    expect(isWorse(worse)).toBe(true);
    expect(worse.worse.length).toBeGreaterThan(0);
    for (const change of worse.worse) {
      expect(change).toMatchObject({ before: { verdict: 'pass' }, after: { verdict: 'fail' } });
      expect(change.clauses.length).toBeGreaterThan(0);
    }
    const better = compareRuns(faulty, correct);
    expect(isWorse(better)).toBe(false);
    expect(better.better.map((one) => one.case).sort()).toEqual(worse.worse.map((one) => one.case).sort());
    expect(compareRuns(correct, correct)).toMatchObject({
      worse: [],
      better: [],
      different: [],
      newlyCovered: [],
      notRepeated: [],
      same: correct.verdicts.length,
    });
  });

  it.each<[Verdict | undefined, Verdict | undefined, string]>([
    ['pass', 'fail', 'worse'],
    ['pass', 'warn', 'worse'],
    ['fail', 'crash', 'worse'],
    ['warn', 'flaky', 'worse'],
    ['pass', 'error', 'worse'],
    ['pass', 'unsupported', 'worse'],
    ['crash', 'fail', 'better'],
    ['flaky', 'observed', 'better'],
    ['pass', 'observed', 'different'],
    ['unsupported', 'pass', 'newlyCovered'],
    ['skip', 'fail', 'newlyCovered'],
    [undefined, 'fail', 'newlyCovered'],
    ['pass', 'skip', 'notRepeated'],
    ['pass', undefined, 'notRepeated'],
    ['skip', 'unsupported', 'same'],
    [undefined, 'skip', 'same'],
  ])('from %s to %s is %s', (before, after, group) => {
    const comparison = compareRuns(of(before), of(after));
    const found = { ...comparison, same: Array.from({ length: comparison.same }) } as unknown as Record<
      string,
      unknown[]
    >;
    for (const name of ['worse', 'better', 'different', 'newlyCovered', 'notRepeated', 'same']) {
      expect([name, found[name]?.length]).toEqual([name, name === group ? 1 : 0]);
    }
    expect(isWorse(comparison)).toBe(group === 'worse');
  });

  it('sees another answer of the same weight', () => {
    const [got, other] = [{ hr: ['E_INVALIDARG'] }, { hr: ['E_FAIL'] }];
    expect(compareRuns(of('observed', { got }), of('observed', { got: other })).different).toHaveLength(1);
    expect(compareRuns(of('observed', { got }), of('observed', { got })).different).toHaveLength(0);
  });

  it('does not hold against a driver what a baseline accepts', () => {
    const comparison = compareRuns(of('pass'), of('fail', { baseline: 'known-1' }));
    expect(comparison.worse).toHaveLength(1);
    expect(isWorse(comparison)).toBe(false);
    expect(comparisonText(comparison)).toContain('accepted by known-1');
  });

  it('notes what makes runs hard to compare', () => {
    const other = { ...correct, report: { ...correct.report, profile: 'oaep-sha1', seed: 9 } };
    expect(compareRuns(correct, other).notes).toContain('the two runs differ in profile');
  });
});

describe('its texts', () => {
  const hostile = '<script>\u001b[31m|`@here`';
  const rename = (one: ReportFolder): ReportFolder => ({
    ...one,
    report: { ...one.report, driver: { name: hostile, version: hostile } },
  });

  it('say what changed, for the terminal', () => {
    const text = comparisonText(compareRuns(correct, rename(faulty)));
    expect(text).toMatch(/^A {2}kexcts emulated driver .*: conforms, level smoke/);
    expect(text).toMatch(/\ncases worse \(\d+\)\n {2}[a-z2-7]{16} {2}257 bytes/);
    expect(text).toMatch(/\n {4}before {3}pass; return returned, hr E_INVALIDARG/);
    expect(text).toMatch(/\n {4}now {6}fail; return returned, hr S_OK \(0x00000000\)/);
    expect(text).toMatch(
      /\n\d+ worse, 0 better, 0 different, 0 newly covered, 0 not repeated, \d+ the same\n$/,
    );
    expect(text).not.toContain('\u001b');
  });

  it('are Markdown in which names steer nothing', () => {
    const text = comparisonMarkdown(compareRuns(correct, rename(faulty)));
    const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    expect(tree.children.map((one) => one.type)).toEqual(['heading', 'list', 'heading', 'table']);
    expect(text).toContain('❌ worse');
    expect(JSON.stringify(tree)).not.toContain('"type":"html"');
    expect(text).not.toContain('\u001b');
    expect(comparisonMarkdown(compareRuns(correct, correct))).toContain('✅ not worse');
  });
});
