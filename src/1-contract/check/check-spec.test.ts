import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import { addRule, copyOfSpec, editJson, editRule, editText } from '../broken-spec.test-support.ts';
import { loadContract, loadSpec } from '../load.ts';
import { checkSpec, type SpecReport } from './check-spec.ts';
import { formatSpecReport } from './format-report.ts';
import { unsettledAmbiguities } from './spec-problems.ts';

const N = 'NegotiateCryptoSessionKeyExchange';
const CHANNEL = 'NegotiateAuthenticatedChannelKeyExchange';
const SET = 'OPMSetSigningKeyAndSequenceNumbers';
const specDir = join(packageRoot, 'spec');

/** The problems of a contract that was changed, as `CODE message`, looked for at one call. */
function problemsOf(call: string, change: (folder: string) => void): string[] {
  const folder = copyOfSpec();
  change(folder);
  const report = checkSpec(folder, { calls: [call] });
  expect(report.sound).toBe(report.problems.length === 0);
  return report.problems.map(({ code, message }) => `${code} ${message}`);
}

const rule = {
  id: 'NCSKE-CH-99',
  call: [CHANNEL],
  when: {},
  kind: 'constraint',
  allow: {},
  level: 'MUST',
  basis: 'stated',
  party: 'driver',
  needs: [],
  source: ['ddi-negotiate#purpose'],
  statement: 'A rule.',
};
const open = { ...rule, level: 'OPEN', basis: 'open', derivation: 'Nobody knows.' };

/** The problems of the channel's rules with one more. */
function withRule(row: Partial<typeof rule> & Record<string, unknown>): string[] {
  return problemsOf(CHANNEL, (folder) => addRule(folder, 'channel.json', { ...rule, ...row }));
}

describe('the contract of this package', () => {
  const report: SpecReport = checkSpec(specDir, { cases: () => 1 });

  it('is sound', () => {
    expect(report.problems).toEqual([]);
    expect(report.sound).toBe(true);
  });

  it('was enumerated for each profile and dialect, call by call', () => {
    expect(report.enumerated.map(({ dialect }) => dialect)).toEqual(['d3d11.1', 'wddm2.4']);
    for (const { profiles, calls } of report.enumerated) {
      expect(profiles).toEqual(['oaep-sha1', 'oaep-sha256', 'opm-sha512']);
      const negotiate = calls.find(({ call }) => call === N);
      expect(negotiate?.points).toBeGreaterThan(1e9);
      expect(negotiate?.ruleSets).toBeGreaterThan(1e4);
    }
    const text = formatSpecReport(report);
    expect(text).toContain('The contract is sound');
    expect(text).toContain('2,675,441,664');
    expect(text).toContain('profile opm-sha512');
  });

  it('lets no rule go without a case', () => {
    const undecided = checkSpec(specDir, {
      cases: (id) => (id === 'NCSKE-ERR-5' || id === 'NCSKE-OK-2' ? 0 : 3),
    });
    expect(undecided.problems.map(({ code, rule: id }) => [code, id])).toEqual([
      ['SPEC_NO_CASE', 'NCSKE-OK-2'],
      ['SPEC_NO_CASE', 'NCSKE-ERR-5'],
    ]);
    const testable = loadContract(specDir).rules.filter(
      (one) => one.party === 'driver' && one.untestable === undefined,
    );
    const none = checkSpec(specDir, { cases: () => 0 });
    expect(none.problems.length).toBeGreaterThan(testable.length);
    expect(formatSpecReport(none)).toMatch(/and [0-9]+ more/);
  });
});

describe('a contract broken on purpose', () => {
  const edit =
    (file: string, id: string, change: (row: Record<string, unknown>) => void) =>
    (folder: string): void =>
      editRule(folder, file, id, change);

  it('has a point without an answer', () => {
    const problems = problemsOf(
      CHANNEL,
      edit('channel.json', 'NCSKE-CH-1', (row) => (row['when'] = { buffer: ['plain'] })),
    );
    expect(problems[0]).toContain(
      `SPEC_NO_ANSWER ${CHANNEL}, buffer=unaligned: no rule says what should happen`,
    );
  });

  it('allows nothing at a point', () => {
    const problems = problemsOf(
      CHANNEL,
      edit('channel.json', 'NCSKE-CH-4', (row) => (row['allow'] = { hr: ['S_OK'] })),
    );
    expect(problems[0]).toMatch(
      new RegExp(`^SPEC_EMPTY ${CHANNEL}, size=zero: at SHOULD nothing is allowed .*NCSKE-CH-3, NCSKE-CH-4`),
    );
  });

  it('allows nothing where two rules meet, at the largest call too', () => {
    const problems = problemsOf(N, (folder) =>
      addRule(folder, 'state.json', {
        ...rule,
        call: [N],
        when: { sessionKey: ['none'], device: ['creator'] },
        given: { hr: ['S_OK'] },
        allow: { key: ['none'] },
      }),
    );
    expect(problems[0]).toContain(`SPEC_EMPTY ${N}, the normal point: at MUST nothing is allowed`);
    expect(problems[0]).toContain('NCSKE-CH-99');
  });

  it('says the same twice', () => {
    const duplicate = { when: { size: ['below'] }, kind: 'cause', cause: 'size', allow: { hr: ['failure'] } };
    const problems = withRule(duplicate);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^SPEC_DEAD NCSKE-CH-99 \(channel\.json:[0-9]+\) narrows nothing/);
    expect(withRule({ ...duplicate, restates: ['NCSKE-CH-3'] })).toEqual([]);
  });

  it('has a rule that applies nowhere', () => {
    expect(
      withRule({ when: { pointer: ['null'], buffer: ['unaligned'] }, allow: { hr: ['failure'] } })[0],
    ).toMatch(/^SPEC_DEAD NCSKE-CH-99 .* applies at no point that can be made/);
  });

  it('has an open rule that opens nothing', () => {
    const idle = {
      ...open,
      kind: 'cause',
      cause: 'size',
      when: { size: ['below'] },
      allow: { hr: ['failure'] },
    };
    expect(withRule(idle)[0]).toMatch(/^SPEC_DEAD NCSKE-CH-99 .* widens nothing/);
  });

  it('observes what can come out one way only', () => {
    expect(withRule({ ...open, given: { hr: ['S_OK'] }, allow: { hr: ['success'] } })[0]).toMatch(
      /^SPEC_DEAD NCSKE-CH-99 .* observes what can come out only one way/,
    );
  });

  it('hides that a rule follows from others', () => {
    const problems = problemsOf(
      SET,
      edit('opm.json', 'NCSKE-OPM-11', (row) => delete row['restates']),
    );
    expect(problems[0]).toMatch(/^SPEC_DEAD NCSKE-OPM-11 .*"restates"/);
  });

  it('claims that a rule follows from others', () => {
    const problems = problemsOf(
      SET,
      edit('opm.json', 'NCSKE-OPM-13', (row) => (row['restates'] = ['NCSKE-OPM-2'])),
    );
    expect(problems[0]).toMatch(/^SPEC_RESTATES NCSKE-OPM-13 .* says more than they do at: /);
  });

  it('names too many rules that one follows from', () => {
    const duplicate = {
      ...rule,
      call: [SET],
      when: { encryptedFor: ['shared'] },
      kind: 'course',
      allow: { status: ['success'] },
    };
    const problems = problemsOf(SET, (folder) =>
      addRule(folder, 'opm.json', { ...duplicate, restates: ['NCSKE-OPM-2', 'NCSKE-OPM-3', 'NCSKE-OPM-11'] }),
    );
    expect(problems.map((problem) => problem.replace(/ \(.*?\)/, ''))).toEqual([
      'SPEC_RESTATES NCSKE-CH-99 says that it follows from NCSKE-OPM-3, and would follow without it',
      'SPEC_RESTATES NCSKE-CH-99 says that it follows from NCSKE-OPM-11, which itself follows from others: name those',
    ]);
  });

  it('compares nothing with nothing', () => {
    const problems = problemsOf(CHANNEL, (folder) =>
      editJson(folder, 'contract/relations.json', ({ relations }) => {
        for (const one of relations)
          if (one.id === 'NCSKE-CH-28') one['when'] = { pointer: ['null'], buffer: ['unaligned'] };
      }),
    );
    expect(problems[0]).toMatch(
      new RegExp(`^SPEC_DEAD_RELATION NCSKE-CH-28 .* takes in no point of ${CHANNEL}`),
    );
  });

  it('takes no stand on an ambiguity, without a reason, or although there is one', () => {
    const folder = copyOfSpec();
    editJson(folder, 'contract/ambiguities.json', (file) => {
      const rows = file['ambiguities'];
      rows.push({ id: 'A98', question: 'Which?', stance: 'Either.' });
      for (const one of rows) if (one.id === 'A1') one['reason'] = 'It is left open.';
    });
    const { contract, ambiguities } = loadSpec(folder);
    expect(
      unsettledAmbiguities(contract, ambiguities).map(({ code, message }) => `${code} ${message}`),
    ).toEqual([
      'SPEC_AMBIGUITY NCSKE-CH-3 names A1, for which ambiguities.json gives a reason why no rule does',
      'SPEC_AMBIGUITY no rule names A98, and ambiguities.json gives no reason for it',
    ]);
  });

  it('calls stated what nobody is quoted for', () => {
    expect(withRule({ allow: { others: ['same'] }, source: ['ddi-negotiate#prototype'] }).join()).toMatch(
      /SPEC_UNQUOTED NCSKE-CH-99 .*ddi-negotiate#prototype/,
    );
  });

  it('has a profile with no room for a message, or of an unknown hash', () => {
    const smaller = problemsOf(CHANNEL, (folder) =>
      editText(folder, 'contract/variables.json', (text) => text.replace('"bound": 256', '"bound": 128')),
    );
    expect(smaller).toContain(
      'SPEC_PROFILE profile opm-sha512: a block of 128 bytes has room for -2 bytes of plaintext, and the contract speaks of 41',
    );
    const unknown = problemsOf(CHANNEL, (folder) =>
      editText(folder, 'profiles/oaep-sha1.json', (text) => text.replace('"sha1"', '"sha-1"')),
    );
    expect(unknown[0]).toContain('"sha-1"');
  });

  it('is sound with another bound and another code', () => {
    const folder = copyOfSpec();
    for (const name of readdirSync(join(folder, 'contract'))) {
      const path = join(folder, 'contract', name);
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replaceAll('E_INVALIDARG', 'E_FAIL').replaceAll('256', '255'),
      );
    }
    expect(checkSpec(folder, { calls: [CHANNEL, 'CreateCryptoSession', SET] }).problems).toEqual([]);
  });
});
