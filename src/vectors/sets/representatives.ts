// One defect of each kind, for calls that share the decoder with the session's.
import { blockDefects } from '../../plan/block-defects.ts';
import type { Flag } from '../notes.ts';
import { encodingDefects } from './encodings.ts';
import { planContext, type FlaggedDefect, type SetContext } from './set.ts';

/** The flag of each value of the contract's variables `encoding` and `integer`. */
const flagOf: Readonly<Record<string, Flag>> = {
  y: 'InvalidLeadingByte',
  lhash: 'InvalidLabelHash',
  ps: 'InvalidPadding',
  separator: 'InvalidSeparator',
  hash: 'WrongHash',
  'mgf-hash': 'WrongMgfHash',
  mgf: 'ModifiedMgf',
  label: 'WrongLabel',
  'pkcs1-v1.5': 'OtherPadding',
  unpadded: 'OtherPadding',
  'byte-order': 'ByteOrder',
  'public-key': 'WrongKey',
  'at-or-above-n': 'CiphertextOutOfRange',
};

/** Beside them: what a comparison of a part, or of a sum, overlooks. */
const more: ReadonlySet<string> = new Set([
  'lhash-0-01',
  'lhash-20-ff',
  'lhash-zero',
  'lhash-sum-ends',
  'ps-0-02',
  'separator-none',
]);

export function* representatives(context: SetContext, messageBytes: number): Generator<FlaggedDefect> {
  for (const defect of blockDefects(planContext(context))) {
    // Which part of an encoding a change to the masked seed spoils, nobody can say.
    if (defect.declares['encoding'] === 'scrambled') continue;
    const kind = defect.declares['encoding'] ?? defect.declares['integer'] ?? '';
    const flag = flagOf[kind];
    if (flag !== undefined) yield { flag, defect };
  }
  for (const flagged of encodingDefects(context, messageBytes)) {
    if (more.has(flagged.defect.name)) yield flagged;
  }
}
