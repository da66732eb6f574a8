// The test vectors of vectors/ as cases: made anew for the driver's own certificate, and, where a driver can be given a key,
// byte for byte as they stand in the files.
import {
  hasTwoDefects,
  draftForOwnCertificate,
  vectorsOfProfile,
  vectorTitle,
  draftOfSameBytes,
  type LocatedVector,
} from '../src/vectors/as-cases.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import type { Property } from '../src/2-plan/property.ts';
import type { CaseKind } from '../src/steps/case.ts';

export const vectors: Property = {
  name: 'vectors',
  statement: 'the test vectors in vectors/, rebuilt for the driver and as they are',
  clauses: [
    'NCSKE-OK-1',
    'NCSKE-OK-2',
    'NCSKE-ERR-1',
    'NCSKE-ERR-3',
    'NCSKE-ERR-6',
    'NCSKE-ERR-15',
    'NCSKE-ERR-16',
    'NCSKE-CH-*',
    'NCSKE-OPM-*',
  ],
  *cases(context) {
    if (!includesLevel(context.level, 'full')) return;
    const placed = vectorsOfProfile(context);
    const kindOf = (one: LocatedVector): CaseKind => (hasTwoDefects(one) ? 'precedence' : 'vector');
    for (const one of placed) {
      const draft = draftForOwnCertificate(context, one);
      yield { kind: kindOf(one), level: 'full', title: vectorTitle(one), draft };
    }
    for (const one of placed) {
      const draft = draftOfSameBytes(context, one);
      const title = `${vectorTitle(one)}, as it stands`;
      if (draft !== undefined) yield { kind: kindOf(one), level: 'full', title, draft, last: true };
    }
  },
};
