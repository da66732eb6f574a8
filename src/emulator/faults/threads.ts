// Faults of the five-argument form and of the MT function; the latter need a driver whose calls overlap.
import { statusCodes } from '../../core/windows/hresult.ts';
import type { Variation } from '../driver.ts';
import { DriverCrash } from '../refusal.ts';
import type { Settings } from '../settings.ts';
import type { Attempt } from '../state.ts';
import type { FaultTable, SettledFault } from './family.ts';
import { restrictedTo } from './restricted.ts';
import { failsWith } from './fails-with.ts';

const overlapping: Partial<Settings> = { dialects: ['wddm2.4'], concurrent: true };

const inMtCall = (variation: Variation): SettledFault => ({
  settings: overlapping,
  variation: restrictedTo('mt', variation),
});

/** Counts the calls of the MT function that are under way. */
const whileOthersAreUnderWay = (
  happens: (attempt: Attempt, underWay: number) => 'renegotiation' | null,
): SettledFault => ({
  settings: overlapping,
  variation: (correct) => {
    let underWay = 0;
    return {
      validate(attempt) {
        const others = underWay++;
        return (others > 0 ? happens(attempt, others) : null) ?? correct.validate(attempt);
      },
      conclude(attempt, reason) {
        underWay -= 1;
        return correct.conclude(attempt, reason);
      },
    };
  },
});

export const threadFaults = {
  'twin-not-there': inMtCall(() => ({ conclude: () => statusCodes.E_NOTIMPL })),
  'twin-stores-no-key': inMtCall(() => ({ storeKey: () => undefined })),
  'twin-ignores-padding': inMtCall((correct) => ({
    leadingByteFits: () => true,
    labelHashMatches: () => true,
    findSeparator: (db, start) => Math.max(correct.findSeparator(db, start), db.length - 17),
  })),
  'twin-ignores-the-size': inMtCall(() => ({ sizeFits: () => true })),
  'twin-ignores-the-device': inMtCall(() => ({ deviceFits: () => true })),
  'twin-range-unchecked': inMtCall(() => ({ integerInRange: () => true })),
  'twin-lhash-first-half-only': inMtCall(() => ({
    labelHashMatches: (seen, expected) => seen.subarray(0, 32).equals(expected.subarray(0, 32)),
  })),
  'twin-sha1-tried-too': inMtCall((correct) => ({
    parameterCandidates: (purpose) => [
      ...correct.parameterCandidates(purpose),
      { hash: 'sha1', mgfHash: 'sha1', label: '' },
    ],
  })),
  'twin-short-message-taken': inMtCall((correct) => ({
    keyOfMessage: (message) =>
      message.length < 16
        ? Buffer.concat([message, Buffer.alloc(16 - message.length)])
        : correct.keyOfMessage(message),
  })),
  'twin-byte-behind-read': inMtCall((correct) => ({
    readBlock(data, attempt) {
      data.read(256, 1);
      return correct.readBlock(data, attempt);
    },
  })),
  'twin-byte-behind-written': inMtCall(() => ({
    finishWithData: (data, { dataSize }) => data.write(dataSize, Buffer.of(0)),
  })),
  'twin-loses-other-keys': inMtCall((correct, driver) => ({
    afterSuccess(attempt) {
      correct.afterSuccess(attempt);
      for (const { slot } of driver.sessions.values()) if (slot !== attempt.owner.slot) slot.key = null;
    },
  })),
  'twin-loses-the-key-on-failure': inMtCall(() => ({
    afterFailure({ owner }) {
      owner.slot.key = null;
    },
  })),
  'twin-tells-y-apart': inMtCall(failsWith({ 'leading-byte': statusCodes.E_FAIL })),
  'twin-calls-back': inMtCall((correct, driver) => ({
    failureCode(reason, attempt) {
      driver.setError(statusCodes.E_INVALIDARG);
      return correct.failureCode(reason, attempt);
    },
  })),
  'flags-taken-for-the-size': {
    settings: overlapping,
    variation: () => ({ sizeFits: ({ flags }) => flags === 256 }),
  },
  'flags-must-not-be-zero': {
    settings: overlapping,
    variation: () => ({ flagsFit: ({ entry, flags }) => entry === 'four' || flags !== 0 }),
  },
  'twin-refused-while-another-is-under-way': whileOthersAreUnderWay(() => 'renegotiation'),
  'twin-crashes-while-another-is-under-way': whileOthersAreUnderWay(() => {
    throw new DriverCrash('access violation: write to a context that another thread has freed');
  }),
  'twin-shares-the-work-buffer': {
    settings: overlapping,
    variation: (correct) => {
      let shared: Buffer | null = null;
      return {
        validate(attempt) {
          const reason = correct.validate(attempt);
          if (attempt.key !== null) shared = attempt.key;
          return reason;
        },
        conclude(attempt, reason) {
          if (reason === null) attempt.key = shared;
          return correct.conclude(attempt, reason);
        },
      };
    },
  },
  'twin-shares-the-verdict': {
    settings: overlapping,
    variation: (correct) => {
      let last: ReturnType<typeof correct.validate> = null;
      return {
        validate: (attempt) => (last = correct.validate(attempt)),
        conclude: (attempt, reason) => correct.conclude(attempt, attempt.entry === 'mt' ? last : reason),
      };
    },
  },
  'twin-stores-in-the-session-of-another': {
    settings: overlapping,
    variation: (correct) => {
      const underWay: Attempt[] = [];
      return {
        validate(attempt) {
          underWay.push(attempt);
          return correct.validate(attempt);
        },
        conclude(attempt, reason) {
          const before = underWay.shift() ?? attempt;
          if (before === attempt || reason !== null) return correct.conclude(attempt, reason);
          const code = correct.conclude(attempt, reason);
          const { slot } = attempt.owner;
          const other = before.owner.slot;
          [slot.key, other.key] = [other.key, slot.key];
          return code;
        },
      };
    },
  },
} as const satisfies FaultTable;
