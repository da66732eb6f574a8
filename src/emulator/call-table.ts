// How the calls of one subject are written down, and what they have in common.
import type { Params } from '../core/protocol/adapter.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import type { Driver } from './driver.ts';
import type { Memory } from './memory.ts';

/** A call: reads its parameters, does the driver's work, gives the `result` object. */
export type Call = (driver: Driver, params: Params) => Record<string, unknown>;

/** Calls by the name of their method. */
export type CallTable = Readonly<Record<string, Call>>;

/** The second half of a call under way. */
export type PendingResult = () => Record<string, unknown>;

/** What a caller's output buffer holds where the driver wrote nothing. */
export const untouchedByte = 0xcd;

/** An output buffer of the caller before the call. */
export function outputBuffer(bytes: number): Buffer {
  return Buffer.alloc(bytes, untouchedByte);
}

/** After the driver's return: notes what it wrote, then takes the buffer away from it. */
export function ending(driver: Driver, data: Memory, result: Record<string, unknown>): void {
  const changed = data.changed();
  if (changed !== null) result['pDataAfter'] = changed.toString('hex');
  noteOverrun(data, result);
  driver.retire(data);
}

/** Adds `overrun` where bytes outside of the buffer changed. */
export function noteOverrun(data: Memory, result: Record<string, unknown>): void {
  const overrun = data.overrun();
  if (overrun > 0) result['overrun'] = overrun;
}

/** A void entry point reports that its arguments are wrong. */
export function invalid(driver: Driver): void {
  driver.setError(statusCodes.E_INVALIDARG);
}
