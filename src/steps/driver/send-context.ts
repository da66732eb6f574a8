// What the steps of one case share while it is sent.
import type { MadeBlock } from '../../ciphertexts/make/block.ts';
import type { Recipe } from '../recipe.ts';
import { PrerequisiteMissing, type DriverSession } from './driver-session.ts';
import type { KeyCandidates } from './key-candidates.ts';
import type { KeyReadMethods } from './key-reader.ts';
import type { CaseObjects } from './case-objects.ts';
import type { Survey } from './survey.ts';

/** Everything that a case's steps share. */
export interface SendContext {
  readonly driver: DriverSession;
  readonly survey: Survey;
  readonly keyReadMethods: KeyReadMethods;
  readonly recipe: Recipe;
  readonly objects: CaseObjects;
  readonly candidates: KeyCandidates;
  /** What each step sent, for `same-as`. */
  readonly sent: Map<number, MadeBlock>;
  /** The allocation to fail where a step says `each`. */
  readonly allocationToFail: number | undefined;
  /** Devices whose certificate was read by a step of the case. */
  readonly certificatesRead: Set<string>;
  /** Devices on which the certificate of `d0` was taken on trust; they are asked for theirs when all is done. */
  readonly assumedCertificateDevices: Set<string>;
}

/** The handle of a device by its name in the recipe. */
export async function deviceHandle(context: SendContext, name: string): Promise<string> {
  if (name === 'd0' || name === 'd1') return context.driver.device(name);
  const device = context.objects.get(name, 'device');
  if (device === undefined) throw new PrerequisiteMissing(`the driver made no device for "${name}"`);
  return device.handle;
}
