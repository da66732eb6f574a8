import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { before, emulatorWith, freshFolder, runOn, type Ran } from './gate.test-support.ts';
import type { Observation } from '../steps/observation.ts';
import type { Adapter } from '../core/protocol/adapter.ts';
import { expectSameRun, readInterruptedRun } from './interrupted-run.ts';
import { observationsHeader } from './header.ts';
import { OutputFolder } from './output-folder.ts';

let folder: string;
let undisturbed: Ran;
const observations: Observation[] = [];

beforeAll(async () => {
  folder = await freshFolder();
  undisturbed = await runOn(
    emulatorWith(),
    {},
    { onVerdict: (_planned, observation) => void observations.push(observation) },
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The observations of the first cases, as a run writes them that is killed behind them. */
async function begun(name: string, count: number): Promise<string> {
  const path = join(folder, name);
  const out = await OutputFolder.create(path, false);
  out.begin(observationsHeader(undisturbed.settings, undisturbed.result), undefined);
  for (const observation of observations.slice(0, count)) {
    out.add(observation, { case: observation.case } as never, false);
  }
  out.release();
  return path;
}

const fileOf = (path: string): string => join(path, 'observations.ndjson');

/** Goes on with the run in a folder; how many cases were sent, and the report. */
async function resumed(path: string, adapter: Adapter = emulatorWith()) {
  const earlier = readInterruptedRun(path);
  const sent: string[] = [];
  const ran = await runOn(
    adapter,
    {},
    {
      onVerdict: (planned) => {
        if (earlier?.observations.has(planned.id) !== true) sent.push(planned.id);
      },
    },
    earlier?.observations,
  );
  return { sent: sent.length, report: ran.report, verdicts: ran.result.verdicts, earlier };
}

describe('a run that goes on', () => {
  it.each([0, 1, 8, 70, 141])('behind %i cases ends in the same report, and repeats none', async (count) => {
    const { sent, report, verdicts } = await resumed(await begun(`count-${count}`, count));
    expect(sent).toBe(undisturbed.result.cases.length - count);
    expect(report).toEqual(undisturbed.report);
    expect(verdicts).toEqual(undisturbed.result.verdicts);
  });

  it.each<[string, (path: string) => void]>([
    ['a torn line', (path) => appendFileSync(path, '{"case":"fjvch')],
    ['a line of zeros, as a power cut leaves it', (path) => appendFileSync(path, '\0'.repeat(900))],
    [
      'zeros and a line behind them',
      (path) => appendFileSync(path, `${'\0'.repeat(90)}\n{"case":"a","passes":[]}\n`),
    ],
    ['a line that says nothing', (path) => appendFileSync(path, '{}\n')],
  ])('cuts off %s', async (_what, damage) => {
    const path = await begun(`torn-${_what.length}`, 40);
    const whole = readFileSync(fileOf(path)).length;
    damage(fileOf(path));
    const { sent, report, earlier } = await resumed(path);
    expect(earlier).toMatchObject({ wholeBytes: whole });
    expect(earlier?.tornBytes).toBeGreaterThan(0);
    expect(sent).toBe(undisturbed.result.cases.length - 40);
    expect(report).toEqual(undisturbed.report);
    const out = await OutputFolder.create(path, true);
    out.begin(observationsHeader(undisturbed.settings, undisturbed.result), earlier);
    out.release();
    expect(readFileSync(fileOf(path)).length).toBe(whole);
  });

  it('drops the case whose line was torn in the middle', async () => {
    const path = await begun('middle', 40);
    truncateSync(fileOf(path), readFileSync(fileOf(path)).length - 30);
    expect(await resumed(path)).toMatchObject({
      sent: undisturbed.result.cases.length - 39,
      report: undisturbed.report,
    });
  });

  it('begins anew where not even the header was written, and where there is nothing', async () => {
    const path = await begun('header', 3);
    truncateSync(fileOf(path), 100);
    expect(readInterruptedRun(path)).toBeUndefined();
    truncateSync(fileOf(path), 0);
    expect(readInterruptedRun(path)).toBeUndefined();
    expect(readInterruptedRun(join(folder, 'nowhere'))).toBeUndefined();
  });

  it('does not take another file for a run', async () => {
    const path = await begun('other', 0);
    writeFileSync(fileOf(path), '{"schema":"kexcts-plan/1"}\n');
    expect(() => readInterruptedRun(path)).toThrow(expect.objectContaining({ code: 'FILE_SCHEMA' }));
    expect(readFileSync(fileOf(path), 'utf8')).toBe('{"schema":"kexcts-plan/1"}\n');
  });

  it('counts crashes in a row over the interruption', async () => {
    const crashing = (): Adapter =>
      before(emulatorWith(), (call) => (method, params) => {
        return params['DataSize'] === 256
          ? Promise.resolve({ kind: 'crash', what: 'ended by signal SIGSEGV', stderr: '' })
          : call(method, params);
      });
    const seen: Observation[] = [];
    const whole = await runOn(
      crashing(),
      { recheck: false },
      { onVerdict: (_planned, observation) => void seen.push(observation) },
    );
    expect(whole.result.conclusion.reason).toContain('5 crashes or time-outs in a row');
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(seen.length).toBeLessThan(whole.result.cases.length);
    for (const count of [seen.length - 2, seen.length]) {
      const earlier = new Map(seen.slice(0, count).map((one) => [one.case as string, one]));
      const again = await runOn(crashing(), { recheck: false }, {}, earlier);
      expect(again.report).toEqual(whole.report);
    }
  });
});

describe('expectSameRun', () => {
  const header = {
    schema: 'x',
    suite: { contract: 'a' },
    level: 'gate',
    survey: { driver: { version: '1' } },
  };

  it('lets a run go on elsewhere', () => {
    expect(() =>
      expectSameRun(
        'out',
        { ...header, environment: { node: 'v20' } },
        { ...header, environment: { node: 'v22' } },
      ),
    ).not.toThrow();
  });

  it.each([
    ['level', { level: 'full' }, 'its level was "gate", now it is "full"'],
    [
      'another driver',
      { survey: { driver: { version: '2' } } },
      'its survey.driver.version was "1", now it is "2"',
    ],
    ['a shard', { shard: { index: 1, count: 2 } }, 'its shard was absent, now it is {"count":2,"index":1}'],
    ['the contract', { suite: { contract: 'b' } }, 'its suite.contract was "a"'],
  ])('refuses %s', (_what, change, words) => {
    expect(() => expectSameRun('out', header, { ...header, ...change })).toThrow(
      expect.objectContaining({ code: 'RESUME_OTHER_RUN', message: expect.stringContaining(words) }),
    );
  });
});
