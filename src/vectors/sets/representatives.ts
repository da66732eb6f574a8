// One defect of each kind, for calls that share the decoder with the session's.
import { encodingDefects } from './encodings.ts';
import type { FlaggedDefect, SetContext } from './set.ts';

/** Names of the defects that stand for their kind, and of those that a weak comparison overlooks. */
const representativeNames: ReadonlySet<string> = new Set([
  'y-01',
  'y-80',
  'lhash-0-01',
  'lhash-20-ff',
  'lhash-zero',
  'lhash-sum-ends',
  'ps-0-02',
  'ps-ends-80',
  'separator-02',
  'separator-none',
  'hash-sha1',
  'hash-sha256',
  'mgf-sha1',
  'counter-little-endian',
  'label-3-4f504d',
  'pkcs1-type-2',
  'unpadded-at-end',
  'copp',
  'reversed',
  'stranger',
  'c-plus-n',
]);

export function* representatives(context: SetContext, messageBytes: number): Generator<FlaggedDefect> {
  for (const flagged of encodingDefects(context, messageBytes))
    if (representativeNames.has(flagged.defect.name) || flagged.defect.name === lastOfPadding(flagged))
      yield flagged;
}

/** The last byte of PS, whose place depends on the profile. */
function lastOfPadding({ defect, flag }: FlaggedDefect): string | undefined {
  const [, of = '', bytes = ''] = /byte (\d+) of (\d+) set to 80/.exec(defect.what) ?? [];
  return flag === 'InvalidPadding' && of !== '' && of === bytes ? defect.name : undefined;
}
