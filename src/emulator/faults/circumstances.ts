// Faults that show in some circumstances only: a session with a key, a later device, a refresh under way, an odd address.
import { statusCodes } from '../../core/windows/hresult.ts';
import { guids } from '../../core/windows/guids.ts';
import type { Driver, Variation } from '../driver.ts';
import type { Attempt, Device, Reason } from '../state.ts';
import type { FaultTable } from './family.ts';
import { restrictedWhere, type Circumstances } from './restricted.ts';
import { allFailWith, failsWith } from './fails-with.ts';

const paddingIgnored: Variation = (correct) => ({
  leadingByteFits: () => true,
  labelHashMatches: () => true,
  findSeparator: (db, start) => Math.max(correct.findSeparator(db, start), db.length - 17),
});

const anyPadding: readonly Reason[] = ['leading-byte', 'label-hash', 'separator'];

const hasKey: Circumstances =
  (driver) =>
  ({ owner }) =>
    driver.behaviour.keyInForce(owner) !== null;

const onLaterDevices: Circumstances =
  (driver) =>
  ({ owner }) =>
    owner.device !== [...driver.devices.values()][0];

const sessionOf = (driver: Driver, { owner }: Attempt) => driver.sessions.get(owner.handle);

const withProfile: Circumstances = (driver) => (attempt) =>
  (sessionOf(driver, attempt)?.decodeProfile ?? guids.NULL_GUID) !== guids.NULL_GUID;

/** Further devices that a session is used with. */
const devicesToo =
  (taken: (driver: Driver, attempt: Attempt) => boolean): Variation =>
  (correct, driver) => ({ deviceFits: (attempt) => correct.deviceFits(attempt) || taken(driver, attempt) });

function isBefore({ devices }: Driver, one: Device, other: Device): boolean {
  const order = [...devices.values()];
  return order.indexOf(one) < order.indexOf(other);
}

const hasSessions = ({ sessions }: Driver, { device }: Attempt): boolean =>
  [...sessions.values()].some((session) => session.device === device);

export const circumstanceFaults = {
  'padding-ignored-on-keyed-sessions': restrictedWhere(hasKey, paddingIgnored),
  'padding-ignored-on-later-devices': restrictedWhere(onLaterDevices, paddingIgnored),
  'padding-ignored-during-a-refresh': restrictedWhere(
    (driver) => (attempt) => (sessionOf(driver, attempt)?.pendingRandom ?? null) !== null,
    paddingIgnored,
  ),
  'padding-ignored-at-odd-addresses': restrictedWhere(
    () =>
      ({ data }) =>
        data?.placement === 'unaligned',
    paddingIgnored,
  ),
  'padding-ignored-with-a-decode-profile': restrictedWhere(withProfile, paddingIgnored),
  'padding-ignored-beside-another-session': restrictedWhere(
    (driver) => () => driver.sessions.size > 1,
    paddingIgnored,
  ),
  'padding-ignored-right-after-a-success': (correct, driver) => {
    let accepted = false;
    const loose = { ...correct, ...paddingIgnored(correct, driver) };
    const now = (): typeof correct => (accepted ? loose : correct);
    return {
      leadingByteFits: (y) => now().leadingByteFits(y),
      labelHashMatches: (seen, expected) => now().labelHashMatches(seen, expected),
      findSeparator: (db, start) => now().findSeparator(db, start),
      conclude(attempt, reason) {
        accepted = reason === null;
        return correct.conclude(attempt, reason);
      },
    };
  },
  'padding-ignored-from-the-100th-call-on': restrictedWhere(() => {
    let calls = 0;
    return () => ++calls >= 100;
  }, paddingIgnored),
  'range-unchecked-on-keyed-sessions': restrictedWhere(hasKey, () => ({ integerInRange: () => true })),
  'size-unchecked-on-keyed-sessions': restrictedWhere(hasKey, () => ({ sizeFits: () => true })),
  'later-device-accepted': devicesToo((driver, { device, owner }) => isBefore(driver, owner.device, device)),
  'earlier-device-accepted': devicesToo((driver, { device, owner }) =>
    isBefore(driver, device, owner.device),
  ),
  'device-with-sessions-accepted': devicesToo(hasSessions),
  'device-without-sessions-accepted': devicesToo((driver, attempt) => !hasSessions(driver, attempt)),
  'device-unchecked-on-keyed-sessions': restrictedWhere(hasKey, () => ({ deviceFits: () => true })),
  'short-message-taken-on-keyed-sessions': restrictedWhere(hasKey, (correct) => ({
    keyOfMessage: (message) =>
      message.length < 16
        ? Buffer.concat([message, Buffer.alloc(16 - message.length)])
        : correct.keyOfMessage(message),
  })),
  'padding-told-otherwise-on-keyed-sessions': restrictedWhere(
    hasKey,
    allFailWith(anyPadding, statusCodes.E_OUTOFMEMORY),
  ),
  'size-told-otherwise-on-keyed-sessions': restrictedWhere(
    hasKey,
    failsWith({ size: statusCodes.E_OUTOFMEMORY }),
  ),
  'padding-told-otherwise-on-later-devices': restrictedWhere(
    onLaterDevices,
    allFailWith(anyPadding, statusCodes.E_OUTOFMEMORY),
  ),
  'padding-told-otherwise-with-a-decode-profile': restrictedWhere(
    withProfile,
    allFailWith(anyPadding, statusCodes.E_FAIL),
  ),
} as const satisfies FaultTable;
