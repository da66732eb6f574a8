// The suite's built-in faulty drivers against the vectors alone: which of them are found out; and of the others, which one
// block would find out, so that a vector is missing.
import type { Contract, Profile } from '../../1-contract/model.ts';
import type { FaultFamily } from '../../emulator/faults/faults.ts';
import { publishedVectors } from '../naive-sets.ts';
import { FaultRunner } from '../fault-runner.ts';
import type { Property } from '../../2-plan/property.ts';
import { ShownByOne } from './shown-by-one.ts';

/** What became of a fault. */
export interface FaultKill {
  readonly family: FaultFamily;
  readonly fault: string;
  readonly killed: boolean;
  /** Where it survives though one block shows it: what that block is. */
  readonly shownBy?: string;
}

/** Sends the vectors of a profile to faulty drivers, each made anew for their certificates. */
export async function faultKills(
  contract: Contract,
  profile: Profile,
  faults: ReadonlyMap<FaultFamily, readonly string[]>,
  published: Property = publishedVectors,
): Promise<FaultKill[]> {
  const settings = { contract, profile, level: 'gate', seed: 1, naive: false, now: () => 0 } as const;
  const vectors = new FaultRunner({ ...settings, properties: [published] });
  const blocks = new ShownByOne(settings);
  const kills: FaultKill[] = [];
  for (const [family, names] of faults) {
    for (const fault of names) {
      const { examined } = await vectors.examine(fault, 'any');
      const killed = examined.strict !== undefined;
      const shownBy = killed ? undefined : await blocks.first(fault);
      kills.push({ family, fault, killed, ...(shownBy === undefined ? {} : { shownBy }) });
    }
  }
  return kills;
}
