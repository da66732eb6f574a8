// Which fields of an unmasked encoding are wrong, and where its message starts.
import type { Unmasked } from './unmask.ts';

/** The fields that can be wrong by themselves, by their values of the contract's variable `encoding`. */
export type FieldDefect = 'y' | 'lhash' | 'ps' | 'separator';

export interface ReadFields {
  readonly defects: readonly FieldDefect[];
  /** Absent where what should be padding has no recognisable end. */
  readonly M?: Buffer;
  /** Whether enough is right to say that this is an encoding at all, and not chance. */
  readonly isEncoding: boolean;
}

interface Padding {
  readonly defects: readonly ('ps' | 'separator')[];
  readonly M?: Buffer;
  readonly zeros: number;
}

/**
 * Compares the fields with what they should be.
 * @param lengths of messages, in bytes: tried in this order where PS or the separator is wrong, since it then takes the
 * message's length to distinguish them
 * @param exactLengths whether no other length can be
 */
export function readFields(
  { Y, DB }: Unmasked,
  lHash: Buffer,
  lengths: readonly number[],
  exactLengths: boolean,
): ReadFields {
  const found = DB.subarray(0, lHash.length);
  const padding = readPadding(DB.subarray(lHash.length), lengths, exactLengths);
  const defects: FieldDefect[] = [];
  if (Y !== 0) defects.push('y');
  if (!found.equals(lHash)) defects.push('lhash');
  defects.push(...padding.defects);
  const matching = lHash.filter((byte, index) => byte === found[index]).length;
  // An lHash that matches in part, or eight zeros where PS is, come about by chance once in 2^64 blocks.
  const credible = matching >= Math.max(8, lHash.length / 4) || padding.zeros >= 8;
  return { defects, isEncoding: credible, ...(padding.M === undefined ? {} : { M: padding.M }) };
}

function readPadding(rest: Buffer, lengths: readonly number[], exactLengths: boolean): Padding {
  const first = rest.findIndex((byte) => byte !== 0);
  const zeros = first < 0 ? rest.length : first;
  if (first >= 0 && rest[first] === 1) return { zeros, defects: [], M: rest.subarray(first + 1) };
  for (const length of lengths) {
    const separator = rest.length - 1 - length;
    if (separator < 0) continue;
    const M = rest.subarray(separator + 1);
    if (rest[separator] === 1) return { zeros, defects: ['ps'], M };
    // All zeros before it: the separator itself was replaced, by zero where the first other byte lies in M.
    if (first < 0 || first >= separator) return { zeros, defects: ['separator'], M };
  }
  if (first < 0) return { zeros, defects: ['separator'] };
  if (exactLengths) return { zeros, defects: ['ps', 'separator'] };
  const later = rest.indexOf(1, first);
  if (later > 0) return { zeros, defects: ['ps'], M: rest.subarray(later + 1) };
  return { zeros, defects: ['separator'], M: rest.subarray(first + 1) };
}
