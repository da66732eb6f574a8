// Drivers that fail now and then, and drivers that fail behind other calls, through a whole run.
import { describe, expect, it } from 'vitest';
import { before, emulatorWith, runOn } from '../gate.test-support.ts';
import type { Adapter, Answer } from '../../core/protocol/adapter.ts';

const negotiate = 'NegotiateCryptoSessionKeyExchange';
const failed: Answer = { kind: 'result', result: { hr: 0x80004005 } };

/** A driver that refuses the n-th valid block of all, whichever implementation takes it, once. */
function failingOnce(nth: number): Adapter {
  let accepted = 0;
  return before(emulatorWith(), (call) => async (method, params) => {
    const answer = await call(method, params);
    const taken = method === negotiate && answer.kind === 'result' && answer.result['hr'] === 0;
    accepted += taken ? 1 : 0;
    return taken && accepted === nth ? failed : answer;
  });
}

/** A driver that refuses valid blocks of one session once it was sent an empty one. */
function poisonedByEmptyBlocks(): Adapter {
  return before(emulatorWith(), (call) => {
    let poisoned = false;
    return async (method, params) => {
      const answer = await call(method, params);
      if (method !== negotiate) return answer;
      const hadPoison = poisoned;
      poisoned ||= params['DataSize'] === 0;
      return hadPoison ? failed : answer;
    };
  });
}

/** A driver whose every n-th negotiation fails, counted from its start. */
function failingEvery(nth: number): Adapter {
  return before(emulatorWith(), (call) => {
    let calls = 0;
    return async (method, params) => {
      const answer = await call(method, params);
      calls += method === negotiate ? 1 : 0;
      return method === negotiate && calls % nth === 0 ? failed : answer;
    };
  });
}

describe('a failure that does not come again', () => {
  it('is flaky, apart, and counted against --max-flaky', async () => {
    const { result, report } = await runOn(failingOnce(20));
    expect(report.summary).toMatchObject({ flaky: 1, fail: 0 });
    const [flaky] = report.findings;
    expect(flaky).toMatchObject({ verdict: 'flaky', reason: expect.stringContaining('passed alone') });
    expect(flaky?.text?.repeat).toContain(flaky?.case);
    expect(result.conclusion.status).toBe(0);
    expect((await runOn(failingOnce(20), { maxFlaky: 1 })).result.conclusion.status).toBe(0);
    const strict = (await runOn(failingOnce(20), { maxFlaky: 0 })).result.conclusion;
    expect(strict).toMatchObject({ status: 1, reason: 'flaky cases: 1, more than allowed' });
  });

  it('is a failure where it is not tried again', async () => {
    const { report } = await runOn(failingOnce(20), { recheck: false });
    expect(report.summary.flaky).toBe(0);
    expect(report.summary.fail).toBeGreaterThan(0);
  });
});

describe('a failure that takes other cases before it', () => {
  it('stays one, with the one case that it takes', async () => {
    const { result, report, plan } = await runOn(poisonedByEmptyBlocks());
    expect(report.summary.flaky).toBe(0);
    expect(result.conclusion.status).toBe(1);
    const shown = report.findings.filter((one) => one.company !== undefined);
    expect(shown.length).toBeGreaterThan(0);
    const empty = new Set(
      plan.cases
        .filter(({ points }) => points.some((point) => point?.['size'] === 'zero'))
        .map(({ id }) => id),
    );
    for (const { company: preceding, case: id, text } of shown) {
      expect(preceding).toHaveLength(1);
      expect(empty.has(preceding![0]!)).toBe(true);
      expect(text?.repeat).toContain(`replay ${preceding![0]} ${id}`);
    }
  });

  it('is found by a count, too, and comes out the same again', async () => {
    const first = await runOn(failingEvery(30));
    const again = await runOn(failingEvery(30));
    expect(first.report.summary.flaky).toBe(0);
    expect(first.report.findings.some((one) => (one.company?.length ?? 0) > 1)).toBe(true);
    expect(again.report).toEqual(first.report);
  });
});
