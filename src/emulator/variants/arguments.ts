// Correct drivers that look at their arguments in another order, or do with the caller's memory what no document forbids.
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import type { FaultTable } from '../faults/family.ts';
import { DriverCrash } from '../refusal.ts';
import type { Check, Settings } from '../settings.ts';
import type { Reason } from '../state.ts';

const inOrder = (...checks: readonly Check[]): { settings: Partial<Settings>; variation: Variation } => ({
  settings: { checks },
  variation: () => ({}),
});

const failsWith = (codes: Readonly<Partial<Record<Reason, number>>>): Variation => {
  return (correct) => ({
    failureCode: (reason, attempt) => codes[reason] ?? correct.failureCode(reason, attempt),
  });
};

/** What becomes of a null pData where DataSize promises bytes. */
const atNull =
  (code: number): Variation =>
  (correct) => ({
    failureCode: (reason, attempt) => (reason === 'pointer' ? code : correct.failureCode(reason, attempt)),
  });

export const argumentVariants = {
  'device-looked-at-last': inOrder(
    'flags',
    'size',
    'pointer',
    'renegotiation',
    'memory',
    'decoding',
    'device',
  ),
  'size-looked-at-late': inOrder('memory', 'renegotiation', 'device', 'flags', 'pointer', 'size', 'decoding'),
  'pointer-looked-at-first': inOrder(
    'pointer',
    'size',
    'memory',
    'decoding',
    'renegotiation',
    'flags',
    'device',
  ),
  'memory-taken-first': inOrder('memory', 'size', 'pointer', 'decoding', 'device', 'flags', 'renegotiation'),
  'memory-taken-last': inOrder('device', 'flags', 'pointer', 'size', 'decoding', 'renegotiation', 'memory'),
  'flags-looked-at-last': inOrder(
    'size',
    'device',
    'pointer',
    'renegotiation',
    'memory',
    'decoding',
    'flags',
  ),

  'null-data-crashes': { settings: { nullPData: 'crash' }, variation: () => ({}) },
  'null-data-told-as-pointer': atNull(statusCodes.E_POINTER),
  'null-data-told-as-s-ok': atNull(statusCodes.S_OK),
  'null-data-looked-at-before-the-size': {
    settings: { checks: ['pointer', 'flags', 'device', 'size', 'renegotiation', 'memory', 'decoding'] },
    variation: (correct) => ({
      pointerFits(attempt) {
        if (attempt.data === null && attempt.dataSize > 0) {
          throw new DriverCrash('access violation: read at address 0');
        }
        return attempt.data !== null || attempt.dataSize === 0;
      },
      sizeFits: (attempt) => attempt.data !== null && correct.sizeFits(attempt),
    }),
  },
  'flags-ignored': { settings: { flags: 'ignore' }, variation: () => ({}) },
  'flags-told-as-no-memory': failsWith({ flags: statusCodes.E_OUTOFMEMORY }),
  'other-device-told-as-no-memory': failsWith({ device: statusCodes.E_OUTOFMEMORY }),

  'data-wiped': { settings: { pData: 'overwrite' }, variation: () => ({}) },
  'data-wiped-on-success': () => ({
    finishWithData(data, { key, dataSize }) {
      if (key !== null) data.write(0, Buffer.alloc(Math.min(dataSize, data.length)));
    },
  }),
  'data-decrypted-in-place': (correct) => ({
    readBlock(data, attempt) {
      const block = Buffer.from(correct.readBlock(data, attempt));
      // The work is done in the caller's memory, and leaves it as noise.
      data.write(0, Buffer.from(block.map((byte) => byte ^ 0x5a)));
      return block;
    },
  }),
  'data-copied-before-the-size-is-checked': (correct) => ({
    sizeFits(attempt) {
      attempt.data?.read(0, attempt.dataSize);
      return correct.sizeFits(attempt);
    },
  }),
  'data-read-byte-by-byte-from-its-end': () => ({
    readBlock(data, { dataSize }) {
      const block = Buffer.alloc(dataSize);
      for (let at = dataSize - 1; at >= 0; at -= 1) block[at] = data.read(at, 1)[0] ?? 0;
      return block;
    },
  }),
} as const satisfies FaultTable;
