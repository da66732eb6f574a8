// `kexcts list WHAT`.
import { properties } from '../../properties/all.ts';
import { adapterKinds } from '../adapters/open.ts';
import { exitStatus, SuiteError, type ExitStatus } from '../core/errors.ts';
import { faultNames } from '../emulator/faults/faults.ts';
import { variantNames } from '../emulator/variants/variants.ts';
import { loadFaults, requireCode } from '../mutation/catalogue.ts';
import { loadVariants } from '../mutation/variants.ts';
import { plan } from '../2-plan/plan.ts';
import { loadRegressions } from '../suite/regressions.ts';
import { loadSpec, type RunOptions } from './run-options.ts';

type Row = Readonly<Record<string, string>>;

const lists: Readonly<Record<string, (options: RunOptions) => Promise<readonly Row[]> | readonly Row[]>> = {
  clauses: (options) => {
    const { contract } = loadSpec(options.spec, options.profile);
    return [...contract.rules, ...contract.relations].map((rule) => ({
      id: rule.id,
      level: rule.level,
      basis: rule.basis,
      party: rule.party,
      statement: rule.statement,
    }));
  },
  cases: (options) => {
    const { contract, profile } = loadSpec(options.spec, options.profile);
    const context = {
      contract,
      profile,
      dialect: options.dialect ?? 'd3d11.1',
      level: options.level,
      seed: options.seed,
    } as const;
    return plan(properties, context, loadRegressions('regressions', contract)).cases.map(
      ({ id, kind, property, title }) => ({
        id,
        kind,
        property,
        title,
      }),
    );
  },
  faults: async (options) => {
    const { faults } = loadFaults(loadSpec(options.spec, options.profile).dir);
    requireCode('faults.json', faults, [...(await faultNames()).values()].flat());
    return faults.map(({ name, family, clauses, statement }) => ({
      name,
      family,
      clauses: clauses.join(' '),
      statement,
    }));
  },
  variants: async (options) => {
    const variants = loadVariants(loadSpec(options.spec, options.profile).dir);
    requireCode('variants.json', variants, await variantNames());
    return variants.map(({ name, ambiguities, statement }) => ({
      name,
      settles: (ambiguities ?? []).join(' '),
      statement,
    }));
  },
  profiles: (options) => {
    const { profiles } = loadSpec(options.spec, options.profile);
    return profiles.map(({ name, hash, mgfHash, label, documented, statement }) => ({
      name,
      hash,
      mgfHash,
      label: label === '' ? 'empty' : label,
      documented: documented ? 'documented' : 'no document',
      statement,
    }));
  },
  adapters: () => adapterKinds.map(({ form, description }) => ({ form, description })),
};

export async function listCommand(
  what: string,
  options: RunOptions & { readonly json: boolean },
): Promise<ExitStatus> {
  const list = lists[what];
  if (list === undefined) {
    throw new SuiteError(
      'LIST_UNKNOWN',
      `expected ${Object.keys(lists).join(', ')}; got "${what}"`,
      'see kexcts list --help',
    );
  }
  const rows = await list(options);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return exitStatus.holds;
  }
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(...rows.map((row) => (row[name] ?? '').length)));
  for (const row of rows) {
    const cells = names.map((name, at) =>
      at === names.length - 1 ? (row[name] ?? '') : (row[name] ?? '').padEnd(widths[at] ?? 0),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
  return exitStatus.holds;
}
