// A driver with known findings behind a baseline: green as recorded, red for anything else.
import { beforeAll, describe, expect, it } from 'vitest';
import { contract, emulatorWith, fault, runOn, type Ran } from '../../suite/gate.test-support.ts';
import type { Variation } from '../../emulator/driver.ts';
import { withoutBaseline } from './apply-baseline.ts';
import type { Baseline } from './baseline.ts';
import { parseBaseline } from './read-baseline.ts';
import { emptyBaseline, updateBaseline, type NewEntries } from './update-baseline.ts';
import { textOf } from './yaml-nodes.ts';

const eFail = 0x80004005;
const today = '2026-06-01';
const entries: NewEntries = {
  by: 'case',
  version: '*',
  reason: 'known since the last branch',
  owner: 'driver team',
  expires: '2026-12-31',
};

function parsed(text: string): Baseline {
  return parseBaseline('known.yaml', Buffer.from(text)).baseline;
}

/** The text of a baseline brought up to date with a run. */
function updated(text: string, { result, context }: Ran, how: Partial<NewEntries> = {}): string {
  const file = parseBaseline('known.yaml', Buffer.from(text));
  const verdicts = result.verdicts.map(withoutBaseline);
  updateBaseline(file, today, context, verdicts, () => ({ ...entries, ...how }));
  return textOf(file);
}

let larger: Variation;
let y: Variation;
let known: Ran;

beforeAll(async () => {
  larger = await fault('size-one-above');
  y = await fault('y-ignored');
  known = await runOn(emulatorWith(larger));
});

async function held(text: string, variations: readonly Variation[], strict = false): Promise<Ran> {
  return runOn(emulatorWith(...variations), { strict, baseline: { baseline: parsed(text), today } });
}

describe('a driver with a known finding', () => {
  it('fails without a baseline', () => {
    expect(known.report.summary).toMatchObject({ verdict: 'does-not-conform' });
    expect(known.result.conclusion.status).toBe(1);
  });

  it.each(['case', 'clause'] as const)('is green with its baseline by %s', async (by) => {
    const text = updated(emptyBaseline, known, { by });
    const { result, report } = await held(text, [larger]);
    expect(result.baseline?.stale).toEqual([]);
    expect(report.summary.verdict).toBe('conforms');
    expect(result.conclusion.status).toBe(0);
    const failed = result.verdicts.filter((one) => one.verdict === 'fail');
    expect(failed.length).toBeGreaterThan(0);
    for (const one of failed) expect(one.baseline).toMatch(/^NCSKE-/);
    const covered = result.baseline?.entries.reduce((sum, one) => sum + one.cases, 0);
    expect(covered).toBe(failed.length);
    // Nothing more to write: the same bytes.
    expect(updated(text, { ...(await runOn(emulatorWith(larger))) }, { by })).toBe(text);
  });

  it.each(['case', 'clause'] as const)('is red with another fault besides, by %s', async (by) => {
    const { result } = await held(updated(emptyBaseline, known, { by }), [larger, y]);
    expect(result.conclusion.status).toBe(1);
    expect(result.baseline?.stale).toEqual([]);
    const open = result.verdicts.filter((one) => one.verdict === 'fail' && one.baseline === undefined);
    expect(open.length).toBeGreaterThan(0);
    for (const one of open) expect(one.steps.some(({ point }) => point['encoding'] === 'y')).toBe(true);
  });

  it.each(['case', 'clause'] as const)('is red where it is wrong in another way, by %s', async (by) => {
    const text = updated(emptyBaseline, known, { by });
    // What was S_OK with the key sent is S_OK without a key.
    const keyless: Variation = (correct) => ({
      afterSuccess(attempt) {
        correct.afterSuccess(attempt);
        if (attempt.dataSize === 257) attempt.owner.slot.key = null;
      },
    });
    const { result } = await held(text, [larger, keyless]);
    expect(result.conclusion.status).toBe(1);
    expect(result.verdicts.some((one) => one.verdict === 'fail' && one.baseline === undefined)).toBe(true);
  });

  it('goes red when it is fixed, and names the lines to remove', async () => {
    const text = updated(emptyBaseline, known);
    const { result, report } = await held(text, []);
    const { accepted } = parsed(text);
    expect(result.conclusion).toMatchObject({ status: 1, reason: 'the baseline has entries to remove' });
    expect(result.baseline?.stale).toEqual(
      accepted.map(({ id, lines }) => ({
        entry: id,
        why: 'fixed',
        what: `fixed: remove lines ${lines.first} to ${lines.last}`,
        lines,
      })),
    );
    expect(report.baseline).toMatchObject({ stale: accepted.map(() => ({ why: 'fixed' })) });
    // Once it is removed, all is well; comments around it stay.
    const commented = text.replace('accepted:', '# Reviewed in June.\naccepted:');
    const cleaned = updated(commented, await runOn(emulatorWith()));
    expect(cleaned).toContain('# Reviewed in June.');
    expect(parsed(cleaned).accepted).toEqual([]);
    expect((await held(cleaned, [])).result.conclusion.status).toBe(0);
  });

  it('goes red when the entry expires, on the day after', async () => {
    const baseline = parsed(updated(emptyBaseline, known));
    const on = async (day: string) => {
      const { result } = await runOn(emulatorWith(larger), { baseline: { baseline, today: day } });
      return [result.conclusion.status, new Set(result.baseline?.stale.map((one) => one.why))];
    };
    expect(await on('2026-12-31')).toEqual([0, new Set()]);
    expect(await on('2027-01-01')).toEqual([1, new Set(['expired'])]);
  });

  it('leaves entries of other drivers, other versions and other plans alone', async () => {
    const text = updated(emptyBaseline, known);
    const name = known.context.driver.name;
    for (const other of [
      text.replaceAll(`name: ${name}`, 'name: another driver'),
      text.replaceAll('"*"', '">=99"').replaceAll("'*'", '">=99"'),
      text.replace(/- [a-z2-7]{16} #.*/g, '- aaaaaaaaaaaaaaaa'),
    ]) {
      expect(other).not.toBe(text);
      const { result } = await held(other.split('pinned:')[0] ?? '', []);
      expect([result.conclusion.status, result.baseline?.stale]).toEqual([0, []]);
    }
  });

  it('knows of an entry for clauses that nobody has that it cannot be used', async () => {
    const text = updated(emptyBaseline, known, { by: 'clause' }).replace(
      /clause:\n( {6}- .*\n)+/,
      'clause: NCSKE-GONE-*\n',
    );
    const { result } = await held(text, [larger]);
    expect(result.baseline?.stale).toMatchObject([
      { why: 'unused', what: expect.stringContaining('NCSKE-GONE-*') },
    ]);
  });
});

describe('thirty known findings', () => {
  it('are green; red on the next, and on one that was fixed', async () => {
    const ignoring = await Promise.all(['y-ignored', 'lhash-ignored', 'size-one-above'].map(fault));
    const full = await runOn(emulatorWith(...ignoring));
    const text = updated(emptyBaseline, full);
    const cases = parsed(text).accepted.flatMap((entry) => entry.cases ?? []);
    expect(cases.length).toBeGreaterThanOrEqual(10);
    expect((await held(text, ignoring)).result.conclusion.status).toBe(0);
    const more = await held(text, [...ignoring, await fault('ps-ignored')]);
    expect(more.result.conclusion.status).toBe(1);
    expect(more.result.baseline?.stale).toEqual([]);
    const fewer = await held(text, ignoring.slice(0, 2));
    expect(fewer.result.conclusion.status).toBe(1);
    expect(fewer.result.baseline?.stale.map((one) => one.why)).toContain('fixed');
    expect(fewer.result.verdicts.every((one) => one.verdict !== 'fail' || one.baseline !== undefined)).toBe(
      true,
    );
  });
});

describe('behaviour that the contract leaves open', () => {
  const other: Variation = (correct) => ({
    failureCode: (reason, attempt) => (reason === 'pointer' ? eFail : correct.failureCode(reason, attempt)),
  });

  it('is pinned, and a change of it is a warning that only --strict fails', async () => {
    const text = updated(emptyBaseline, await runOn(emulatorWith()));
    expect(parsed(text).pinned.length).toBeGreaterThan(3);
    for (const { clause } of parsed(text).pinned) {
      expect(contract.rules.find((rule) => rule.id === clause)?.level).toBe('OPEN');
    }
    const same = await held(text, [], true);
    expect(same.result.baseline?.pinned).toMatchObject({ changed: 0 });
    expect(same.result.conclusion.status).toBe(0);
    const lax = await held(text, [other]);
    expect(lax.result.baseline?.pinned.changed).toBeGreaterThan(0);
    expect(lax.result.conclusion.status).toBe(0);
    const warned = lax.result.verdicts.filter((one) => one.verdict === 'warn');
    expect(warned.length).toBeGreaterThan(0);
    expect(warned[0]?.clauses.find((one) => one.verdict === 'warn')).toMatchObject({
      reason: expect.stringMatching(/^pinned in the baseline: .*; now: /),
    });
    expect((await held(text, [other], true)).result.conclusion.status).toBe(1);
    // Bringing it up to date pins what it does now.
    const anew = updated(text, await runOn(emulatorWith(other)));
    expect((await held(anew, [other], true)).result.conclusion.status).toBe(0);
  });
});
