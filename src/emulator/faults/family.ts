// What a faulty driver is made of: a small difference from the correct one, and the circumstances in which it shows.
import type { Variation } from '../driver.ts';
import type { Settings } from '../settings.ts';

/** A fault that needs a driver with other settings than the default ones to be seen. */
export interface SettledFault {
  readonly settings: Partial<Settings>;
  readonly variation: Variation;
}

export type Fault = Variation | SettledFault;

/** Faults by name. */
export type FaultTable = Readonly<Record<string, Fault>>;

const decodingAlone = new WeakSet<Variation>();
const scopes = new WeakMap<Variation, Scope>();

/**
 * A table of faults that decode a block wrongly, whatever was decoded before: what becomes of a block rests on the block, and
 * members of other kinds are not replaced. Whoever examines them may try them on blocks alone.
 */
export function decoding<Table extends FaultTable>(table: Table): Table {
  for (const fault of Object.values(table)) decodingAlone.add(variationOf(fault));
  return table;
}

/** Whether a variation stands in a table of {@link decoding}. */
export function isDecoding(variation: Variation): boolean {
  return decodingAlone.has(variation);
}

/** Where a variation is in force: sessions, channels, the MT twin, OPM. */
export type Scope = 'session' | 'channel' | 'mt' | 'opm';

/** Notes that a variation does nothing outside of a scope. */
export function scoped(scope: Scope, variation: Variation): Variation {
  scopes.set(variation, scope);
  return variation;
}

/** The scope outside of which a variation does nothing; undefined where none is known. */
export function scopeOf(variation: Variation): Scope | undefined {
  return scopes.get(variation);
}

export function variationOf(fault: Fault): Variation {
  return typeof fault === 'function' ? fault : fault.variation;
}

export function settingsOf(fault: Fault): Partial<Settings> {
  return typeof fault === 'function' ? {} : fault.settings;
}
