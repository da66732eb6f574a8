// Correct drivers that differ in their objects: how many there may be, when they come to what they need, who may call at once.
import { statusCodes } from '../../core/windows/hresult.ts';
import { guidBytes, guids } from '../../core/windows/guids.ts';
import type { Driver, Variation } from '../driver.ts';
import type { FaultTable } from '../faults/family.ts';
import type { Settings } from '../settings.ts';
import type { Output, Purpose } from '../state.ts';

const only = (settings: Partial<Settings>): { settings: Partial<Settings>; variation: Variation } => ({
  settings,
  variation: () => ({}),
});

const counted = (driver: Driver, kind: Purpose): number =>
  kind === 'session' ? driver.sessions.size : kind === 'opm' ? driver.outputs.size : driver.channels.size;

const atMost =
  (most: number, limited: Purpose): Variation =>
  (_correct, driver) => ({ hasRoom: (kind) => kind !== limited || counted(driver, kind) < most });

const overlapping: Partial<Settings> = { dialects: ['wddm2.4'], concurrent: true };

const requests = (...names: readonly string[]): ReadonlySet<string> =>
  new Set(names.map((guid) => guidBytes(guid).toString('hex')));
const initialise = requests(guids.CONFIGURE_INITIALIZE);

/** Output that a driver stores something of. */
const outputs = (): WeakSet<Output> => new WeakSet();

export const objectVariants = {
  'eight-sessions-at-once': atMost(8, 'session'),
  'two-protected-outputs-at-once': atMost(2, 'opm'),
  'one-channel-at-once': atMost(1, 'channel'),
  'no-software-channels': only({ channels: 'none' }),
  'no-decode-profiles': only({ decodeProfile: 'none' }),

  'one-call-at-a-time-slowly': only({ delayMs: 1, timing: 'none' }),
  'twin-overlaps': only(overlapping),
  'twin-does-one-call-after-the-other': {
    settings: overlapping,
    variation: (correct) => ({
      validate: (attempt) => (attempt.entry === 'mt' ? null : correct.validate(attempt)),
      conclude: (attempt, reason) =>
        correct.conclude(attempt, attempt.entry === 'mt' ? correct.validate(attempt) : reason),
    }),
  },
  'twin-refused-while-the-session-is-in-use': {
    settings: overlapping,
    variation: (correct) => {
      const inUse = new Set<object>();
      const refused = new WeakSet<object>();
      return {
        validate(attempt) {
          if (inUse.has(attempt.owner)) {
            refused.add(attempt);
            return 'renegotiation';
          }
          inUse.add(attempt.owner);
          return correct.validate(attempt);
        },
        conclude(attempt, reason) {
          if (!refused.has(attempt)) inUse.delete(attempt.owner);
          return correct.conclude(attempt, reason);
        },
      };
    },
  },

  'channel-commands-not-supported': () => ({ knowsChannelRequest: (type) => initialise.has(type) }),
  'channel-sequence-ends-with-the-key': (correct, driver) => ({
    afterSuccess(attempt) {
      correct.afterSuccess(attempt);
      const channel = driver.channels.get(attempt.owner.handle);
      if (channel !== undefined) [channel.nextQuery, channel.nextConfigure] = [null, null];
    },
  }),

  'opm-second-block-taken': only({ opmRepeat: 'replace' }),
  'opm-one-block-for-each-output': (correct) => {
    const tried = outputs();
    return {
      opmRepeatFits(output) {
        const first = !tried.has(output);
        tried.add(output);
        return first && correct.opmRepeatFits(output);
      },
    };
  },
  'opm-random-number-must-be-read': (correct) => {
    const read = outputs();
    return {
      randomOf(output) {
        read.add(output);
        return correct.randomOf(output);
      },
      opmRepeatFits: (output) => read.has(output) && correct.opmRepeatFits(output),
    };
  },
  'opm-random-number-anew-at-each-read': (correct, driver) => ({
    randomOf(output) {
      driver.random(16).copy(output.random);
      return correct.randomOf(output);
    },
  }),
  'opm-status-as-hresult': (correct) => ({
    opmFailureCode(reason) {
      const code = correct.opmFailureCode(reason);
      return code === statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
        ? statusCodes.ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
        : code;
    },
  }),
} as const satisfies FaultTable;
