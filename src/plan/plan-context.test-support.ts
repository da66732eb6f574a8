// The contract as it stands in spec/contract/, and contexts for planning, for tests.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract } from '../contract/model.ts';
import type { Dialect } from '../protocol/adapter.ts';
import type { PlanContext, PlanLevel } from './property.ts';

const directory = join(import.meta.dirname, '..', '..', 'spec', 'contract');

/** Read without checking; its soundness is tested elsewhere. */
export const contract: Contract = (() => {
  const parts: Record<string, unknown[]> = {
    points: [],
    outcomes: [],
    impossible: [],
    rules: [],
    relations: [],
  };
  for (const file of readdirSync(directory).sort()) {
    const content = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Record<string, unknown[]>;
    for (const [name, list] of Object.entries(parts)) list.push(...(content[name] ?? []));
  }
  return { version: 'test', hash: 'sha256:test', ...parts } as unknown as Contract;
})();

export const profiles = {
  'opm-sha512': { hash: 'sha512', mgfHash: 'sha512' },
  'oaep-sha256': { hash: 'sha256', mgfHash: 'sha256' },
  'oaep-sha1': { hash: 'sha1', mgfHash: 'sha1' },
} as const;

export function contextOf(
  level: PlanLevel,
  dialect: Dialect = 'd3d11.1',
  options: { seed?: number; profile?: keyof typeof profiles; contract?: Contract } = {},
): PlanContext {
  const { seed = 1, profile = 'opm-sha512' } = options;
  return { contract: options.contract ?? contract, dialect, level, seed, profile: profiles[profile] };
}
