// The catalogues of faulty and correct drivers against the code: every name is there once, everything starts, nothing is idle.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadContract } from '../1-contract/load.ts';
import { createEmulator } from '../emulator/emulator.ts';
import { faultNames, findFault } from '../emulator/faults/faults.ts';
import { findVariant, variantNames } from '../emulator/variants/variants.ts';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { guids } from '../core/windows/guids.ts';
import { breaksMust, levelOf, loadFaults, requireCode, selectFaults } from './catalogue.ts';
import { failureOf, loadVariants, runsOf } from './variants.ts';

const spec = join(packageRoot, 'spec');
const catalogue = loadFaults(spec);
const variants = loadVariants(spec);
const contract = loadContract(spec);
const inCode = [...(await faultNames())].flatMap(([family, names]) =>
  names.map((name) => ({ family, name })),
);

describe('spec/faults.json', () => {
  test('has every faulty driver of the code', () => {
    const named = (entries: readonly { readonly family: string; readonly name: string }[]) =>
      entries.map(({ family, name }) => `${family} ${name}`).sort();
    expect(named(catalogue.faults)).toEqual(named(inCode));
    expect(inCode.length).toBeGreaterThan(450);
  });

  test('is refused where it describes what the code does not have', () => {
    const described = [...catalogue.faults, { name: 'of-tomorrow' }];
    const known = inCode.map(({ name }) => name);
    expect(() => requireCode('faults.json', described, known)).toThrow(
      /every entry of faults\.json.*of-tomorrow/,
    );
    expect(() => requireCode('faults.json', catalogue.faults, known)).not.toThrow();
  });

  test('names and statements are unique', () => {
    for (const of of ['name', 'statement'] as const) {
      const all = catalogue.faults.map((fault) => fault[of]);
      expect(all.filter((text, at) => all.indexOf(text) !== at)).toEqual([]);
    }
  });

  test('names clauses that the contract has', () => {
    const ids = [
      ...catalogue.faults.flatMap(({ clauses }) => clauses),
      ...catalogue.shared.map(({ clause }) => clause),
    ];
    expect(ids.filter((id) => levelOf(contract, id) === undefined)).toEqual([]);
    expect(catalogue.faults.filter((fault) => breaksMust(contract, fault)).length).toBeGreaterThan(350);
  });

  test('every fault starts, and takes a session through a call', async () => {
    for (const { name } of catalogue.faults) {
      const fault = await findFault(name);
      if (fault === undefined) return expect.unreachable(name);
      const emulator = createEmulator({ ...fault.settings, seed: 1, variation: fault.variation });
      const answer = emulator.call('initialize', { protocol: 1, options: {} });
      expect(answer['protocol']).toBe(1);
      expect(emulator.call('CreateDevice', {})).toHaveProperty('hDevice');
    }
  });

  test('every fault replaces a decision, or makes its own', async () => {
    for (const { name } of catalogue.faults) {
      const fault = await findFault(name);
      let replaced = 0;
      const emulator = createEmulator({
        ...fault?.settings,
        variation: (correct, driver) => {
          const members = Object.entries(fault?.variation(correct, driver) ?? {});
          replaced = members.filter(([member, value]) => Reflect.get(correct, member) !== value).length;
          return {};
        },
      });
      emulator.call('initialize', { protocol: 1, options: {} });
      expect([name, replaced > 0]).toEqual([name, true]);
    }
  });

  test('is searched by name, family and list', () => {
    expect(selectFaults(catalogue, 'y-ignored,y-signed').map(({ name }) => name)).toEqual([
      'y-ignored',
      'y-signed',
    ]);
    expect(selectFaults(catalogue, 'stubs').every(({ family }) => family === 'stubs')).toBe(true);
    expect(() => selectFaults(catalogue, 'no-such-fault')).toThrow(SuiteError);
  });
});

describe('spec/variants.json', () => {
  test('has every correct driver of the code, and no faulty one', async () => {
    expect(variants.map(({ name }) => name)).toEqual(await variantNames());
    const faulty = new Set(inCode.map(({ name }) => name));
    expect(variants.filter(({ name }) => faulty.has(name))).toEqual([]);
    expect(variants.length).toBeGreaterThan(80);
  });

  test('settles every question otherwise that leaves a driver a choice', () => {
    const settled = new Set(variants.flatMap(({ ambiguities = [] }) => ambiguities));
    // The others have one answer that a driver may give, or cannot be asked.
    const withChoice = [
      'A4',
      'A7',
      'A8',
      'A13',
      'A16',
      'A19',
      'A23',
      'A25',
      'A26',
      'A27',
      'A31',
      'A35',
      'A36',
      'A38',
    ];
    expect(withChoice.filter((id) => !settled.has(id))).toEqual([]);
    const file = readFileSync(join(spec, 'contract', 'ambiguities.json'), 'utf8');
    const { ambiguities } = JSON.parse(file) as { ambiguities: readonly { id: string }[] };
    const known = new Set(ambiguities.map(({ id }) => id));
    expect([...settled].filter((id) => !known.has(id))).toEqual([]);
  });

  test('every one starts', async () => {
    for (const { name } of variants) {
      const variant = await findVariant(name);
      if (variant === undefined) return expect.unreachable(name);
      const emulator = createEmulator({ ...variant.settings, variation: variant.variation });
      emulator.call('initialize', { protocol: 1, options: {} });
      const { hDevice } = emulator.call('CreateDevice', {});
      const asked = { hDevice, CryptoType: guids.CRYPTO_TYPE_AES128_CTR, DecodeProfile: guids.NULL_GUID };
      expect(emulator.call('GetContentProtectionCaps', asked)).toHaveProperty('hr');
    }
  });

  test('is run in each form of the entry point that a driver has', async () => {
    const runs = await runsOf(variants.filter(({ name }) => name.endsWith('arguments-alone')));
    expect(runs).toMatchObject([
      { name: 'four-arguments-alone', dialect: 'd3d11.1' },
      { name: 'five-arguments-alone', dialect: 'wddm2.4' },
    ]);
  });

  test('a verdict, an error and the wrong reason are held against us', () => {
    const [entry, notApplicable] = [
      { name: 'a', statement: '' },
      { name: 'b', statement: '', notApplicable: 'no slot' },
    ];
    const green = { clauses: [], outcome: '', counts: { pass: 1 }, timeMs: 0 };
    const kill = { case: 'x', place: 1, title: 't', clauses: ['NCSKE-OK-1'], timeMs: 0 };
    const result = (examined: object, errors = 0): Parameters<typeof failureOf>[1] => ({
      ...{ name: 'a', dialect: 'd3d11.1', cases: 1, errors },
      examined: { ...green, ...examined },
    });
    expect(failureOf(entry, result({}))).toBeUndefined();
    expect(failureOf(entry, result({}, 1))).toMatch(/errors/);
    expect(failureOf(entry, result({ strict: kill }))).toMatch(/first by case x/);
    expect(failureOf(entry, result({ notApplicable: 'no caps' }))).toBe('not applicable: no caps');
    expect(failureOf(notApplicable, result({ notApplicable: 'there is no slot' }))).toBeUndefined();
    expect(failureOf(notApplicable, result({ notApplicable: 'no caps' }))).toMatch(/got no caps/);
    expect(failureOf(notApplicable, result({}))).toMatch(/got verdicts/);
  });
});
