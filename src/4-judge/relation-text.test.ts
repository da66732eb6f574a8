import { expect, it } from 'vitest';
import { sessionKeyFor, validBlock } from '../steps/block-to-send.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { judgeCase } from './judge-case.ts';
import { caseOf, contract, created, negotiated, observationOf, seen } from './judging.test-support.ts';
import { brokenRelationsText, isMangerOracle, relationText } from './relation-text.ts';
import { judgeRunRelations, type RunRelation } from './relations.ts';

const { E_FAIL, E_INVALIDARG } = statusCodes;

/** A run in which each defect was answered with a code. */
function runOf(codes: Readonly<Record<string, number>>) {
  return judgeRunRelations(
    contract,
    Object.entries(codes).map(([encoding, hr]) => {
      const sent = { ...validBlock(encoding), declares: { encoding } };
      const planned = caseOf((draft) => draft.session().negotiate('s', sent));
      const answers = observationOf(
        planned,
        created(),
        negotiated(hr, sessionKeyFor(encoding), { s: seen(null) }),
      );
      return judgeCase(contract, planned, answers);
    }),
  );
}

function oneCode(codes: Readonly<Record<string, number>>): RunRelation {
  const found = runOf(codes).relations.find((one) => one.relation.id === 'NCSKE-ERR-5');
  if (found === undefined) throw new Error('the relation was not judged');
  return found;
}

it('names a Manger oracle where Y is distinguished', () => {
  const text = relationText(oneCode({ lhash: E_INVALIDARG, ps: E_INVALIDARG, y: E_FAIL }));
  expect(text).toContain('this is a Manger oracle');
  expect(text).toContain('CRYPTO 2001');
  expect(text).toMatch(/E_INVALIDARG \(0x80070057\) {2,}2 cases {2}encoding=lhash; encoding=ps/);
  expect(text).toMatch(/E_FAIL \(0x80004005\) {2,}1 cases {2}encoding=y/);
});

it('names one where blocks that decrypt to noise are answered as Y is', () => {
  const codes = { lhash: E_INVALIDARG, ps: E_INVALIDARG, y: E_FAIL, scrambled: E_FAIL, 'public-key': E_FAIL };
  expect(isMangerOracle(oneCode(codes))).toBe(true);
  expect(isMangerOracle(oneCode({ scrambled: E_INVALIDARG, y: E_FAIL }))).toBe(false);
});

it.each([
  ['all defects have one code', { lhash: E_INVALIDARG, y: E_INVALIDARG }],
  ['another defect is distinguished', { lhash: E_FAIL, ps: E_INVALIDARG, y: E_INVALIDARG }],
  ['Y shares its code with another', { lhash: E_FAIL, ps: E_INVALIDARG, y: E_FAIL }],
])('names none where %s', (_what, codes) => {
  const found = oneCode(codes);
  expect(isMangerOracle(found)).toBe(false);
  expect(relationText(found)).not.toContain('Manger');
});

it('stands with the cases that have the rarer code, and with no others', () => {
  const { verdicts, relations } = runOf({ lhash: E_INVALIDARG, ps: E_INVALIDARG, y: E_FAIL });
  const texts = verdicts.map((verdict) => brokenRelationsText(verdict, relations));
  expect(texts.map((text) => text.includes('NCSKE-ERR-5, over the run'))).toEqual([false, false, true]);
});
