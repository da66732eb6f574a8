import { describe, expect, it } from 'vitest';
import { sessionKeyFor, validBlock, type BlockToSend } from '../steps/block-to-send.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { judgeCase } from './judge-case.ts';
import { caseOf, contract, created, negotiated, observationOf, seen } from './judging.test-support.ts';
import { judgeRunRelations } from './relations.ts';
import type { CaseVerdict } from './verdict.ts';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY } = statusCodes;

function defect(encoding: string, label: string): BlockToSend {
  return { ...validBlock(label), declares: { encoding } };
}

function refusedWith(hr: number, encoding: string, label: string): CaseVerdict {
  const planned = caseOf((draft) => draft.session().negotiate('s', defect(encoding, label)));
  return judgeCase(
    contract,
    planned,
    observationOf(planned, created(), negotiated(hr, sessionKeyFor(label), { s: seen(null) })),
  );
}

describe('relations over the run', () => {
  it('hold where all defects of the encoding give one code', () => {
    const verdicts = ['y', 'lhash', 'ps'].map((encoding) => refusedWith(E_INVALIDARG, encoding, encoding));
    const { verdicts: after, relations } = judgeRunRelations(contract, verdicts);
    expect(after.map((one) => one.verdict)).toEqual(['pass', 'pass', 'pass']);
    expect(relations.find((one) => one.relation.id === 'NCSKE-ERR-5')).toMatchObject({ holds: true });
  });

  it('fail the rarer code, and name the classes that have it', () => {
    const verdicts = [
      refusedWith(E_INVALIDARG, 'lhash', 'a'),
      refusedWith(E_INVALIDARG, 'ps', 'b'),
      refusedWith(E_OUTOFMEMORY, 'y', 'c'),
    ];
    const { verdicts: after, relations } = judgeRunRelations(contract, verdicts);
    expect(after[2]?.clauses.find((clause) => clause.id === 'NCSKE-ERR-5')?.verdict).toBe('warn');
    expect(after[0]?.clauses.find((clause) => clause.id === 'NCSKE-ERR-5')?.verdict).toBe('pass');
    const found = relations.find((one) => one.relation.id === 'NCSKE-ERR-5');
    expect(found?.holds).toBe(false);
    expect(found?.table.map(({ value, classes }) => [value, classes])).toEqual([
      ['E_INVALIDARG', ['encoding=lhash', 'encoding=ps']],
      ['E_OUTOFMEMORY', ['encoding=y']],
    ]);
  });

  it('come out the same whatever parts the verdicts were merged from', () => {
    const verdicts = ['y', 'lhash', 'ps', 'label'].map((one, at) =>
      refusedWith(at === 1 ? E_OUTOFMEMORY : E_INVALIDARG, one, one),
    );
    const again = JSON.parse(JSON.stringify(verdicts)) as CaseVerdict[];
    expect(judgeRunRelations(contract, again)).toEqual(judgeRunRelations(contract, verdicts));
  });
});

describe('relations within a case', () => {
  const reads = caseOf((draft) => draft.readCertificate().readCertificate());
  const read = (sha256: string) =>
    ({ call: 'GetCertificate', certificate: { form: 'rsa-2048', container: 'pkcs7', sha256 } }) as const;

  it('want the certificate of one device to stay as it is', () => {
    const same = judgeCase(contract, reads, observationOf(reads, read('aa'), read('aa')));
    expect(same.clauses.find((clause) => clause.id === 'NCSKE-CERT-5')?.verdict).toBe('pass');
    const changed = judgeCase(contract, reads, observationOf(reads, read('aa'), read('bb')));
    expect(changed.verdict).toBe('fail');
    expect(changed.clauses.find((clause) => clause.id === 'NCSKE-CERT-5')?.verdict).toBe('fail');
  });

  it('compare nothing where only one value was seen', () => {
    const once = caseOf((draft) => draft.readCertificate());
    const verdict = judgeCase(contract, once, observationOf(once, read('aa')));
    expect(verdict.clauses.some((clause) => clause.id === 'NCSKE-CERT-5')).toBe(false);
  });

  it('want two encryptions of one key to give one session key, by its bytes', () => {
    const M = sessionKeyFor('shared');
    const two = caseOf((draft) =>
      draft
        .session('t')
        .negotiate('t', validBlock('one', M))
        .session('s')
        .negotiate('s', validBlock('two', M)),
    );
    const run = (second: string): CaseVerdict =>
      judgeCase(
        contract,
        two,
        observationOf(
          two,
          created('t'),
          negotiated(S_OK, M, { t: seen(M) }),
          created('s', { t: seen(M) }),
          negotiated(S_OK, M, { t: seen(M), s: seen(second) }),
        ),
      );
    expect(run(M).clauses.find((clause) => clause.id === 'NCSKE-OK-3')?.verdict).toBe('pass');
    expect(run(sessionKeyFor('else')).clauses.find((clause) => clause.id === 'NCSKE-OK-3')?.verdict).toBe(
      'fail',
    );
  });

  it('take calls at once for serialisable where the key left is that of one that succeeded', () => {
    const together = ['s'];
    const both = caseOf((draft) =>
      draft.session().concurrently([
        { session: 's', data: validBlock('one') },
        { session: 's', data: validBlock('two') },
      ]),
    );
    const after = (key: string): CaseVerdict =>
      judgeCase(
        contract,
        both,
        observationOf(
          both,
          created(),
          ...['one', 'two'].map((label) => ({
            ...negotiated(S_OK, sessionKeyFor(label), { s: seen(key) }),
            call: 'NegotiateCryptoSessionKeyExchangeMT',
            together,
          })),
        ),
      );
    const standing = (verdict: CaseVerdict): string | undefined =>
      verdict.clauses.find((clause) => clause.id === 'NCSKE-TH-7')?.verdict;
    expect(standing(after(sessionKeyFor('two')))).toBe('observed');
    expect(after(sessionKeyFor('two')).verdict).toBe('observed');
  });
});
