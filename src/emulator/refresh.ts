// StartSessionKeyRefresh and FinishSessionKeyRefresh: the session key is XORed with a random number of the driver's.
import { capsBits } from '../core/windows/guids.ts';
import { aesKeyBytes } from './aes.ts';
import type { RefreshBehaviour } from './behaviour.ts';
import { invalid, outputBuffer, type CallTable } from './call-table.ts';
import type { Driver } from './driver.ts';
import { answerBytesParam, objectParam } from './params.ts';

export function correctRefresh(driver: Driver): RefreshBehaviour {
  return {
    refreshRandom: () => driver.random(aesKeyBytes),
    startRefresh(session, random) {
      session.pendingRandom = random;
    },
    refreshedKey: (key, random) => Buffer.from(key.map((byte, at) => byte ^ (random[at] ?? 0))),
    finishRefresh(session, key, random) {
      const { behaviour } = driver;
      behaviour.storeKey(session.slot, behaviour.refreshedKey(key, random));
      session.pendingRandom = null;
    },
  };
}

export const refreshCalls: CallTable = {
  StartSessionKeyRefresh(driver, params) {
    const { behaviour } = driver;
    const device = objectParam(params, 'hDevice', driver.devices);
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    const buffer = outputBuffer(answerBytesParam(params, 'RandomNumberSize'));
    const allowed = (behaviour.caps() & capsBits.FRESHEN_SESSION_KEY) !== 0 && device === session.device;
    if (allowed && buffer.length === aesKeyBytes && behaviour.keyInForce(session) !== null) {
      const random = behaviour.refreshRandom(session);
      behaviour.startRefresh(session, random);
      random.copy(buffer);
    } else {
      invalid(driver);
    }
    return { RandomNumber: buffer.toString('hex') };
  },

  FinishSessionKeyRefresh(driver, params) {
    const { behaviour } = driver;
    const device = objectParam(params, 'hDevice', driver.devices);
    const session = objectParam(params, 'hCryptoSession', driver.sessions);
    const key = behaviour.keyInForce(session);
    if (device === session.device && key !== null && session.pendingRandom !== null) {
      behaviour.finishRefresh(session, key, session.pendingRandom);
    } else {
      invalid(driver);
    }
    return {};
  },
};
