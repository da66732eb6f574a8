// The built-in contract, and contexts for planning with it, for tests.
import { join } from 'node:path';
import { loadContract, loadProfiles } from '../1-contract/load.ts';
import type { Contract } from '../1-contract/model.ts';
import { packageRoot } from '../core/package-root.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { PlanContext, PlanLevel } from './property.ts';

const spec = join(packageRoot, 'spec');
export const contract: Contract = loadContract(spec);
const profiles = loadProfiles(spec);

export interface ContextOptions {
  readonly seed?: number;
  readonly profile?: string;
  readonly contract?: Contract;
}

export function contextOf(
  level: PlanLevel,
  dialect: Dialect = 'd3d11.1',
  options: ContextOptions = {},
): PlanContext {
  const { seed = 1, profile: name = 'opm-sha512' } = options;
  const profile = profiles.find((one) => one.name === name);
  if (profile === undefined) throw new RangeError(`there is no profile ${name}`);
  return { contract: options.contract ?? contract, dialect, level, seed, profile };
}

/** A contract in which the bound of DataSize is another. */
export function withBound(bound: number): Contract {
  const points = contract.points.map((one) => (one.name === 'size' ? { ...one, bound } : one));
  return { ...contract, points };
}
