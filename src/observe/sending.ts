// What the steps of one case share while it is sent.
import type { MadeBlock } from '../oaep/block.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { Lacking, type Bench } from './bench.ts';
import type { Candidates } from './candidates.ts';
import type { KeyMeans } from './key-oracle.ts';
import type { Objects } from './objects.ts';
import type { Survey } from './survey.ts';

/** Everything that a case's steps share. */
export interface Sending {
  readonly bench: Bench;
  readonly survey: Survey;
  readonly means: KeyMeans;
  readonly recipe: Recipe;
  readonly objects: Objects;
  readonly candidates: Candidates;
  /** What each step sent, for `same-as`. */
  readonly sent: Map<number, MadeBlock>;
  /** The allocation to fail where a step says `each`. */
  readonly sweep: number | undefined;
  /** Devices whose certificate was read by a step of the case. */
  readonly certificatesRead: Set<string>;
  /** Devices on which the certificate of `d0` was taken on trust; they are asked for theirs when all is done. */
  readonly trusted: Set<string>;
}

/** The handle of a device by its name in the recipe. */
export async function deviceHandle(sending: Sending, name: string): Promise<string> {
  if (name === 'd0' || name === 'd1') return sending.bench.device(name);
  const device = sending.objects.get(name, 'device');
  if (device === undefined) throw new Lacking(`the driver made no device for "${name}"`);
  return device.handle;
}
