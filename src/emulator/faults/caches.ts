// Faults of what a driver caches of blocks and keys: results looked up by a part of a block, buffers used again.
import type { Variation } from '../driver.ts';
import type { Attempt, Decoded, KeySlot } from '../state.ts';
import type { FaultTable } from './family.ts';

/** Decoded blocks are looked up by a name of them before anything is computed. */
const cachedBy =
  (nameOf: (block: Buffer) => string, which: (decoded: Decoded) => boolean): Variation =>
  (correct) => {
    const known = new Map<string, Decoded>();
    return {
      decryptBlock(block, key, purpose) {
        const name = `${purpose} ${key.name} ${nameOf(block)}`;
        const earlier = known.get(name);
        if (earlier !== undefined) return earlier;
        const decoded = correct.decryptBlock(block, key, purpose);
        const kept: Decoded =
          decoded.defect === null ? { message: Buffer.from(decoded.message), defect: null } : decoded;
        if (which(decoded)) known.set(name, kept);
        return decoded;
      },
    };
  };

const accepted = ({ defect }: Decoded): boolean => defect === null;
const refused = ({ defect }: Decoded): boolean => defect !== null;
const head = (block: Buffer): string => block.toString('latin1', 0, 16);
const tail = (block: Buffer): string => block.toString('latin1', 240);

/** A table of so many places for keys; the next session after the last takes the first place again. */
const placesFor =
  (count: number): Variation =>
  (correct) => {
    const places: KeySlot[] = [];
    let made = 0;
    return {
      newKeySlot(device, purpose) {
        if (purpose !== 'session') return correct.newKeySlot(device, purpose);
        const at = made++ % count;
        return (places[at] ??= correct.newKeySlot(device, purpose));
      },
    };
  };

/** A refusal leaves a mark, for which the next success stores no key. */
const afterRefusals =
  (counts: (attempt: Attempt) => boolean): Variation =>
  (correct) => {
    const marked = new WeakSet<KeySlot>();
    return {
      afterFailure(attempt) {
        if (counts(attempt)) marked.add(attempt.owner.slot);
      },
      storeKey(slot, key) {
        if (!marked.delete(slot)) correct.storeKey(slot, key);
      },
    };
  };

export const cacheFaults = {
  'block-known-by-its-first-16-bytes': cachedBy(head, accepted),
  'block-known-by-its-last-16-bytes': cachedBy(tail, accepted),
  'refusal-known-by-its-first-16-bytes': cachedBy(head, refused),
  'refusal-known-by-its-last-16-bytes': cachedBy(tail, refused),
  'block-refused-once-is-refused-for-ever': (correct) => {
    const turnedDown = new Set<string>();
    const nameOf = ({ data }: Attempt): string =>
      data === null || data.length < 256 ? '' : data.read(0, 256).toString('latin1');
    return {
      conclude(attempt, reason) {
        if (reason !== null) turnedDown.add(nameOf(attempt));
        return correct.conclude(attempt, reason);
      },
      renegotiationFits: (attempt) => !turnedDown.has(nameOf(attempt)) && correct.renegotiationFits(attempt),
    };
  },
  'key-left-in-the-work-buffer': (correct) => {
    // Every message is decoded into the same bytes, and sessions point there.
    const work = Buffer.alloc(16);
    return {
      keyOfMessage(message) {
        const key = correct.keyOfMessage(message);
        if (key === null) return null;
        key.copy(work);
        return work;
      },
    };
  },
  'key-left-in-the-buffer-of-decoding': (correct) => {
    const work = Buffer.alloc(16);
    return {
      findSeparator(db, start) {
        // Whatever comes of the checks, the end of DB lies there.
        db.copy(work, 0, db.length - 16);
        return correct.findSeparator(db, start);
      },
      storeKey: (slot, key) => correct.storeKey(slot, work.equals(key) ? work : key),
    };
  },
  'same-key-again-refused': (correct) => ({
    conclude(attempt, reason) {
      const again = reason === null && attempt.key !== null && attempt.owner.slot.key?.equals(attempt.key);
      return correct.conclude(attempt, again === true ? 'message-length' : reason);
    },
  }),
  'third-key-not-stored': (correct) => {
    const stored = new WeakMap<KeySlot, number>();
    return {
      storeKey(slot, key) {
        const times = (stored.get(slot) ?? 0) + 1;
        stored.set(slot, times);
        if (times !== 3) correct.storeKey(slot, key);
      },
    };
  },
  'key-after-a-refusal-not-stored': afterRefusals(() => true),
  'second-key-after-a-refusal-not-stored': afterRefusals(({ owner }) => owner.slot.key !== null),
  'sessions-share-16-places-for-keys': placesFor(16),
  'sessions-share-32-places-for-keys': placesFor(32),
  'destroying-a-session-takes-the-last-ones-key': (correct, driver) => ({
    releaseKeySlot(slot) {
      correct.releaseKeySlot(slot);
      const last = [...driver.sessions.values()].at(-1);
      if (last !== undefined) last.slot.key = null;
    },
  }),
} as const satisfies FaultTable;
