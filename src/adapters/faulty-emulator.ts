// Faulty variants of the emulator by name.
import type { EmulatorOptions } from '../emulator/emulator.ts';
import { faultNames, findFault } from '../emulator/faults/faults.ts';
import { SuiteError } from '../errors.ts';
import { plainText } from '../report/plain-text.ts';
import { closestName } from './closest-name.ts';

/**
 * The options of a faulty emulator.
 * @throws SuiteError `ADAPTER_UNKNOWN` where there is no such fault
 */
export async function faultyEmulator(name: string): Promise<EmulatorOptions> {
  const fault = await findFault(name);
  if (fault !== undefined) return { ...fault.settings, variation: fault.variation };
  const near = closestName(name, [...(await faultNames()).values()].flat());
  const message = `the emulator has no variant "${plainText(name, 80)}"`;
  const meant = near === undefined ? '' : `did you mean ${near}? `;
  throw new SuiteError('ADAPTER_UNKNOWN', message, `${meant}See kexcts list faults, or write emulator alone`);
}
