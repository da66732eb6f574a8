import { expect, test } from 'vitest';
import { buildFixture } from './fixture.ts';
import { undecided } from './undecided.ts';

const verdicts = [...buildFixture({ cases: 60, findings: 0 }).verdicts];

test('cases not decided, by reason', () => {
  const left = verdicts.filter((verdict) => verdict.verdict === 'unsupported').length;
  expect(undecided(verdicts)).toEqual([
    {
      verdict: 'unsupported',
      reason: 'the adapter does not declare the capability opm',
      cases: left,
      clauses: ['NCSKE-OPM-5'],
    },
  ]);
});

test('single clauses left undecided in cases that are decided; the most cases first', () => {
  const unseen = { id: 'NCSKE-OK-20', verdict: 'unsupported' as const, reason: 'no key \u001b[31moracle' };
  const more = verdicts.map((verdict) =>
    verdict.verdict === 'pass' ? { ...verdict, clauses: [...verdict.clauses, unseen] } : verdict,
  );
  const [first, second] = undecided(more);
  expect(first).toMatchObject({ reason: 'no key \\x1b[31moracle', clauses: ['NCSKE-OK-20'] });
  expect(first?.cases).toBe(verdicts.filter((verdict) => verdict.verdict === 'pass').length);
  expect(second?.clauses).toEqual(['NCSKE-OPM-5']);
});

test('a clause that was decided in another case is not listed', () => {
  const unseen = { id: 'NCSKE-OK-20', verdict: 'unsupported' as const, reason: 'no key oracle' };
  const seen = { id: 'NCSKE-OK-20', verdict: 'pass' as const };
  const more = verdicts.map((verdict, index) =>
    verdict.verdict === 'pass'
      ? { ...verdict, clauses: [...verdict.clauses, index % 2 === 0 ? unseen : seen] }
      : verdict,
  );
  expect(undecided(more).map((one) => one.reason)).not.toContain('no key oracle');
});
