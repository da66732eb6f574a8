import { describe, expect, it } from 'vitest';
import { evaluate, fit, matches } from './evaluate.ts';
import type { Contract, Level, OutcomeBox, Point, Rule } from './model.ts';

function rule(id: string, level: Level, row: Partial<Rule>): Rule {
  return {
    id,
    call: ['Call'],
    when: {},
    kind: 'constraint',
    allow: {},
    level,
    basis: 'stated',
    party: 'driver',
    needs: [],
    source: ['page#place'],
    statement: id,
    at: { file: 'rules.json', line: 1 },
    ...row,
  };
}

function contractOf(rules: readonly Rule[]): Contract {
  return { version: '1.0.0', hash: '', points: [], outcomes: [], impossible: [], rules, relations: [] };
}

function standings(
  rules: readonly Rule[],
  point: Point,
  outcome: OutcomeBox,
  has?: (need: string) => boolean,
): Record<string, string> {
  const evaluation = evaluate(contractOf(rules), 'Call', point, outcome, has);
  return Object.fromEntries(evaluation.rules.map(({ rule, standing }) => [rule.id, standing]));
}

const succeeds = rule('course', 'MUST', { kind: 'course', allow: { hr: ['S_OK'] } });
const refused = rule('size', 'MUST', {
  kind: 'cause',
  cause: 'size',
  when: { size: ['wrong'] },
  allow: { hr: ['failure'] },
});
const refusedSo = rule('size-code', 'SHOULD', {
  kind: 'cause',
  cause: 'size',
  when: { size: ['wrong'] },
  allow: { hr: ['E_INVALIDARG'] },
});
const full = rule('memory', 'MUST', {
  kind: 'cause',
  cause: 'memory',
  when: { memory: ['none'] },
  allow: { hr: ['E_OUTOFMEMORY'] },
});
const open = rule('flags', 'OPEN', {
  kind: 'cause',
  cause: 'flags',
  when: { flags: ['other'] },
  allow: { hr: ['failure'] },
});
const device = rule('device', 'SHOULD', {
  kind: 'cause',
  cause: 'device',
  when: { device: ['other'] },
  allow: { hr: ['failure'] },
});
const keySet = rule('key', 'MUST', { given: { hr: ['S_OK'] }, allow: { key: ['sent'] } });
const all = [succeeds, refused, refusedSo, full, open, device, keySet];

const fine = { size: 'right', memory: 'there', flags: 'none', device: 'own' };

describe('matches', () => {
  it('takes an absent variable for free, and a lacking one for no match', () => {
    expect(matches({ size: ['right'] }, { size: 'right', other: 'x' })).toBe(true);
    expect(matches({ size: ['right'] }, { other: 'x' })).toBe(false);
  });
});

describe('fit', () => {
  it('knows names, numbers and groups of codes', () => {
    expect(fit({ hr: ['failure'] }, { hr: ['E_FAIL'] })).toBe('accepted');
    expect(fit({ hr: ['failure'] }, { hr: ['0x887A0005'] })).toBe('accepted');
    expect(fit({ hr: ['E_INVALIDARG'] }, { hr: ['0x80070057'] })).toBe('accepted');
    expect(fit({ hr: ['success'] }, { hr: ['S_FALSE'] })).toBe('accepted');
    expect(fit({ hr: ['S_OK'] }, { hr: ['S_FALSE'] })).toBe('rejected');
    expect(fit({ hr: ['S_OK'], key: ['sent'] }, { hr: ['S_OK'] })).toBe('unknown');
    expect(fit({ hr: ['S_OK'], key: ['sent'] }, { hr: ['E_FAIL'] })).toBe('rejected');
  });
  it('accepts where one of several words for what was seen fits', () => {
    expect(fit({ key: ['sent'] }, { key: ['same', 'sent'] })).toBe('accepted');
  });
});

describe('evaluate', () => {
  it('requires the course where no cause applies', () => {
    expect(standings(all, fine, { hr: ['S_OK'], key: ['sent'] })).toEqual({ course: 'pass', key: 'pass' });
    expect(standings(all, fine, { hr: ['E_INVALIDARG'], key: ['same'] })).toEqual({
      course: 'fail',
      key: 'silent',
    });
    expect(standings(all, fine, { hr: ['S_OK'], key: ['same'] })).toEqual({ course: 'pass', key: 'fail' });
  });

  it('leaves undecided what was not seen', () => {
    expect(standings(all, fine, { hr: ['S_OK'] })).toEqual({ course: 'pass', key: 'unsupported' });
    expect(standings(all, fine, {})).toEqual({ course: 'unsupported', key: 'unsupported' });
  });

  it('lets an obliging cause take the place of the course, at each level', () => {
    const wrong = { ...fine, size: 'wrong' };
    const refusedAs = (hr: string): Record<string, string> =>
      standings(all, wrong, { hr: [hr], key: ['same'] });
    expect(refusedAs('E_INVALIDARG')).toMatchObject({ course: 'silent', size: 'pass', 'size-code': 'pass' });
    expect(refusedAs('E_FAIL')).toMatchObject({ course: 'silent', size: 'pass', 'size-code': 'warn' });
    expect(refusedAs('S_OK')).toMatchObject({ course: 'silent', size: 'fail', 'size-code': 'warn' });
  });

  it('lets a weaker cause stand beside the course', () => {
    const other = { ...fine, device: 'other' };
    expect(standings(all, other, { hr: ['S_OK'], key: ['sent'] })).toMatchObject({
      course: 'silent',
      device: 'warn',
    });
    expect(standings(all, other, { hr: ['E_FAIL'] })).toMatchObject({ course: 'silent', device: 'pass' });
    const flags = { ...fine, flags: 'other' };
    expect(standings(all, flags, { hr: ['S_OK'], key: ['sent'] })).toMatchObject({
      course: 'silent',
      flags: 'observed',
    });
    expect(standings(all, flags, { hr: ['E_FAIL'] })).toMatchObject({ course: 'silent', flags: 'observed' });
    expect(standings(all, flags, { hr: ['S_FALSE'], key: ['sent'] })).toMatchObject({
      course: 'fail',
      flags: 'observed',
    });
  });

  it('judges two causes by their union, which proves neither', () => {
    const both = { ...fine, size: 'wrong', memory: 'none' };
    for (const hr of ['E_INVALIDARG', 'E_OUTOFMEMORY']) {
      expect(standings(all, both, { hr: [hr] })).toMatchObject({
        size: 'silent',
        memory: 'silent',
        'size-code': 'silent',
      });
    }
    expect(standings(all, both, { hr: ['E_FAIL'] })).toMatchObject({
      size: 'silent',
      memory: 'silent',
      'size-code': 'warn',
    });
    expect(standings(all, both, { hr: ['S_OK'] })).toMatchObject({ size: 'fail', memory: 'fail' });
  });

  it('does not count a permission as a second reason', () => {
    const may = rule('may', 'MAY', {
      kind: 'cause',
      cause: 'may',
      when: { memory: ['none'] },
      allow: { hr: ['S_OK'] },
    });
    const short = { ...fine, memory: 'none' };
    expect(standings([...all, may], short, { hr: ['E_OUTOFMEMORY'] })).toMatchObject({
      memory: 'pass',
      may: 'silent',
    });
    expect(standings([...all, may], short, { hr: ['S_OK'], key: ['sent'] })).toMatchObject({
      memory: 'silent',
      may: 'pass',
    });
    expect(standings([...all, may], short, { hr: ['E_FAIL'] })).toMatchObject({ memory: 'fail' });
  });

  it('fails nothing by a rule whose needs are not met', () => {
    const again = rule('again', 'SHOULD', {
      kind: 'course',
      allow: { hr: ['S_OK'] },
      needs: ['renegotiation'],
    });
    const outcome = { hr: ['E_FAIL'] };
    expect(standings([again], fine, outcome)).toEqual({ again: 'warn' });
    expect(standings([again], fine, outcome, () => false)).toEqual({ again: 'unsupported' });
  });

  it('leaves out rules for others, and those that nothing can test', () => {
    const caller = rule('caller', 'MUST', { party: 'caller', allow: { hr: ['S_OK'] } });
    const never = rule('never', 'MUST', { untestable: 'because', allow: { hr: ['S_OK'] } });
    expect(standings([caller, never], fine, { hr: ['E_FAIL'] })).toEqual({});
  });
});
