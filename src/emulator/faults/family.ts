// What a faulty driver is made of: a small difference from the correct one, and the circumstances in which it shows.
import type { Variation } from '../driver.ts';
import type { Settings } from '../settings.ts';
import type { Reason } from '../state.ts';

/** A fault that needs a driver with other settings than the default ones to be seen. */
export interface SettledFault {
  readonly settings: Partial<Settings>;
  readonly variation: Variation;
}

export type Fault = Variation | SettledFault;

/** Faults by name. */
export type FaultTable = Readonly<Record<string, Fault>>;

const decodingAlone = new WeakSet<Variation>();
const shown = new WeakMap<Variation, ShownWhere>();

/**
 * A table of faults that decode a block wrongly, whatever was decoded before: what becomes of a block rests on the block, and
 * members of other kinds are not replaced. They can be examined on blocks alone.
 */
export function decoding<Table extends FaultTable>(table: Table): Table {
  for (const fault of Object.values(table)) decodingAlone.add(variationOf(fault));
  return table;
}

/** Whether a variation stands in a table of {@link decoding}. */
export function isDecoding(variation: Variation): boolean {
  return decodingAlone.has(variation);
}

/** Where calls go: to sessions, channels, the MT function, OPM. */
export type Scope = 'session' | 'channel' | 'mt' | 'opm';

/** What a case asks of the correct driver. */
export interface Asked {
  readonly scopes: ReadonlySet<Scope>;
  /** Why key exchanges failed. */
  readonly reasons: ReadonlySet<Reason>;
  /** DataSize of the key exchanges, in bytes. */
  readonly sizes: ReadonlySet<number>;
}

/** Whether a variation may show in a case that asks for this. */
export type ShownWhere = (asked: Asked) => boolean;

/** Notes that a variation decides as the correct driver does, and changes nothing, in all other cases. */
export function shownWhere(where: ShownWhere, variation: Variation): Variation {
  shown.set(variation, where);
  return variation;
}

/** What was noted of a variation; undefined where nothing was. */
export function whereShown(variation: Variation): ShownWhere | undefined {
  return shown.get(variation);
}

export function variationOf(fault: Fault): Variation {
  return typeof fault === 'function' ? fault : fault.variation;
}

export function settingsOf(fault: Fault): Partial<Settings> {
  return typeof fault === 'function' ? {} : fault.settings;
}
