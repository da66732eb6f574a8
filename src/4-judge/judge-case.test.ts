import { describe, expect, it } from 'vitest';
import { sessionKeyFor, validBlock } from '../steps/block-to-send.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { judgeCase } from './judge-case.ts';
import { caseOf, contract, created, negotiated, observationOf, seen } from './judging.test-support.ts';
import type { CaseVerdict } from './verdict.ts';

const { S_OK, S_FALSE, E_INVALIDARG, E_FAIL, E_OUTOFMEMORY, E_NOTIMPL } = statusCodes;
const key = sessionKeyFor('a');
const earlier = sessionKeyFor('b');

const good = caseOf((draft) => draft.session().negotiate('s', validBlock('a')));
const bad = caseOf((draft) =>
  draft.session().negotiate('s', { ...validBlock('a'), declares: { encoding: 'lhash' } }),
);
const badOnKeyed = caseOf((draft) =>
  draft
    .session()
    .negotiate('s', validBlock('b'))
    .negotiate('s', { ...validBlock('a'), declares: { encoding: 'lhash' } }),
);

function brokenBy(verdict: CaseVerdict): string[] {
  return verdict.clauses.filter((clause) => clause.verdict === verdict.verdict).map((clause) => clause.id);
}

describe('judgeCase', () => {
  it('passes a valid block that is taken', () => {
    const verdict = judgeCase(
      contract,
      good,
      observationOf(good, created(), negotiated(S_OK, key, { s: seen(key) })),
    );
    expect(verdict.verdict).toBe('pass');
    expect(verdict.clauses.map((clause) => clause.id)).toContain('NCSKE-OK-1');
  });

  it.each([
    ['another code than S_OK', E_INVALIDARG, null, 'fail', 'NCSKE-OK-1'],
    ['S_FALSE, which is not on the list', S_FALSE, key, 'fail', 'NCSKE-OK-1'],
    ['E_NOTIMPL', E_NOTIMPL, null, 'fail', 'NCSKE-OK-1'],
    ['memory that was not scarce', E_OUTOFMEMORY, null, 'fail', 'NCSKE-OK-1'],
    ['S_OK and no key', S_OK, null, 'fail', 'NCSKE-OK-2'],
    ['S_OK and another key', S_OK, 'other', 'fail', 'NCSKE-OK-2'],
  ] as const)('fails a driver for a valid block: %s', (_what, hr, inForce, expected, clause) => {
    const verdict = judgeCase(
      contract,
      good,
      observationOf(good, created(), negotiated(hr, key, { s: seen(inForce) })),
    );
    expect(verdict.verdict).toBe(expected);
    expect(brokenBy(verdict)).toContain(clause);
  });

  it('fails another key on a new session by blits alone, which show none before it has one', () => {
    const unseen = { call: 'CreateCryptoSession', hr: S_OK, keys: {} } as const;
    const byBlits = { s: { by: 'blits', key: 'other' } } as const;
    const taken = negotiated(S_OK, key, byBlits);
    expect(brokenBy(judgeCase(contract, good, observationOf(good, unseen, taken)))).toContain('NCSKE-OK-2');
    const again = caseOf((draft) =>
      draft.session().negotiate('s', validBlock('a')).negotiate('s', validBlock('b')),
    );
    // The second block may have left what the first one set.
    const twice = observationOf(again, unseen, negotiated(S_OK, key, {}), negotiated(S_OK, earlier, byBlits));
    expect(brokenBy(judgeCase(contract, again, twice))).not.toContain('NCSKE-OK-2');
  });

  it('passes a defective block that is refused with the code expected', () => {
    const refused = negotiated(E_INVALIDARG, key, { s: seen(null) });
    expect(judgeCase(contract, bad, observationOf(bad, created(), refused)).verdict).toBe('pass');
  });

  it('warns where it is refused with another code, and fails where it is taken', () => {
    const other = judgeCase(
      contract,
      bad,
      observationOf(bad, created(), negotiated(E_FAIL, key, { s: seen(null) })),
    );
    expect(other.verdict).toBe('warn');
    expect(brokenBy(other)).toContain('NCSKE-ERR-4');
    const taken = judgeCase(
      contract,
      bad,
      observationOf(bad, created(), negotiated(S_OK, key, { s: seen(key) })),
    );
    expect(taken.verdict).toBe('fail');
    expect(brokenBy(taken)).toContain('NCSKE-ERR-3');
    expect(taken.expected?.length).toBeGreaterThan(0);
  });

  it('sees a failed call change the key', () => {
    const first = negotiated(S_OK, earlier, { s: seen(earlier) });
    const lost = negotiated(E_INVALIDARG, key, { s: seen(null) });
    const verdict = judgeCase(contract, badOnKeyed, observationOf(badOnKeyed, created(), first, lost));
    expect(verdict.verdict).toBe('warn');
    expect(brokenBy(verdict)).toContain('NCSKE-ST-1');
    const kept = negotiated(E_INVALIDARG, key, { s: seen(earlier) });
    expect(judgeCase(contract, badOnKeyed, observationOf(badOnKeyed, created(), first, kept)).verdict).toBe(
      'pass',
    );
  });

  it('decides nothing about keys that cannot be seen', () => {
    const { keys: _keys, ...blind } = negotiated(S_OK, key, {});
    const { keys: _none, ...unseen } = created();
    const verdict = judgeCase(contract, good, observationOf(good, unseen, blind));
    expect(verdict.verdict).toBe('pass');
    expect(verdict.clauses.find((clause) => clause.id === 'NCSKE-OK-2')?.verdict).toBe('unsupported');
  });

  it('does not take a key that was never seen before for a change', () => {
    const { keys: _none, ...unseen } = created();
    const refused = negotiated(E_INVALIDARG, key, { s: seen(null) });
    expect(judgeCase(contract, bad, observationOf(bad, unseen, refused)).verdict).toBe('pass');
  });

  it('sees the key of another session change', () => {
    const two = caseOf((draft) =>
      draft.session('t').negotiate('t', validBlock('b')).session('s').negotiate('s', validBlock('a')),
    );
    const steps = [
      created('t'),
      negotiated(S_OK, earlier, { t: seen(earlier) }),
      created('s', { t: seen(earlier) }),
      negotiated(S_OK, key, { t: seen(key), s: seen(key) }),
    ];
    const verdict = judgeCase(contract, two, observationOf(two, ...steps));
    expect(verdict.verdict).toBe('fail');
    expect(brokenBy(verdict)).toContain('NCSKE-OK-4');
  });

  it('leaves a second negotiation open: taken, or refused with the old key in force; never S_OK with the old key', () => {
    const twice = caseOf((draft) =>
      draft.session().negotiate('s', validBlock('b')).negotiate('s', validBlock('a')),
    );
    const first = negotiated(S_OK, earlier, { s: seen(earlier) });
    const outcome = (hr: number, inForce: string): string =>
      judgeCase(
        contract,
        twice,
        observationOf(twice, created(), first, negotiated(hr, key, { s: seen(inForce) })),
      ).verdict;
    expect(outcome(S_OK, key)).toBe('observed');
    expect(outcome(E_INVALIDARG, earlier)).toBe('observed');
    expect(outcome(S_OK, earlier)).toBe('fail');
  });

  it('counts a crash at the level of the clause at that point', () => {
    const died = { how: 'crash', what: 'ended by SIGSEGV', stderr: '' } as const;
    const crash = { call: 'NegotiateCryptoSessionKeyExchange', died, sent: { pData: '00', DataSize: 256 } };
    expect(judgeCase(contract, good, observationOf(good, created(), crash)).verdict).toBe('crash');
    const nullPointer = caseOf((draft) => draft.session().negotiate('s', null));
    expect(judgeCase(contract, nullPointer, observationOf(nullPointer, created(), crash)).verdict).toBe(
      'observed',
    );
    const hung = { ...crash, died: { ...died, how: 'timeout' as const } };
    expect(judgeCase(contract, good, observationOf(good, created(), hung)).verdict).toBe('timeout');
  });

  it('takes a breach of the protocol for nobody else’s error', () => {
    const died = { how: 'violation', what: 'no JSON', stderr: '' } as const;
    const broken = { call: 'NegotiateCryptoSessionKeyExchange', died };
    const verdict = judgeCase(contract, good, observationOf(good, created(), broken));
    expect(verdict.verdict).toBe('error');
    expect(verdict.reason).toBe('no JSON');
  });

  it('finds writes outside of the buffer', () => {
    const overrun = negotiated(S_OK, key, { s: seen(key) }, { overrun: 3 });
    const verdict = judgeCase(contract, good, observationOf(good, created(), overrun));
    expect(verdict.verdict).toBe('fail');
    expect(brokenBy(verdict)).toContain('NCSKE-ERR-13');
  });

  it('warns of pfnSetErrorCb during the call', () => {
    const called = negotiated(S_OK, key, { s: seen(key) }, { setError: [E_FAIL] });
    expect(brokenBy(judgeCase(contract, good, observationOf(good, created(), called)))).toContain(
      'NCSKE-ERR-14',
    );
  });

  it('keeps unsupported, skipped and failed observations apart', () => {
    const base = { case: good.id, passes: [] };
    expect(judgeCase(contract, good, { ...base, unsupported: 'no opm' })).toMatchObject({
      verdict: 'unsupported',
      reason: 'no opm',
    });
    expect(judgeCase(contract, good, { ...base, skip: '--clause X' }).verdict).toBe('skip');
    expect(judgeCase(contract, good, { ...base, error: { code: 'X', message: 'y' } }).verdict).toBe('error');
  });

  it('takes a missing call for unsupported and any other refusal for an error', () => {
    const refusal = (code: number): string =>
      judgeCase(
        contract,
        good,
        observationOf(good, created(), {
          call: 'NegotiateCryptoSessionKeyExchange',
          refused: { code, message: 'no' },
        }),
      ).verdict;
    expect(refusal(-32601)).toBe('unsupported');
    expect(refusal(-32000)).toBe('error');
  });

  it('judges by another contract without another line of code', () => {
    const inverted = {
      ...contract,
      hash: 'other',
      rules: contract.rules.map((rule) =>
        rule.id === 'NCSKE-ERR-4' ? { ...rule, allow: { hr: ['E_FAIL'] } } : rule,
      ),
    };
    const refused = observationOf(bad, created(), negotiated(E_INVALIDARG, key, { s: seen(null) }));
    expect(judgeCase(inverted, bad, refused).verdict).toBe('warn');
  });
});
