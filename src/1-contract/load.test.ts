import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { addRule, copyOfSpec, editJson, editRule, editText } from './broken-spec.test-support.ts';
import { evaluate } from './evaluate.ts';
import { loadContract, loadProfiles, loadSources, loadSpec } from './load.ts';
import { normalPoint } from './variables.ts';

const specDir = join(packageRoot, 'spec');
const N = 'NegotiateCryptoSessionKeyExchange';

function errorOf(load: () => unknown): SuiteError {
  try {
    load();
  } catch (error) {
    if (error instanceof SuiteError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the contract of this package', () => {
  const contract = loadContract(specDir);

  it('says where each rule stands', () => {
    for (const { id, at } of [...contract.rules, ...contract.relations]) {
      const line = readFileSync(join(specDir, 'contract', at.file), 'utf8').split('\n')[at.line - 1];
      expect(line).toContain(`"${id}"`);
    }
  });

  it('has a hash that knows what is said, and not how it is laid out', () => {
    expect(contract.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    const other = copyOfSpec();
    for (const name of readdirSync(join(other, 'contract')))
      editText(other, `contract/${name}`, (text) => `${JSON.stringify(JSON.parse(text))}\n`);
    expect(loadContract(other).hash).toBe(contract.hash);
    editText(other, 'contract/errors.json', (text) => text.replace('is observed', 'is seen'));
    expect(loadContract(other).hash).not.toBe(contract.hash);
  });

  it('has profiles and sources', () => {
    expect(loadProfiles(specDir).map(({ name }) => name)).toEqual(['oaep-sha1', 'oaep-sha256', 'opm-sha512']);
    expect(loadSources(specDir).map(({ id }) => id)).toContain('ddi-negotiate');
  });

  it('numbers its ambiguities without a gap', () => {
    const { ambiguities } = loadSpec(specDir);
    expect(ambiguities.map(({ id }) => id)).toEqual(
      Array.from({ length: 38 }, (_, index) => `A${index + 1}`),
    );
  });

  it('has the bound of DataSize in one place that is read', () => {
    const numbers = readdirSync(join(specDir, 'contract')).flatMap((name) => {
      const found: string[] = [];
      JSON.parse(readFileSync(join(specDir, 'contract', name), 'utf8'), (key, value: unknown) => {
        if (value === 256 || (typeof value === 'string' && !/\s/.test(value) && value.includes('256')))
          found.push(key);
        return value;
      });
      return found.map((key) => `${name} ${key}`);
    });
    expect(numbers).toEqual(['variables.json bound']);
  });
});

describe('a contract that says something else', () => {
  const everywhere = (folder: string, from: RegExp, to: string): void => {
    for (const name of readdirSync(join(folder, 'contract'))) {
      const path = join(folder, 'contract', name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    }
  };
  const standing = (
    folder: string,
    id: string,
    deviation: Record<string, string>,
    hr: string,
  ): string | undefined => {
    const contract = loadContract(folder);
    const point = { ...normalPoint(contract, N), ...deviation };
    const { rules } = evaluate(contract, N, point, { return: ['returned'], hr: [hr] });
    return rules.find(({ rule }) => rule.id === id)?.standing;
  };

  it('turns verdicts round with another code', () => {
    const folder = copyOfSpec();
    everywhere(folder, /E_INVALIDARG/g, 'E_FAIL');
    for (const id of ['NCSKE-ERR-2', 'NCSKE-ERR-12']) {
      expect(standing(specDir, id, { size: 'below' }, 'E_INVALIDARG')).toBe('pass');
      expect(standing(folder, id, { size: 'below' }, 'E_INVALIDARG')).toBe('warn');
      expect(standing(folder, id, { size: 'below' }, 'E_FAIL')).toBe('pass');
    }
  });

  it('turns verdicts round with another level', () => {
    const folder = copyOfSpec();
    everywhere(folder, /MUST/g, 'SHOULD');
    expect(standing(specDir, 'NCSKE-ERR-1', { size: 'below' }, 'S_OK')).toBe('fail');
    expect(standing(folder, 'NCSKE-ERR-1', { size: 'below' }, 'S_OK')).toBe('warn');
  });

  it('has another bound', () => {
    const folder = copyOfSpec();
    everywhere(folder, /256/g, '255');
    expect(loadContract(folder).points.find(({ name }) => name === 'size')?.bound).toBe(255);
  });
});

describe('a spec folder that is wrong', () => {
  const rules = (folder: string): string => join(folder, 'contract', 'errors.json');
  const rule = {
    id: 'NCSKE-ERR-99',
    call: [N],
    when: {},
    kind: 'constraint',
    allow: { hr: ['S_OK'] },
    level: 'MUST',
    basis: 'stated',
    party: 'driver',
    needs: [],
    source: ['ddi-negotiate#purpose'],
    statement: 'A rule.',
  };

  it('is not there', () => {
    const error = errorOf(() => loadContract(join(specDir, 'nowhere')));
    expect([error.code, error.status]).toEqual(['SPEC_MISSING', 2]);
    expect(error.message).toContain('nowhere');
    expect(error.hint).toContain('--spec');
  });

  it('lacks its variables', () => {
    const folder = copyOfSpec();
    rmSync(join(folder, 'contract', 'variables.json'));
    expect(errorOf(() => loadContract(folder)).code).toBe('SPEC_VARIABLES');
  });

  it('is not JSON: line and column', () => {
    const folder = copyOfSpec();
    writeFileSync(rules(folder), '{\n  "schema": "kexcts-rules/1",\n  "rules": [},\n}\n');
    const error = errorOf(() => loadContract(folder));
    expect(error.code).toBe('SPEC_JSON');
    expect(error.message).toContain('errors.json:3:13');
  });

  it.each<[string, string, (row: Record<string, unknown>) => void, string]>([
    [
      'a member that nobody knows',
      'SPEC_SCHEMA',
      (row) => (row['unless'] = {}),
      'has a member that is not known: "unless"',
    ],
    [
      'a level that there is not',
      'SPEC_SCHEMA',
      (row) => (row['level'] = 'PERHAPS'),
      'must be one of ["MUST","SHOULD","MAY","OPEN"]',
    ],
    ['no statement', 'SPEC_SCHEMA', (row) => delete row['statement'], 'lacks the member "statement"'],
    [
      'a derived rule that does not say how',
      'SPEC_SCHEMA',
      (row) => (row['basis'] = 'derived'),
      'lacks the member "derivation"',
    ],
    ['a cause on a constraint', 'SPEC_SCHEMA', (row) => (row['cause'] = 'size'), 'must be "cause"'],
    ['an unknown need', 'SPEC_SCHEMA', (row) => (row['needs'] = ['chance']), 'pattern'],
    [
      'an unknown variable',
      'SPEC_UNKNOWN_VARIABLE',
      (row) => (row['when'] = { weather: ['fine'] }),
      '"weather"',
    ],
    ['an unknown value', 'SPEC_UNKNOWN_VALUE', (row) => (row['when'] = { size: ['huge'] }), '"huge"'],
    [
      "another call's variable",
      'SPEC_FOREIGN_VARIABLE',
      (row) => (row['when'] = { random: ['matches'] }),
      'has no such variable',
    ],
    [
      'an unknown variable of the outcome',
      'SPEC_UNKNOWN_VARIABLE',
      (row) => (row['given'] = { size: ['below'] }),
      'given',
    ],
    [
      'an unknown value of the outcome',
      'SPEC_UNKNOWN_VALUE',
      (row) => (row['allow'] = { key: ['lost'] }),
      '"lost"',
    ],
    [
      'an unknown code',
      'SPEC_UNKNOWN_STATUS',
      (row) => (row['allow'] = { hr: ['E_INVALIDARGS'] }),
      '"E_INVALIDARGS"',
    ],
    ['an unknown call', 'SPEC_UNKNOWN_CALL', (row) => (row['call'] = ['Negotiate']), '"Negotiate"'],
    [
      'an unknown source',
      'SPEC_UNKNOWN_SOURCE',
      (row) => (row['source'] = ['ddi-negotiate#hearsay']),
      'ddi-negotiate#hearsay',
    ],
    ['an unknown rule', 'SPEC_UNKNOWN_RULE', (row) => (row['restates'] = ['NCSKE-OK-99']), 'NCSKE-OK-99'],
    ['an unknown ambiguity', 'SPEC_UNKNOWN_AMBIGUITY', (row) => (row['ambiguities'] = ['A99']), 'A99'],
    [
      'an id that is taken',
      'SPEC_DUPLICATE_ID',
      (row) => (row['id'] = 'NCSKE-OK-1'),
      'NCSKE-OK-1 appears twice',
    ],
  ])('%s', (_, code, change, words) => {
    const folder = copyOfSpec();
    const row = { ...rule };
    change(row);
    addRule(folder, 'errors.json', row);
    const error = errorOf(() => loadContract(folder));
    expect([error.code, error.status]).toEqual([code, 2]);
    expect(error.message).toContain(words);
    const at = /(errors|negotiate|state)\.json:([0-9]+): /.exec(error.message);
    expect(Number(at?.[2])).toBeGreaterThan(1);
    expect(error.hint).not.toBe('');
  });

  it('points to the line of a member deep inside', () => {
    const folder = copyOfSpec();
    editRule(folder, 'errors.json', 'NCSKE-ERR-12', (row) => (row['allow'] = { hr: [0] }));
    const error = errorOf(() => loadContract(folder));
    const line = Number(/errors\.json:([0-9]+): /.exec(error.message)?.[1]);
    expect(readFileSync(rules(folder), 'utf8').split('\n')[line - 1]?.trim()).toBe('0');
  });

  it('takes a code by its number', () => {
    const folder = copyOfSpec();
    addRule(folder, 'errors.json', { ...rule, allow: { hr: ['0x8000FFFF'] } });
    expect(loadContract(folder).rules.some(({ id }) => id === 'NCSKE-ERR-99')).toBe(true);
  });

  it('names a profile otherwise than its file', () => {
    const folder = copyOfSpec();
    editJson(folder, 'profiles/oaep-sha1.json', (profile) => (profile.name = 'sha1'));
    expect(errorOf(() => loadProfiles(folder)).code).toBe('SPEC_PROFILE_NAME');
  });
});
