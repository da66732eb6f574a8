// Null implementations: drivers that do nothing right. A run whose cases do not catch them proves nothing (design, section 6).
import type { Variation } from '../../emulator/driver.ts';
import { statusCodes } from '../../core/windows/hresult.ts';

export interface Canary {
  readonly name: string;
  readonly variation: Variation;
}

const answers = (code: number): Variation => {
  return () => ({ validate: () => null, conclude: () => code });
};

export const canaries: readonly Canary[] = [
  { name: 'always S_OK', variation: answers(statusCodes.S_OK) },
  { name: 'always E_INVALIDARG', variation: answers(statusCodes.E_INVALIDARG) },
  { name: 'always E_NOTIMPL', variation: answers(statusCodes.E_NOTIMPL) },
  { name: 'S_OK without a key', variation: () => ({ storeKey: () => undefined }) },
  {
    name: 'S_OK with the key of the first call',
    variation: (correct) => {
      let first: Buffer | undefined;
      return {
        storeKey: (slot, key) => {
          first ??= Buffer.from(key);
          correct.storeKey(slot, first);
        },
      };
    },
  },
  {
    name: 'accepts any padding',
    variation: () => ({
      leadingByteFits: () => true,
      labelHashMatches: () => true,
      // Wherever the separator may be, the last 16 bytes are taken for the key.
      findSeparator: (db) => db.length - 17,
    }),
  },
];
