// Faults of StartSessionKeyRefresh and FinishSessionKeyRefresh, of GetEncryptionBltKey and the blits.
import type { Variation } from '../driver.ts';
import { DriverCrash } from '../refusal.ts';
import type { FaultTable } from './family.ts';

/** The key that a refresh makes of the old one and the random number. */
const refreshedTo =
  (make: (key: Buffer, random: Buffer) => Buffer): Variation =>
  () => ({ refreshedKey: make });

const bytewise =
  (combine: (a: number, b: number, at: number) => number) =>
  (a: Buffer, b: Buffer): Buffer =>
    Buffer.from(a.map((byte, at) => combine(byte, b[at] ?? 0, at)));

const xor = bytewise((a, b) => a ^ b);

/** Counts the blocks of a blit in another way: `step` turns the counter into that of the next block. */
const counting =
  (step: (counter: Buffer) => void): Variation =>
  (correct) => ({
    ctr(key, iv, data) {
      const blocks: Buffer[] = [];
      const counter = Buffer.from(iv);
      for (let at = 0; at < data.length; at += 16) {
        blocks.push(correct.ctr(key, counter, data.subarray(at, at + 16)));
        step(counter);
      }
      return Buffer.concat(blocks);
    },
  });

export const refreshAndBlitFaults = {
  'refresh-in-force-at-once': (correct) => ({
    startRefresh(session, random) {
      const { key } = session.slot;
      correct.startRefresh(session, random);
      if (key !== null) correct.storeKey(session.slot, correct.refreshedKey(key, random));
    },
    finishRefresh(session) {
      session.pendingRandom = null;
    },
  }),
  'refresh-never-in-force': () => ({
    finishRefresh(session) {
      session.pendingRandom = null;
    },
  }),
  'refresh-replaces-the-key': refreshedTo((_key, random) => random),
  'refresh-adds': refreshedTo(bytewise((a, b) => (a + b) & 0xff)),
  'refresh-first-half-only': refreshedTo(bytewise((a, b, at) => (at < 8 ? a ^ b : a))),
  'refresh-loses-the-key': () => ({
    finishRefresh(session) {
      session.pendingRandom = null;
      session.slot.key = null;
    },
  }),
  'refresh-start-loses-the-key': (correct) => ({
    startRefresh(session, random) {
      correct.startRefresh(session, random);
      session.slot.key = null;
    },
  }),
  'refresh-random-always-the-same': () => ({ refreshRandom: () => Buffer.alloc(16, 0x5c) }),
  'refresh-start-crashes-the-second-time': (correct) => {
    const started = new Set<string>();
    return {
      startRefresh(session, random) {
        if (started.has(session.handle)) throw new DriverCrash('access violation: random number freed twice');
        started.add(session.handle);
        correct.startRefresh(session, random);
      },
    };
  },
  'refresh-of-all-sessions': (correct, driver) => ({
    finishRefresh(session, key, random) {
      correct.finishRefresh(session, key, random);
      for (const { slot } of driver.sessions.values()) {
        if (slot !== session.slot && slot.key !== null) slot.key = xor(slot.key, random);
      }
    },
  }),
  'refresh-number-shared-by-all-sessions': (correct, driver) => ({
    startRefresh(session, random) {
      correct.startRefresh(session, random);
      for (const other of driver.sessions.values())
        if (other.pendingRandom !== null) other.pendingRandom = random;
    },
  }),
  'refresh-ended-by-a-refusal': (_correct, driver) => ({
    afterFailure({ owner }) {
      const session = driver.sessions.get(owner.handle);
      if (session !== undefined) session.pendingRandom = null;
    },
  }),
  'refresh-ended-by-a-wrong-size': (_correct, driver) => ({
    afterFailure({ owner }, reason) {
      const session = driver.sessions.get(owner.handle);
      if (session !== undefined && reason === 'size') session.pendingRandom = null;
    },
  }),
  'refresh-ended-by-a-refusal-elsewhere': (_correct, driver) => ({
    afterFailure({ owner }) {
      for (const session of driver.sessions.values())
        if (session.handle !== owner.handle) session.pendingRandom = null;
    },
  }),
  'refresh-ended-by-reading-the-certificate': (correct, driver) => ({
    certificateFor(purpose, device) {
      for (const session of driver.sessions.values()) session.pendingRandom = null;
      return correct.certificateFor(purpose, device);
    },
  }),
  'read-back-key-under-the-first-key': (correct) => {
    const first = new WeakMap<object, Buffer>();
    let session: object = {};
    return {
      readBackKey(of) {
        session = of;
        return correct.readBackKey(of);
      },
      wrapKey(key, under) {
        const kept = first.get(session) ?? Buffer.from(under);
        first.set(session, kept);
        return correct.wrapKey(key, kept);
      },
    };
  },
  'refresh-works-once': (correct) => {
    const refreshed = new Set<string>();
    return {
      finishRefresh(session, key, random) {
        if (refreshed.has(session.handle)) session.pendingRandom = null;
        else correct.finishRefresh(session, key, random);
        refreshed.add(session.handle);
      },
    };
  },
  'refresh-of-equal-keys': (correct, driver) => ({
    finishRefresh(session, key, random) {
      const old = Buffer.from(key);
      correct.finishRefresh(session, key, random);
      for (const { slot } of driver.sessions.values())
        if (slot.key?.equals(old) === true) slot.key = session.slot.key;
    },
  }),
  'refresh-ended-by-a-new-session': (correct, driver) => ({
    newKeySlot(device, purpose) {
      for (const session of driver.sessions.values()) session.pendingRandom = null;
      return correct.newKeySlot(device, purpose);
    },
  }),
  'refresh-ended-by-the-end-of-a-session': (correct, driver) => ({
    releaseKeySlot(slot) {
      for (const session of driver.sessions.values()) session.pendingRandom = null;
      correct.releaseKeySlot(slot);
    },
  }),
  'read-back-key-anew-every-other-time': (correct) => {
    let calls = 0;
    return {
      readBackKey: (session) =>
        (calls++ % 2 === 1 ? session.readBackKey : null) ?? correct.readBackKey(session),
    };
  },
  'read-back-key-always-the-same': () => ({ readBackKey: () => Buffer.alloc(16, 0x3a) }),
  'read-back-key-in-clear': () => ({ wrapKey: (key) => Buffer.from(key) }),
  'read-back-key-becomes-the-session-key': (correct) => ({
    readBackKey(session) {
      const key = correct.readBackKey(session);
      session.slot.key = key;
      return key;
    },
  }),
  'blit-loses-the-key': (correct) => ({
    encryptionIv(session) {
      session.slot.key = null;
      return correct.encryptionIv(session);
    },
  }),
  'blit-counter-of-32-bits': counting((counter) =>
    counter.writeUInt32LE((counter.readUInt32LE(12) + 1) >>> 0, 12),
  ),
  'blit-counter-of-8-bits': counting((counter) => counter.writeUInt8((counter.readUInt8(15) + 1) & 0xff, 15)),
  'blit-content-key-kept': (correct) => {
    let first: Buffer | null = null;
    return { unwrapKey: (wrapped, under) => (first ??= correct.unwrapKey(wrapped, under)) };
  },
  'blit-content-key-ignored': () => ({ unwrapKey: (_wrapped, under) => under }),
} as const satisfies FaultTable;
