// Shards of a plan, merged, against the report of the whole.
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emulatorWith, fault, freshFolder, runOn, written, type Ran } from '../gate.test-support.ts';
import type { Adapter } from '../../core/protocol/adapter.ts';
import { buildReport } from '../build-report.ts';
import type { RunSettings } from '../settings.ts';
import { parseBaseline } from '../../gate/baseline/read-baseline.ts';
import { emptyBaseline, updateBaseline } from '../../gate/baseline/update-baseline.ts';
import { textOf } from '../../gate/baseline/yaml-nodes.ts';
import type { ReportFolder } from '../../gate/report-folder.ts';
import { environmentOf, mergeReports, timesOf } from './merge-reports.ts';

let folder: string;
let next = 0;
beforeAll(async () => {
  folder = await freshFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shards = 3;

interface Sharded {
  readonly whole: Ran;
  readonly wholePath: string;
  readonly parts: readonly ReportFolder[];
}

async function sharded(adapter: () => Adapter, settings: Partial<RunSettings> = {}): Promise<Sharded> {
  next += 1;
  const whole = await runOn(adapter(), settings);
  const wholePath = join(folder, `${next}-whole`);
  await written(wholePath, whole);
  const parts: ReportFolder[] = [];
  for (let index = 1; index <= shards; index += 1) {
    const part = await runOn(adapter(), { ...settings, shard: { index, count: shards } });
    parts.push(await written(join(folder, `${next}-${index}`), part));
  }
  return { whole, wholePath, parts };
}

async function merged(
  { whole }: Sharded,
  parts: readonly ReportFolder[],
): Promise<{ path: string; ran: Ran }> {
  const { settings, plan } = whole;
  const joined = mergeReports(parts, { ...settings, plan: () => plan });
  const report = buildReport(settings, joined);
  next += 1;
  const path = join(folder, `${next}-merged`);
  const ran = { ...whole, result: joined, report };
  await written(path, ran);
  return { path, ran };
}

function bytes(path: string, name: string): string {
  return readFileSync(join(path, name), 'utf8');
}

describe('merged shards', () => {
  it.each([
    ['a correct driver', [], {}],
    ['a driver with findings', ['size-one-above', 'y-ignored'], {}],
    [
      'a driver whose codes distinguish one defect from another, strictly',
      ['y-told-apart'],
      { strict: true },
    ],
  ] as const)('make the report of the whole, byte for byte: %s', async (_what, faults, settings) => {
    const variations = await Promise.all(faults.map(fault));
    const run = await sharded(() => emulatorWith(...variations), settings);
    // In whatever order they are given.
    const { path } = await merged(run, [...run.parts].reverse());
    for (const name of ['report.json', 'verdicts.ndjson']) {
      expect(bytes(path, name)).toBe(bytes(run.wholePath, name));
    }
  });

  it('judge relations over the run again: what is rare in a shard may be usual in the whole', async () => {
    const variation = await fault('y-told-apart');
    const run = await sharded(() => emulatorWith(variation));
    const failing = (verdicts: Ran['result']['verdicts']): string[] =>
      verdicts
        .filter((one) => one.clauses.some(({ id, verdict }) => id === 'NCSKE-ERR-5' && verdict === 'warn'))
        .map((one) => one.case);
    expect(failing(run.whole.result.verdicts).length).toBeGreaterThan(0);
    const { ran } = await merged(run, run.parts);
    expect(failing(ran.result.verdicts)).toEqual(failing(run.whole.result.verdicts));
  });

  it('hold a baseline against all verdicts together', async () => {
    const variation = await fault('size-one-above');
    const known = await runOn(emulatorWith(variation));
    const file = parseBaseline('known.yaml', Buffer.from(emptyBaseline));
    updateBaseline(file, '2026-06-01', known.context, known.result.verdicts, () => ({
      by: 'clause',
      version: '*',
      reason: 'known',
      owner: 'driver team',
      expires: '2026-12-31',
    }));
    const { baseline } = parseBaseline('known.yaml', Buffer.from(textOf(file)));
    const inUse = { baseline: { baseline, today: '2026-06-01' } };
    const run = await sharded(() => emulatorWith(variation), inUse);
    for (const { report } of run.parts) expect(report.summary.verdict).toBe('conforms');
    const { path, ran } = await merged(run, run.parts);
    expect(ran.result.conclusion.status).toBe(0);
    expect(bytes(path, 'report.json')).toBe(bytes(run.wholePath, 'report.json'));
    // Fixed: no shard can know, all together do.
    const fixed = await sharded(() => emulatorWith(), inUse);
    const again = await merged(fixed, fixed.parts);
    expect(again.ran.result.conclusion.status).toBe(1);
    expect(bytes(again.path, 'report.json')).toBe(bytes(fixed.wholePath, 'report.json'));
  });
});

describe('mergeReports', () => {
  let run: Sharded;
  beforeAll(async () => {
    run = await sharded(() => emulatorWith());
  });

  const merge = (parts: readonly ReportFolder[]) => () =>
    mergeReports(parts, { ...run.whole.settings, plan: () => run.whole.plan });
  const refusal = (code: string, ...words: string[]) =>
    expect.objectContaining({
      code,
      status: 3,
      message: expect.stringMatching(
        new RegExp(words.map((word) => word.replace(/[/.()]/g, '\\$&')).join('.*')),
      ),
    });
  const altered = (index: number, change: (part: ReportFolder) => Partial<ReportFolder>): ReportFolder[] =>
    run.parts.map((part, place) => (place === index ? { ...part, ...change(part) } : part));

  it('names the shard that is missing, and its cases', () => {
    const [first, , third] = run.parts as [ReportFolder, ReportFolder, ReportFolder];
    const lost = run.whole.result.cases[1]?.id ?? '';
    expect(merge([first, third])).toThrow(
      refusal('MERGE_MISSING', 'shard 2/3 is missing', `${lost} (shard 2/3)`),
    );
  });

  it('names one case that is missing in its shard', () => {
    const lost = run.parts[2]?.verdicts[4]?.case ?? '';
    const parts = altered(2, ({ verdicts }) => ({ verdicts: verdicts.filter((one) => one.case !== lost) }));
    expect(merge(parts)).toThrow(refusal('MERGE_MISSING', '1 is not so', lost));
  });

  it('names a case that came twice, and where', () => {
    const [first] = run.parts as [ReportFolder];
    expect(merge([...run.parts, first])).toThrow(
      refusal('MERGE_DOUBLE', `${first.path} (shard 1/3) and in ${first.path} (shard 1/3)`),
    );
  });

  it('names a case that nobody planned', () => {
    const parts = altered(0, ({ verdicts }) => ({
      verdicts: verdicts.map((one, index) =>
        index === 0 ? { ...one, case: 'aaaaaaaaaaaaaaaa' as never } : one,
      ),
    }));
    expect(merge(parts)).toThrow(refusal('MERGE_UNPLANNED', 'aaaaaaaaaaaaaaaa'));
  });

  it.each<[string, (report: ReportFolder['report']) => Partial<ReportFolder['report']>, string]>([
    [
      'driver',
      ({ driver }) => ({ driver: { ...driver, version: '9.9' } }),
      'its driver.version is "9.9", that of',
    ],
    [
      'contract',
      ({ suite }) => ({ suite: { ...suite, contract: 'sha256:00' } }),
      'its contract is "sha256:00"',
    ],
    ['plan', ({ suite }) => ({ suite: { ...suite, plan: 'sha256:00' } }), 'its plan is "sha256:00"'],
    ['seed', () => ({ seed: 7 }), 'its seed is 7'],
    ['key oracle', () => ({ keyOracle: [] }), 'its keyOracle is'],
    ['strictness', () => ({ strict: true }), 'its strict is true'],
    ['baseline', () => ({ baseline: { sha256: '00' } }), 'its baseline is "00"'],
  ])('names a shard with another %s', (_what, change, words) => {
    const parts = altered(1, ({ report }) => ({ report: { ...report, ...change(report) } }));
    expect(merge(parts)).toThrow(refusal('MERGE_DIFFERENT', '(shard 2/3)', words));
  });

  it('is incomplete where a shard was left in the middle', () => {
    const left = '12 cases were left: interrupted';
    const parts = altered(1, ({ report }) => ({ report: { ...report, left } }));
    const { conclusion } = merge(parts)();
    expect(conclusion).toMatchObject({ verdict: 'incomplete', status: 3 });
    expect(conclusion.reason).toMatch(/shard 2\/3\): 12 cases were left: interrupted$/);
  });

  it('is blind to what every shard is blind to', () => {
    const blind =
      (names: readonly string[]) =>
      ({ report }: ReportFolder) => ({ report: { ...report, blindTo: names } });
    const parts = altered(0, blind(['a', 'b'])).map((part, index) => ({
      ...part,
      ...(index > 0 ? blind(['b', 'c'])(part) : {}),
    }));
    expect(merge(parts)().blindTo).toEqual(['b']);
  });

  it('takes the report of a whole run by itself', async () => {
    const whole = await written(join(folder, 'alone'), run.whole);
    expect(merge([whole])().conclusion.status).toBe(0);
  });
});

describe('what shards do not share', () => {
  const folderWith = (report: object): ReportFolder => ({ path: '', verdicts: [], report: report as never });

  it('lasts from the first start to the last end', () => {
    expect(
      timesOf([
        folderWith({ timeStarted: '2026-01-01T00:00:10.000Z', timeEnded: '2026-01-01T00:00:20.000Z' }),
        folderWith({ timeStarted: '2026-01-01T00:00:05.000Z', timeEnded: '2026-01-01T00:00:15.500Z' }),
      ]),
    ).toEqual({ started: '2026-01-01T00:00:05.000Z', ended: '2026-01-01T00:00:20.000Z', seconds: 15 });
    expect(timesOf([folderWith({})])).toBeUndefined();
  });

  it('lists machines that differ', () => {
    expect(
      environmentOf([
        folderWith({ timeEnvironment: { node: 'v20', arch: 'x64' } }),
        folderWith({ timeEnvironment: { node: 'v22', arch: 'x64' } }),
      ]),
    ).toEqual({ node: 'v20, v22', arch: 'x64' });
    expect(environmentOf([folderWith({})])).toBeUndefined();
  });
});
