// NegotiateCryptoSessionKeyExchange and the calls like it: the checks, the decoding, and what becomes of the key.
import type { Params } from '../core/protocol/adapter.ts';
import { guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { aesKeyBytes } from './aes.ts';
import { heapBytes } from './allocations.ts';
import type { NegotiationBehaviour } from './behaviour.ts';
import { ending, type CallTable, type PendingResult } from './call-table.ts';
import type { Driver } from './driver.ts';
import { transport } from './hw-protection.ts';
import { Memory } from './memory.ts';
import { objectParam, optionalUintParam, placementParam, pointerParam, uintParam } from './params.ts';
import { DriverCrash, noSuchCall } from './refusal.ts';
import type { Check } from './settings.ts';
import type { Attempt, Reason, Session } from './state.ts';

/** "The key buffer must contain 256 bytes of data" (page of the entry point). */
const blockBytes = 256;
/** OPM's layout: random number, key, two sequence numbers. */
const opmBytes = 40;

export function correctNegotiation(driver: Driver): NegotiationBehaviour {
  const { settings, allocations } = driver;

  function decode(attempt: Attempt): Reason | null {
    const { behaviour } = driver;
    if (attempt.data === null) return 'pointer';
    const key = behaviour.privateKeyFor(attempt.purpose, attempt.owner.device);
    const decoded = behaviour.decryptBlock(behaviour.readBlock(attempt.data, attempt), key, attempt.purpose);
    if (decoded.defect !== null) return decoded.defect;
    attempt.key = behaviour.keyOfMessage(decoded.message);
    return attempt.key === null ? 'message-length' : null;
  }

  const run: Readonly<Record<Check, (attempt: Attempt) => Reason | null>> = {
    flags: (attempt) => (driver.behaviour.flagsFit(attempt) ? null : 'flags'),
    device: (attempt) => (driver.behaviour.deviceFits(attempt) ? null : 'device'),
    size: (attempt) => (driver.behaviour.sizeFits(attempt) ? null : 'size'),
    pointer: (attempt) => (driver.behaviour.pointerFits(attempt) ? null : 'pointer'),
    renegotiation: (attempt) => (driver.behaviour.renegotiationFits(attempt) ? null : 'renegotiation'),
    memory: (attempt) => (driver.behaviour.takeMemory(attempt) ? null : 'memory'),
    decoding: decode,
  };

  return {
    checks: settings.checks,

    validate(attempt) {
      for (const check of driver.behaviour.checks) {
        const reason = run[check](attempt);
        if (reason !== null) return reason;
      }
      return null;
    },

    conclude(attempt, reason) {
      const { behaviour } = driver;
      const { slot } = attempt.owner;
      for (const block of attempt.work) allocations.free(block);
      if (reason === null && attempt.key !== null) {
        behaviour.storeKey(slot, attempt.key);
        allocations.free(slot.schedule);
        slot.schedule = attempt.schedule;
        behaviour.afterSuccess(attempt);
      } else {
        allocations.free(attempt.schedule);
        if (reason !== null) behaviour.afterFailure(attempt, reason);
      }
      if (attempt.data !== null) behaviour.finishWithData(attempt.data, attempt);
      return reason === null ? behaviour.successCode : behaviour.failureCode(reason, attempt);
    },

    flagsFit: ({ flags }) => flags === 0 || settings.flags === 'ignore',
    deviceFits: ({ device, owner }) => device === owner.device,
    sizeFits: ({ dataSize }) => dataSize === blockBytes,
    pointerFits({ data }) {
      if (data === null && settings.nullPData === 'crash') {
        throw new DriverCrash('access violation: read at address 0');
      }
      return data !== null;
    },
    renegotiationFits: ({ owner }) =>
      settings.renegotiation === 'replace' || driver.behaviour.keyInForce(owner) === null,

    takeMemory(attempt) {
      const workBuffer = allocations.allocate(heapBytes.workBuffer, 'work buffer');
      if (workBuffer === null) return false;
      attempt.work.push(workBuffer);
      const context = allocations.allocate(heapBytes.bigNumberContext, 'big-number context');
      if (context === null) return false;
      attempt.work.push(context);
      attempt.schedule = allocations.allocate(heapBytes.keySchedule, 'key schedule');
      return attempt.schedule !== null;
    },

    readBlock: (data) => data.read(0, blockBytes),

    keyOfMessage(message) {
      if (message.length === aesKeyBytes) return Buffer.from(message);
      if (message.length < aesKeyBytes || settings.longerPlaintext === 'refuse') return null;
      if (settings.longerPlaintext === 'first16') return Buffer.from(message.subarray(0, aesKeyBytes));
      return message.length === opmBytes ? Buffer.from(message.subarray(16, 16 + aesKeyBytes)) : null;
    },

    storeKey(slot, key) {
      slot.key = key;
    },

    afterSuccess({ owner }) {
      const session = driver.sessions.get(owner.handle);
      if (session !== undefined && settings.refreshAcrossNegotiation === 'drop') session.pendingRandom = null;
    },

    afterFailure() {
      // A failed call leaves the session as it was.
    },

    successCode: statusCodes.S_OK,
    failureCode: (reason) => (reason === 'memory' ? statusCodes.E_OUTOFMEMORY : statusCodes.E_INVALIDARG),

    finishWithData(data, { dataSize }) {
      // DataSize says how much is the driver's, and the caller may have promised more than there is.
      const bytes = Math.min(data.length, dataSize);
      if (settings.pData === 'overwrite' && bytes > 0) data.write(0, Buffer.alloc(bytes));
    },
  };
}

/** Reads the arguments and runs the first half of a call; what it gives runs the second. */
function begin(
  driver: Driver,
  params: Params,
  called: Pick<Attempt, 'purpose' | 'entry' | 'owner' | 'flags'>,
): PendingResult {
  const device = objectParam(params, 'hDevice', driver.devices);
  const dataSize = uintParam(params, 'DataSize');
  const bytes = pointerParam(params, 'pData');
  const placement = placementParam(params);
  const data = bytes === null ? null : new Memory(bytes, placement);
  // Member by member: spreading takes longer than all else that is done here.
  const { purpose, entry, owner, flags } = called;
  const attempt: Attempt = {
    purpose,
    entry,
    device,
    owner,
    flags,
    dataSize,
    data,
    work: [],
    schedule: null,
    key: null,
  };
  delay(driver.settings.delayMs);
  const carried = isTransport(attempt) ? transport(attempt) : undefined;
  const reason = carried === undefined ? driver.behaviour.validate(attempt) : null;
  return () => {
    const hr = carried ?? driver.behaviour.conclude(attempt, reason);
    const result: Record<string, unknown> = { hr };
    if (data !== null) ending(driver, data, result);
    return result;
  };
}

function isTransport({ purpose, owner }: Attempt): boolean {
  return purpose === 'session' && (owner as Session).keyExchangeType === guids.KEY_EXCHANGE_HW_PROTECTION;
}

/** The setting `delayMs`, for real: the thread waits. */
function delay(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function beginSession(driver: Driver, params: Params, isMt: boolean): PendingResult {
  const owner = objectParam(params, 'hCryptoSession', driver.sessions);
  const flags = optionalUintParam(params, 'flags');
  const five = isMt || flags !== undefined;
  const dialect = five ? 'wddm2.4' : 'd3d11.1';
  if (driver.settings.slot === 'null' || !driver.settings.dialects.includes(dialect)) {
    throw noSuchCall(`the driver has no ${five ? 'five' : 'four'}-argument form of this entry point`);
  }
  const entry = isMt ? 'mt' : five ? 'five' : 'four';
  return begin(driver, params, { purpose: 'session', entry, owner, flags: flags ?? 0 });
}

export const negotiationCalls: CallTable = {
  NegotiateCryptoSessionKeyExchange: (driver, params) => beginSession(driver, params, false)(),
  NegotiateAuthenticatedChannelKeyExchange(driver, params) {
    const owner = objectParam(params, 'hAuthChannel', driver.channels);
    return begin(driver, params, { purpose: 'channel', entry: 'four', owner, flags: 0 })();
  },
};

/** NegotiateCryptoSessionKeyExchangeMT, in two halves. */
export const mtCall = (driver: Driver, params: Params): PendingResult => beginSession(driver, params, true);
