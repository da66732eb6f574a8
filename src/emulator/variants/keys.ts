// Correct drivers that settle otherwise what the documents leave open of keys: longer messages, second keys, refreshes, memory.
import { statusCodes } from '../../core/windows/hresult.ts';
import { heapBytes, type Block } from '../allocations.ts';
import type { Driver, Variation } from '../driver.ts';
import type { FaultTable } from '../faults/family.ts';
import type { Settings } from '../settings.ts';
import type { Attempt, KeySlot, Session } from '../state.ts';

const only = (settings: Partial<Settings>): { settings: Partial<Settings>; variation: Variation } => ({
  settings,
  variation: () => ({}),
});

const keyBytes = 16;
const opmBytes = 40;

function sessionOf(driver: Driver, slot: KeySlot): Session | undefined {
  return [...driver.sessions.values()].find((session) => session.slot === slot);
}

function isRefreshing(driver: Driver, { owner }: Attempt): boolean {
  return (driver.sessions.get(owner.handle)?.pendingRandom ?? null) !== null;
}

export const keyVariants = {
  'longer-message-front-taken': only({ longerPlaintext: 'first16' }),
  'longer-message-read-as-opm': only({ longerPlaintext: 'opm' }),
  'longer-message-front-or-opm': (correct) => ({
    keyOfMessage(message) {
      if (message.length <= keyBytes) return correct.keyOfMessage(message);
      const from = message.length === opmBytes ? keyBytes : 0;
      return Buffer.from(message.subarray(from, from + keyBytes));
    },
  }),
  'longer-message-taken-up-to-32-bytes': (correct) => ({
    keyOfMessage: (message) =>
      message.length > keyBytes && message.length <= 32
        ? Buffer.from(message.subarray(0, keyBytes))
        : correct.keyOfMessage(message),
  }),

  'second-key-refused': only({ renegotiation: 'refuse' }),
  'second-key-refused-before-all-else': only({
    renegotiation: 'refuse',
    checks: ['renegotiation', 'flags', 'device', 'size', 'pointer', 'memory', 'decoding'],
  }),
  'second-key-refused-after-all-else': only({
    renegotiation: 'refuse',
    checks: ['flags', 'device', 'size', 'pointer', 'memory', 'decoding', 'renegotiation'],
  }),
  'second-key-told-as-no-memory': {
    settings: { renegotiation: 'refuse' },
    variation: (correct) => ({
      failureCode: (reason, attempt) =>
        reason === 'renegotiation' ? statusCodes.E_OUTOFMEMORY : correct.failureCode(reason, attempt),
    }),
  },
  'one-call-for-each-session': (correct) => {
    const called = new WeakSet<object>();
    return {
      renegotiationFits(attempt) {
        const first = !called.has(attempt.owner);
        return first && correct.renegotiationFits(attempt);
      },
      conclude(attempt, reason) {
        called.add(attempt.owner);
        return correct.conclude(attempt, reason);
      },
    };
  },
  'one-call-for-each-session-refused-last': {
    settings: { checks: ['flags', 'device', 'size', 'pointer', 'memory', 'decoding', 'renegotiation'] },
    variation: (correct) => {
      const keyed = new WeakSet<object>();
      return {
        renegotiationFits: ({ owner }) => !keyed.has(owner),
        afterSuccess(attempt) {
          keyed.add(attempt.owner);
          correct.afterSuccess(attempt);
        },
        afterFailure: ({ owner }) => keyed.add(owner),
      };
    },
  },

  'refresh-dropped-by-a-new-key': only({ refreshAcrossNegotiation: 'drop' }),
  'refresh-under-way-refuses-a-new-key': (correct, driver) => ({
    renegotiationFits: (attempt) => !isRefreshing(driver, attempt) && correct.renegotiationFits(attempt),
  }),
  'refresh-under-way-defers-a-new-key': (correct, driver) => {
    const deferred = new WeakMap<KeySlot, Buffer>();
    return {
      storeKey(slot, key) {
        const waits = (sessionOf(driver, slot)?.pendingRandom ?? null) !== null;
        if (waits) deferred.set(slot, key);
        else correct.storeKey(slot, key);
      },
      finishRefresh(session, key, random) {
        const waiting = deferred.get(session.slot);
        deferred.delete(session.slot);
        session.pendingRandom = null;
        correct.storeKey(session.slot, waiting ?? driver.behaviour.refreshedKey(key, random));
      },
    };
  },
  'refresh-started-twice-keeps-its-number': (correct) => ({
    refreshRandom: (session) => session.pendingRandom ?? correct.refreshRandom(session),
  }),
  'refresh-started-twice-adds-up': (correct, driver) => ({
    startRefresh(session, random) {
      const before = session.pendingRandom;
      correct.startRefresh(session, before === null ? random : driver.behaviour.refreshedKey(before, random));
    },
  }),

  'no-allocations': only({ allocations: 'none' }),
  'one-allocation-for-the-key': (_correct, driver) => ({
    takeMemory(attempt) {
      attempt.schedule = driver.allocations.allocate(heapBytes.keySchedule, 'key schedule');
      return attempt.schedule !== null;
    },
  }),
  'memory-done-without': (correct) => ({
    takeMemory(attempt) {
      correct.takeMemory(attempt);
      return true;
    },
  }),
  'memory-taken-once-and-kept': (_correct, driver) => {
    let pool: Block | null = null;
    return {
      takeMemory() {
        pool ??= driver.allocations.allocate(heapBytes.bigNumberContext, 'pool');
        return pool !== null;
      },
    };
  },
  'last-64-calls-remembered': (correct, driver) => {
    const calls: (Block | null)[] = [];
    return {
      conclude(attempt, reason) {
        calls.push(driver.allocations.allocate(32, 'trace'));
        if (calls.length > 64) driver.allocations.free(calls.shift() ?? null);
        return correct.conclude(attempt, reason);
      },
    };
  },
} as const satisfies FaultTable;
