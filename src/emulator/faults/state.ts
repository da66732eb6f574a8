// Faults of what a call leaves behind: the key, the keys of others, and what later calls find.
import { statusCodes } from '../../core/windows/hresult.ts';
import { aesEcbDecrypt } from '../../core/aes-ecb.ts';
import type { Driver, Variation } from '../driver.ts';
import { decodeProfiles } from '../sessions.ts';
import type { Attempt, Device, KeySlot, Reason } from '../state.ts';
import { guids } from '../../core/windows/guids.ts';
import { DriverCrash } from '../refusal.ts';
import { shownWhere, type FaultTable } from './family.ts';
import { restrictedTo } from './restricted.ts';
import { failsWith } from './fails-with.ts';

const paddingReasons: readonly Reason[] = ['range', 'too-short', 'leading-byte', 'label-hash', 'separator'];

/** What a failure for one of these reasons does to the key of the session. */
const failing =
  (reasons: readonly Reason[] | 'any', change: (slot: KeySlot, attempt: Attempt) => void): Variation =>
  () => ({
    afterFailure(attempt, reason) {
      if (reasons === 'any' || reasons.includes(reason)) change(attempt.owner.slot, attempt);
    },
  });

const lose = (slot: KeySlot): void => {
  slot.key = null;
};

/** What becomes of a new key where there is an old one. */
const replacing =
  (merged: (old: Buffer, key: Buffer) => Buffer): Variation =>
  (correct) => ({
    storeKey: (slot, key) => correct.storeKey(slot, slot.key === null ? key : merged(slot.key, key)),
  });

/** One place for the keys of all sessions that have the same name here. */
const slotsSharedBy =
  (nameOf: (device: Device | null, purpose: string) => string | null): Variation =>
  (correct) => {
    const shared = new Map<string, KeySlot>();
    return {
      newKeySlot(device, purpose) {
        const name = nameOf(device, purpose);
        if (name === null) return correct.newKeySlot(device, purpose);
        const slot = shared.get(name) ?? correct.newKeySlot(device, purpose);
        shared.set(name, slot);
        return slot;
      },
    };
  };

function loseAll(driver: Driver, except?: KeySlot): void {
  for (const { slot } of driver.sessions.values()) if (slot !== except) slot.key = null;
}

/** Refused for a reason that is none of the caller's. */
const refusedWhere =
  (refused: (driver: Driver) => (attempt: Attempt) => boolean): Variation =>
  (correct, driver) => {
    const isRefused = refused(driver);
    return { renegotiationFits: (attempt) => !isRefused(attempt) && correct.renegotiationFits(attempt) };
  };

const onlyOnce =
  (nameOf: (attempt: Attempt) => string): Variation =>
  (correct) => {
    const seen = new Set<string>();
    return {
      conclude(attempt, reason) {
        const name = reason === null ? nameOf(attempt) : '';
        const again = reason === null && seen.has(name);
        if (reason === null) seen.add(name);
        return correct.conclude(attempt, again ? 'renegotiation' : reason);
      },
    };
  };

export const stateFaults = {
  'key-stored-though-decoding-failed': (correct) => {
    let last = Buffer.alloc(16);
    return {
      findSeparator(db, start) {
        last = Buffer.from(db.subarray(-16));
        return correct.findSeparator(db, start);
      },
      afterFailure({ owner }, reason) {
        if (reason === 'leading-byte' || reason === 'label-hash') correct.storeKey(owner.slot, last);
      },
    };
  },
  'key-stored-before-the-device-is-checked': (correct) => ({
    checks: ['flags', 'size', 'pointer', 'renegotiation', 'memory', 'decoding', 'device'],
    afterFailure({ owner, key }, reason) {
      if (reason === 'device' && key !== null) correct.storeKey(owner.slot, key);
    },
  }),
  'failure-loses-the-key': failing('any', lose),
  'wrong-size-loses-the-key': failing(['size'], lose),
  'bad-padding-loses-the-key': failing(paddingReasons, lose),
  'range-error-loses-the-key': failing(['range'], lose),
  'short-message-loses-the-key': failing(['message-length'], lose),
  'other-device-loses-the-key': failing(['device'], lose),
  'failure-leaves-a-zero-key': failing('any', (slot) => {
    slot.key = Buffer.alloc(16);
  }),
  'failure-wipes-half-the-key': failing('any', (slot) => {
    if (slot.key !== null) slot.key = Buffer.concat([Buffer.alloc(8), slot.key.subarray(8)]);
  }),

  's-ok-with-the-old-key': replacing((old) => old),
  'new-key-xored-into-the-old': replacing((old, key) =>
    Buffer.from(key.map((byte, at) => byte ^ (old[at] ?? 0))),
  ),
  'new-key-ored-into-the-old': replacing((old, key) =>
    Buffer.from(key.map((byte, at) => byte | (old[at] ?? 0))),
  ),
  'new-key-unwrapped-under-the-old': replacing((old, key) => aesEcbDecrypt(old, key)),
  'new-key-half-stored': replacing((old, key) => Buffer.concat([key.subarray(0, 8), old.subarray(8)])),
  's-ok-and-no-key': () => ({ storeKey: () => undefined }),
  's-ok-and-a-zero-key': (correct) => ({ storeKey: (slot) => correct.storeKey(slot, Buffer.alloc(16)) }),
  'key-gone-after-one-use': () => ({
    keyInForce({ slot }) {
      const { key } = slot;
      slot.key = null;
      return key;
    },
  }),

  'one-key-for-all-sessions': slotsSharedBy((_device, purpose) => (purpose === 'session' ? 'all' : null)),
  'one-key-for-each-device': slotsSharedBy((device, purpose) =>
    purpose === 'session' ? (device?.handle ?? 'none') : null,
  ),
  'one-key-for-sessions-and-channels': slotsSharedBy((device, purpose) =>
    purpose === 'opm' ? null : (device?.handle ?? 'none'),
  ),
  'session-born-with-a-dead-ones-key': (correct) => {
    const freed: KeySlot[] = [];
    return {
      releaseKeySlot: (slot) => freed.push(slot),
      newKeySlot: (device, purpose) =>
        (purpose === 'session' ? freed.pop() : undefined) ?? correct.newKeySlot(device, purpose),
    };
  },
  'session-born-with-the-last-key': (correct) => {
    let last: Buffer | null = null;
    return {
      storeKey(slot, key) {
        last = key;
        correct.storeKey(slot, key);
      },
      newKeySlot: (device, purpose) => ({
        ...correct.newKeySlot(device, purpose),
        key: purpose === 'session' ? last : null,
      }),
    };
  },
  'session-born-with-a-zero-key': (correct) => ({
    newKeySlot: (device, purpose) => ({
      ...correct.newKeySlot(device, purpose),
      key: purpose === 'session' ? Buffer.alloc(16) : null,
    }),
  }),
  'negotiation-loses-other-keys': (correct, driver) => ({
    afterSuccess(attempt) {
      correct.afterSuccess(attempt);
      loseAll(driver, attempt.owner.slot);
    },
  }),
  'failure-loses-other-keys': (_correct, driver) => ({
    afterFailure: (attempt) => loseAll(driver, attempt.owner.slot),
  }),
  'session-failure-loses-other-keys': restrictedTo('session', (_correct, driver) => ({
    afterFailure: (attempt) => loseAll(driver, attempt.owner.slot),
  })),
  'creating-a-session-loses-other-keys': (correct, driver) => ({
    newKeySlot(device, purpose) {
      loseAll(driver);
      return correct.newKeySlot(device, purpose);
    },
  }),
  'destroying-a-session-loses-other-keys': (correct, driver) => ({
    releaseKeySlot(slot) {
      correct.releaseKeySlot(slot);
      loseAll(driver);
    },
  }),
  'reading-the-certificate-loses-the-key': (correct, driver) => ({
    certificateFor(purpose, device) {
      if (purpose === 'session') loseAll(driver);
      return correct.certificateFor(purpose, device);
    },
  }),

  'other-device-accepted': shownWhere(
    ({ reasons }) => reasons.has('device'),
    () => ({ deviceFits: () => true }),
  ),
  'other-device-told-as-handle': failsWith({ device: statusCodes.E_HANDLE }),
  'other-device-told-as-s-ok': failsWith({ device: statusCodes.S_OK }),
  'only-the-first-device-works': refusedWhere((driver) => ({ owner }) => {
    const [first] = driver.devices.values();
    return owner.device !== first;
  }),

  'certificate-must-be-read-first': (correct) => {
    const read = new Set<Device | null>();
    return {
      certificateFor(purpose, device) {
        if (purpose === 'session') read.add(device);
        return correct.certificateFor(purpose, device);
      },
      renegotiationFits: (attempt) =>
        (attempt.purpose === 'channel' || read.has(attempt.owner.device)) &&
        correct.renegotiationFits(attempt),
    };
  },
  'decode-profile-refused': refusedWhere(
    (driver) => (attempt) =>
      decodeProfiles.includes(driver.sessions.get(attempt.owner.handle)?.decodeProfile ?? ''),
  ),
  'decode-profile-makes-no-session': (correct) => ({
    sessionCode: (cryptoType, decodeProfile, keyExchangeType) =>
      decodeProfiles.includes(decodeProfile)
        ? statusCodes.E_INVALIDARG
        : correct.sessionCode(cryptoType, decodeProfile, keyExchangeType),
  }),
  'null-profile-makes-no-session': (correct) => ({
    sessionCode: (cryptoType, decodeProfile, keyExchangeType) =>
      decodeProfile === guids.NULL_GUID
        ? statusCodes.E_FAIL
        : correct.sessionCode(cryptoType, decodeProfile, keyExchangeType),
  }),
  'sessions-run-out': (correct) => {
    let made = 0;
    return {
      sessionCode(cryptoType, decodeProfile, keyExchangeType) {
        made += 1;
        return made > 256
          ? statusCodes.E_FAIL
          : correct.sessionCode(cryptoType, decodeProfile, keyExchangeType);
      },
    };
  },
  'works-the-first-100-times': refusedWhere(() => {
    let calls = 0;
    return () => ++calls > 100;
  }),
  'works-the-first-1000-times': refusedWhere(() => {
    let calls = 0;
    return () => ++calls > 1000;
  }),
  'refused-every-100th-time': refusedWhere(() => {
    let calls = 0;
    return () => ++calls % 100 === 0;
  }),
  'block-taken-once': (correct) => {
    const taken = new Set<string>();
    let block = '';
    return {
      readBlock(data, attempt) {
        const bytes = correct.readBlock(data, attempt);
        block = bytes.toString('latin1');
        return bytes;
      },
      keyOfMessage(message) {
        if (taken.has(block)) return null;
        taken.add(block);
        return correct.keyOfMessage(message);
      },
    };
  },
  'block-bound-to-its-first-session': (correct) => {
    const owners = new Map<string, string>();
    let owner = '';
    return {
      readBlock(data, attempt) {
        const block = correct.readBlock(data, attempt);
        const name = block.toString('latin1');
        owner = owners.get(name) ?? attempt.owner.handle;
        owners.set(name, owner);
        if (owner !== attempt.owner.handle) return Buffer.alloc(block.length);
        return block;
      },
    };
  },
  'destroying-a-keyed-session-crashes': (correct) => ({
    releaseKeySlot(slot) {
      if (slot.key !== null) throw new DriverCrash('access violation: key freed twice');
      correct.releaseKeySlot(slot);
    },
  }),
  'key-taken-once': onlyOnce(({ key }) => key?.toString('latin1') ?? ''),
  'session-dead-after-a-refusal': restrictedTo('session', (correct) => {
    const blocked = new Set<string>();
    return {
      afterFailure: ({ owner }) => blocked.add(owner.handle),
      renegotiationFits: (attempt) =>
        !blocked.has(attempt.owner.handle) && correct.renegotiationFits(attempt),
    };
  }),
  'refusal-blocks-the-session': (correct) => {
    const blocked = new Set<string>();
    return {
      afterFailure: ({ owner }) => blocked.add(owner.handle),
      renegotiationFits: (attempt) =>
        !blocked.has(attempt.owner.handle) && correct.renegotiationFits(attempt),
    };
  },
  'refusal-blocks-the-next-call': (correct) => {
    let refused = false;
    return {
      conclude(attempt, reason) {
        const before = refused && reason === null;
        refused = reason !== null;
        return correct.conclude(attempt, before ? 'renegotiation' : reason);
      },
    };
  },
  'code-of-the-call-before': (correct) => {
    let before: number = statusCodes.S_OK;
    return {
      conclude(attempt, reason) {
        const code = correct.conclude(attempt, reason);
        const previous = before;
        before = code;
        return previous;
      },
    };
  },
} as const satisfies FaultTable;
