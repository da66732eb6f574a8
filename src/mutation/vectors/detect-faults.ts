// The suite's built-in faulty drivers against the vectors alone: which of them are found out; and of the others, which one
// block would find out, so that a vector is missing.
import type { Contract, Profile } from '../../1-contract/model.ts';
import type { FaultFamily } from '../../emulator/faults/faults.ts';
import { publishedVectors } from '../naive-sets.ts';
import { FaultRunner } from '../fault-runner.ts';
import type { Property } from '../../2-plan/property.ts';
import { SingleBlockSearch } from './single-block-search.ts';

/** What became of a fault. */
export interface FaultDetection {
  readonly family: FaultFamily;
  readonly fault: string;
  readonly detected: boolean;
  /** Where it survives though one block shows it: what that block is. */
  readonly shownBy?: string;
}

/** Sends the vectors of a profile to faulty drivers, each made anew for their certificates. */
export async function detectFaults(
  contract: Contract,
  profile: Profile,
  faults: ReadonlyMap<FaultFamily, readonly string[]>,
  published: Property = publishedVectors,
): Promise<FaultDetection[]> {
  const settings = { contract, profile, level: 'gate', seed: 1, naive: false, now: () => 0 } as const;
  const vectors = new FaultRunner({ ...settings, properties: [published] });
  const blocks = new SingleBlockSearch(settings);
  const detections: FaultDetection[] = [];
  for (const [family, names] of faults) {
    for (const fault of names) {
      const { examined } = await vectors.examine(fault, 'any');
      const detected = examined.strict !== undefined;
      const shownBy = detected ? undefined : await blocks.firstDetecting(fault);
      detections.push({ family, fault, detected, ...(shownBy === undefined ? {} : { shownBy }) });
    }
  }
  return detections;
}
