// Faults of what happens where an allocation fails, and of memory that is not given back.
import { statusCodes } from '../../core/windows/hresult.ts';
import { heapBytes } from '../allocations.ts';
import { DriverCrash } from '../refusal.ts';
import { restrictedTo } from './restricted.ts';
import type { FaultTable } from './family.ts';
import { allFailWith, failsWith } from './fails-with.ts';

export const memoryFaults = {
  'no-memory-told-as-e-fail': failsWith({ memory: statusCodes.E_FAIL }),
  'no-memory-told-as-invalid': failsWith({ memory: statusCodes.E_INVALIDARG }),
  'no-memory-told-as-ntstatus': failsWith({ memory: statusCodes.STATUS_NO_MEMORY }),
  'no-memory-told-as-video-memory': failsWith({ memory: statusCodes.D3DDDIERR_OUTOFVIDEOMEMORY }),
  'no-memory-told-as-s-ok': failsWith({ memory: statusCodes.S_OK }),
  'no-memory-loses-the-key': () => ({
    afterFailure({ owner }, reason) {
      if (reason === 'memory') owner.slot.key = null;
    },
  }),
  'no-memory-stores-the-key': (correct) => ({
    checks: ['flags', 'device', 'size', 'pointer', 'renegotiation', 'decoding', 'memory'],
    afterFailure({ owner, key }, reason) {
      if (reason === 'memory' && key !== null) correct.storeKey(owner.slot, key);
    },
  }),
  'no-memory-for-ever': (correct) => {
    let exhausted = false;
    return {
      takeMemory(attempt) {
        exhausted ||= !correct.takeMemory(attempt);
        return !exhausted;
      },
    };
  },
  'no-memory-crashes': (correct) => ({
    takeMemory(attempt) {
      if (!correct.takeMemory(attempt)) throw new DriverCrash('access violation: write at address 0');
      return true;
    },
  }),
  'last-allocation-unchecked': (correct) => ({
    takeMemory(attempt) {
      const taken = correct.takeMemory(attempt);
      if (!taken && attempt.work.length === 2) throw new DriverCrash('access violation: write at address 0');
      return taken;
    },
  }),
  'no-memory-told-by-callback': (correct, driver) => ({
    failureCode(reason, attempt) {
      if (reason === 'memory') driver.setError(statusCodes.E_OUTOFMEMORY);
      return correct.failureCode(reason, attempt);
    },
  }),
  'bad-padding-told-as-no-memory': allFailWith(
    ['too-short', 'leading-byte', 'label-hash', 'separator', 'range'],
    statusCodes.E_OUTOFMEMORY,
  ),
  'valid-block-told-as-no-memory-now-and-then': (correct) => {
    let calls = 0;
    return { takeMemory: (attempt) => ++calls % 40 !== 0 && correct.takeMemory(attempt) };
  },
  'memory-of-a-call-kept': (correct, driver) => ({
    conclude(attempt, reason) {
      driver.allocations.allocate(heapBytes.workBuffer, 'work buffer');
      return correct.conclude(attempt, reason);
    },
  }),
  'memory-of-a-refused-call-kept': (correct) => ({
    conclude(attempt, reason) {
      if (reason !== null) attempt.work.length = 0;
      return correct.conclude(attempt, reason);
    },
  }),
  'memory-of-the-old-key-kept': (correct) => ({
    conclude(attempt, reason) {
      if (reason === null) attempt.owner.slot.schedule = null;
      return correct.conclude(attempt, reason);
    },
  }),
  'session-no-memory-told-as-invalid': restrictedTo(
    'session',
    failsWith({ memory: statusCodes.E_INVALIDARG }),
  ),
  'channel-no-memory-told-as-e-fail': restrictedTo('channel', failsWith({ memory: statusCodes.E_FAIL })),
} as const satisfies FaultTable;
