// Drivers in which the entry point does not do its work at all.
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import type { FaultTable } from './family.ts';

/** Nothing is looked at, nothing is kept. */
const answers =
  (code: number): Variation =>
  () => ({ validate: () => null, conclude: () => code });

/** Nothing is decrypted: these bytes of the buffer, or these fixed ones, become the key. */
const keyWithoutDecryption =
  (keyOf: (block: Buffer) => Buffer): Variation =>
  () => ({ decryptBlock: (block) => ({ message: Buffer.from(keyOf(block)), defect: null }) });

export const stubFaults = {
  'always-s-ok': answers(statusCodes.S_OK),
  'always-e-notimpl': answers(statusCodes.E_NOTIMPL),
  'always-e-invalidarg': answers(statusCodes.E_INVALIDARG),
  'always-e-fail': answers(statusCodes.E_FAIL),
  'always-invalid-call': answers(statusCodes.D3DDDIERR_INVALIDCALL),
  'always-e-outofmemory': answers(statusCodes.E_OUTOFMEMORY),
  's-ok-for-256-bytes': (correct) => ({
    validate: (attempt) => (correct.sizeFits(attempt) ? null : 'size'),
  }),
  'success-told-as-s-false': () => ({ successCode: statusCodes.S_FALSE }),
  'success-told-as-redirection': () => ({ successCode: statusCodes.DXGI_STATUS_NO_REDIRECTION }),
  'success-told-as-e-fail': () => ({ successCode: statusCodes.E_FAIL }),
  'key-of-the-first-call-for-ever': (correct) => {
    let first: Buffer | undefined;
    return {
      storeKey(slot, key) {
        first ??= Buffer.from(key);
        correct.storeKey(slot, first);
      },
    };
  },
  'key-is-the-head-of-the-block': keyWithoutDecryption((block) => block.subarray(0, 16)),
  'key-is-built-in': keyWithoutDecryption(() => Buffer.alloc(16, 0x42)),
} as const satisfies FaultTable;
