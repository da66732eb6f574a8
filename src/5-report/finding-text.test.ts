import { expect, test } from 'vitest';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { CaseId } from '../steps/case.ts';
import {
  clausesAtIssue,
  describeOutcome,
  describeRemarkable,
  fourParts,
  mostImportantFirst,
  oneLine,
} from './finding-text.ts';

function verdict(id: string, rest: Partial<CaseVerdict>): CaseVerdict {
  return {
    case: id as CaseId,
    kind: 'defect',
    property: 'encoding',
    title: `case ${id}`,
    verdict: 'fail',
    clauses: [{ id: 'NCSKE-ERR-3', verdict: 'fail' }],
    steps: [],
    ...rest,
  };
}

test('outcomes by name and number', () => {
  expect(describeOutcome({ hr: ['E_INVALIDARG', 'failure'], key: ['same'] })).toBe(
    'hr E_INVALIDARG (0x80070057) or failure, key same',
  );
  expect(describeOutcome({})).toBe('anything');
  expect(
    describeRemarkable({ return: ['returned'], hr: ['0x8009000B'], others: ['same'], key: ['same', 'none'] }),
  ).toBe('0x8009000B, key same or none');
  expect(describeRemarkable({ return: ['returned'] })).toBe('nothing remarkable');
});

test('parts come from the judge; what is missing is said from the data', () => {
  const text = { expected: 'a\nb', got: 'c', sent: 'd', repeat: 'npx kexcts replay x --adapter y' };
  expect(fourParts(verdict('x', { text }))).toEqual(text);
  expect(fourParts(verdict('x', { expected: [{ hr: ['failure'] }], got: { hr: ['S_OK'] } }))).toEqual({
    expected: 'hr failure',
    got: 'hr S_OK (0x00000000)',
    sent: 'case x',
    repeat: 'npx kexcts replay x',
  });
  expect(fourParts(verdict('x', { reason: 'the adapter broke the protocol' })).got).toBe(
    'the adapter broke the protocol',
  );
});

test('lines are made safe one by one, and are not without end', () => {
  const got = 'line\u001b[2J\n'.repeat(100);
  const parts = fourParts(verdict('x', { text: { expected: '', got, sent: '', repeat: '' } }));
  const lines = parts.got.split('\n');
  expect(lines).toHaveLength(51);
  expect(lines[0]).toBe('line\\x1b[2J');
  expect(lines[50]).toBe('… and 51 more lines');
  expect(oneLine('a\nb')).toBe('a ∙ b');
});

test('a finding is about the clauses that came out worst', () => {
  const clauses = [
    { id: 'A-1', verdict: 'pass' },
    { id: 'A-2', verdict: 'fail' },
    { id: 'A-3', verdict: 'warn' },
    { id: 'A-4', verdict: 'fail' },
  ] as const;
  expect(clausesAtIssue(verdict('x', { clauses }))).toEqual(['A-2', 'A-4']);
  expect(clausesAtIssue(verdict('x', { clauses: [] }))).toEqual([]);
});

test('a list cut short shows as many different things as it can', () => {
  const of = (id: string, clause: string, kind: CaseVerdict['verdict']): CaseVerdict =>
    verdict(id, { verdict: kind, clauses: [{ id: clause, verdict: kind }] });
  const findings = [
    of('1', 'A', 'fail'),
    of('2', 'A', 'fail'),
    of('3', 'A', 'fail'),
    of('4', 'B', 'fail'),
    of('5', 'C', 'warn'),
    of('6', 'A', 'crash'),
  ];
  expect(mostImportantFirst(findings).map((finding) => finding.case)).toEqual(['6', '1', '4', '2', '3', '5']);
});
