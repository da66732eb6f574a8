// Variants of the emulator by name, faulty and correct ones.
import type { EmulatorOptions } from '../emulator/emulator.ts';
import { faultNames, findFault } from '../emulator/faults/faults.ts';
import { findVariant, variantNames } from '../emulator/variants/variants.ts';
import { SuiteError } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';
import { closestName } from './closest-name.ts';

/**
 * The options of a variant.
 * @throws SuiteError `ADAPTER_UNKNOWN` where there is none of that name
 */
export async function faultyEmulator(name: string): Promise<EmulatorOptions> {
  const variant = (await findFault(name)) ?? (await findVariant(name));
  if (variant !== undefined) return { ...variant.settings, variation: variant.variation };
  const names = [...[...(await faultNames()).values()].flat(), ...(await variantNames())];
  const near = closestName(name, names);
  const message = `the emulator has no variant "${plainText(name, 80)}"`;
  const meant = near === undefined ? '' : `did you mean ${near}? `;
  throw new SuiteError(
    'ADAPTER_UNKNOWN',
    message,
    `${meant}See kexcts list faults and kexcts list variants, or write emulator alone`,
  );
}
