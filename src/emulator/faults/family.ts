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

export function variationOf(fault: Fault): Variation {
  return typeof fault === 'function' ? fault : fault.variation;
}

export function settingsOf(fault: Fault): Partial<Settings> {
  return typeof fault === 'function' ? {} : fault.settings;
}
