import { describe, expect, it } from 'vitest';
import { exitStatus } from '../core/errors.ts';
import type { CaseId } from '../steps/case.ts';
import { conclude, summariseClauses } from './conclude.ts';
import { contract } from './judging.test-support.ts';
import type { CaseVerdict, Verdict } from './verdict.ts';

let number = 0;
function verdict(value: Verdict, more: Partial<CaseVerdict> = {}): CaseVerdict {
  number += 1;
  return {
    case: `case${number}` as CaseId,
    kind: 'defect',
    property: 'test',
    title: 'a case',
    verdict: value,
    clauses: [{ id: 'NCSKE-ERR-1', verdict: value }],
    steps: [],
    ...more,
  };
}

const strict = { strict: true };
const lenient = { strict: false };

describe('conclude', () => {
  it.each([
    ['all passed', [verdict('pass'), verdict('observed')], lenient, 'conforms', exitStatus.holds],
    [
      'a MUST broken',
      [verdict('fail'), verdict('pass')],
      lenient,
      'does-not-conform',
      exitStatus.doesNotHold,
    ],
    ['a crash', [verdict('crash')], lenient, 'does-not-conform', exitStatus.doesNotHold],
    ['a time-out', [verdict('timeout')], lenient, 'does-not-conform', exitStatus.doesNotHold],
    ['a SHOULD broken', [verdict('warn')], lenient, 'conforms', exitStatus.holds],
    ['a SHOULD broken, strict', [verdict('warn')], strict, 'does-not-conform', exitStatus.doesNotHold],
    [
      'an error beside a fail',
      [verdict('error'), verdict('fail')],
      lenient,
      'incomplete',
      exitStatus.undecided,
    ],
    ['skipped by the user', [verdict('skip'), verdict('pass')], lenient, 'conforms', exitStatus.holds],
    ['covered by the baseline', [verdict('fail', { baseline: 'b1' })], lenient, 'conforms', exitStatus.holds],
    ['flaky, as many as it likes', [verdict('flaky')], lenient, 'conforms', exitStatus.holds],
    [
      'flaky, more than allowed',
      [verdict('flaky')],
      { ...lenient, maxFlaky: 0 },
      'does-not-conform',
      exitStatus.doesNotHold,
    ],
    [
      'a stale baseline',
      [verdict('pass')],
      { ...lenient, staleBaseline: 1 },
      'does-not-conform',
      exitStatus.doesNotHold,
    ],
    [
      'cases left',
      [verdict('pass')],
      { ...lenient, left: '3 cases were left' },
      'incomplete',
      exitStatus.undecided,
    ],
    [
      'a canary missed',
      [verdict('pass')],
      { ...lenient, missedCanaries: ['always S_OK'] },
      'incomplete',
      exitStatus.undecided,
    ],
    [
      'not applicable',
      [verdict('skip')],
      { ...lenient, notApplicable: 'null slot' },
      'not-applicable',
      exitStatus.undecided,
    ],
  ] as const)('%s', (_what, cases, run, expected, status) => {
    expect(conclude(contract, cases, run)).toMatchObject({ verdict: expected, status });
  });

  it('gives a clause the worst verdict of its cases, and counts them', () => {
    const [clause] = summariseClauses(contract, [verdict('pass'), verdict('fail'), verdict('warn')]).filter(
      (one) => one.id === 'NCSKE-ERR-1',
    );
    expect(clause).toMatchObject({ verdict: 'fail', cases: 3, level: 'MUST' });
  });

  it('lists every clause that a driver is held to, tried or not', () => {
    const clauses = summariseClauses(contract, []);
    expect(clauses.length).toBeGreaterThan(100);
    expect(new Set(clauses.map((one) => one.verdict))).toEqual(new Set(['skip']));
  });
});
