import { describe, expect, it } from 'vitest';
import type { CaseVerdict, Verdict } from '../../4-judge/verdict.ts';
import type { Observation } from '../../steps/observation.ts';
import type { Case, CaseId } from '../../steps/case.ts';
import { recheck, usualBounds, type RecheckContext, type RetryCandidate } from './recheck.ts';

const caseOf = (id: string): Case => ({
  id: id as CaseId,
  kind: 'boundary',
  property: 'size',
  title: id,
  recipe: { steps: [] },
  points: [],
});

const verdictOf = (id: string, verdict: Verdict, clause = 'A-1'): CaseVerdict => ({
  case: id as CaseId,
  kind: 'boundary',
  property: 'size',
  title: id,
  verdict,
  clauses: [
    { id: clause, verdict },
    { id: 'B-1', verdict: 'pass' },
  ],
  steps: [],
});

const candidate = (
  id: string,
  preceding: readonly string[],
  verdict: Verdict = 'fail',
  clause?: string,
): RetryCandidate => ({
  planned: caseOf(id),
  verdict: verdictOf(id, verdict, clause),
  preceding: preceding.map(caseOf),
  surveyed: false,
});

/** An implementation that says what comes of the last of some cases. */
function driver(
  answer: (ids: readonly string[]) => Verdict | undefined,
): RecheckContext & { sent: string[][] } {
  const sent: string[][] = [];
  return {
    sent,
    send(cases) {
      const ids = cases.map((one) => one.id as string);
      sent.push(ids);
      const verdict = answer(ids);
      const observation = { case: ids.at(-1) as CaseId, skip: verdict, passes: [] };
      return Promise.resolve(verdict === undefined ? undefined : (observation as Observation));
    },
    judge: (planned, { skip }) => verdictOf(planned.id, skip as Verdict),
    isFailure: ({ verdict }) => ['fail', 'crash', 'timeout'].includes(verdict),
    stop: () => undefined,
  };
}

describe('recheck', () => {
  it('leaves a failure alone that shows alone', async () => {
    const steady = driver(() => 'fail');
    expect(await recheck([candidate('x', ['a', 'b'])], steady)).toEqual(new Map());
    expect(steady.sent).toEqual([['x']]);
  });

  it('calls flaky what passes alone and after the preceding cases', async () => {
    const well = driver(() => 'pass');
    const found = await recheck([candidate('x', ['a', 'b'])], well);
    expect(well.sent).toEqual([['x'], ['a', 'b', 'x']]);
    expect(found.get('x')).toMatchObject({
      verdict: 'flaky',
      clauses: [
        { id: 'A-1', verdict: 'flaky' },
        { id: 'B-1', verdict: 'pass' },
      ],
      reason: 'was fail once; passed alone, and after the 2 cases that were sent before it',
    });
  });

  it('names the preceding cases that a failure depends on', async () => {
    const poisoned = driver((ids) =>
      ids.includes('p') && ids.indexOf('p') < ids.length - 1 ? 'fail' : 'pass',
    );
    const found = await recheck([candidate('x', ['a', 'p', 'b', 'c'])], poisoned);
    expect(found.get('x')).toMatchObject({ verdict: 'fail', company: ['p'] });
    expect(found.get('x')?.reason).toMatch(/^passes alone, and fails again after/);
  });

  it.each([
    ['an error of ours', () => 'error' as const],
    ['a case that cannot be sent any more', () => 'unsupported' as const],
    [
      'preceding cases that end the implementation',
      (ids: readonly string[]) => (ids.length > 1 ? undefined : ('pass' as const)),
    ],
  ])('proves nothing by %s', async (_what, answer) => {
    expect(await recheck([candidate('x', ['a'])], driver(answer))).toEqual(new Map());
  });

  it('tries no more of a kind once two of it were steady', async () => {
    const steady = driver(() => 'fail');
    const candidates = ['1', '2', '3', '4'].map((id) => candidate(id, []));
    await recheck([...candidates, candidate('5', [], 'fail', 'A-2')], steady);
    expect(steady.sent).toEqual([['1'], ['2'], ['5']]);
  });

  it('waits for one time-out of a kind alone', async () => {
    const hanging = driver(() => 'timeout');
    await recheck([candidate('1', [], 'timeout'), candidate('2', [], 'timeout')], hanging);
    expect(hanging.sent).toEqual([['1']]);
  });

  it('stops at its bounds, and leaves the rest as failures', async () => {
    const well = driver(() => 'pass');
    const candidates = Array.from({ length: 9 }, (_, index) => candidate(String(index), ['a']));
    expect((await recheck(candidates, well, { ...usualBounds, alone: 4 })).size).toBe(4);
    expect((await recheck(candidates, well, { ...usualBounds, sent: 2 })).size).toBe(2);
    expect((await recheck(candidates, { ...well, stop: () => 'interrupted' })).size).toBe(0);
  });

  it('says that a failure depends on preceding cases where it may not find out which', async () => {
    const poisoned = driver((ids) => (ids.length > 1 ? 'fail' : 'pass'));
    const found = await recheck([candidate('x', ['a', 'b'])], poisoned, { ...usualBounds, shortened: 0 });
    expect(found.get('x')?.company).toBeUndefined();
    expect(found.get('x')).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('passes alone'),
    });
  });
});
