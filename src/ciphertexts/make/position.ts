// Where in a field an edit goes.
import { fromHex, isHex } from '../../core/hex.ts';
import type { Hex, Position } from '../block.ts';

/** Bytes, and where they go. */
export interface Placed {
  /** From the start of the field. */
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Places bytes in a field. Numbers are taken at their word: a negative one counts from the field's end, and bytes that reach
 * beyond the field are an error. Named positions hold for fields of any length, since profiles differ in it: `first` starts
 * at the first byte, `last` ends with the last one, `middle` is halfway between, and what does not fit is cut off.
 * @throws RangeError that names the field, where nothing of it can be meant
 */
export function place(name: string, length: number, at: Position, hex: Hex): Placed {
  if (!isHex(hex) || hex.length === 0)
    throw new RangeError(`${name}: hexadecimal bytes were expected, got "${hex.slice(0, 40)}"`);
  const bytes = fromHex(hex);
  if (length === 0) throw new RangeError(`${name}: it is empty here, and cannot be edited`);
  if (typeof at === 'number') {
    const offset = at < 0 ? length + at : at;
    if (!Number.isInteger(at) || offset < 0 || offset + bytes.length > length) {
      throw new RangeError(`${name}: ${bytes.length} bytes at ${at} lie outside of its ${length} bytes`);
    }
    return { offset, bytes };
  }
  const room = Math.max(0, length - bytes.length);
  const cut = bytes.subarray(0, length);
  switch (at) {
    case 'first':
      return { offset: 0, bytes: cut };
    case 'middle':
      return { offset: room >> 1, bytes: cut };
    case 'last':
      return { offset: room, bytes: cut };
    default:
      throw new RangeError(`${name}: a position was expected, got "${String(at satisfies never)}"`);
  }
}
