// All sets of blocks, in the order in which their files are made. Certificates are a set of another kind (certificates.ts).
import { channelSet } from './channel.ts';
import { opmSet } from './opm.ts';
import { sessionSet } from './session.ts';
import type { VectorSet } from './set.ts';
import { sizesSet } from './sizes.ts';

export const vectorSets: readonly VectorSet[] = [
  sessionSet('opm-sha512'),
  sessionSet('oaep-sha256'),
  sessionSet('oaep-sha1'),
  sizesSet,
  channelSet,
  opmSet,
];
