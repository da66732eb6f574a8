// Looks at the keys of all objects of a case, behind each step.
import { Refused, type DriverSession } from './driver-session.ts';
import { readKey } from './key-reader.ts';
import type { ObservedKey } from './observed-step.ts';
import { readSigningKey } from './signing-key.ts';
import type { SendContext } from './send-context.ts';

/** Keys in force on every object that can be looked at. */
export async function readKeys(context: SendContext): Promise<Record<string, ObservedKey>> {
  const keys: Record<string, ObservedKey> = {};
  const { driver, keyReadMethods: means, survey, objects } = context;
  for (const [name, object] of objects.entries()) {
    let seen: ObservedKey | undefined;
    if (object.kind === 'session') {
      const { hDevice, handle: hCryptoSession, lastKey } = object;
      const list = context.candidates.list();
      // Most calls change no key, and the cipher of the last one is at hand.
      const candidates = lastKey === undefined ? list : [lastKey, ...list];
      seen = await readKey(driver, means, { hDevice, hCryptoSession }, candidates, object.keyed);
      if (typeof seen?.key === 'string' && seen.key !== 'other') object.lastKey = seen.key;
    } else if (object.kind === 'channel' && survey.capabilities.probeChannelKey === true) {
      seen = await readKeyByProbe(driver, 'test/probeChannelKey', { hAuthChannel: object.handle });
    } else if (object.kind === 'output') {
      seen = survey.keyOracle.includes('test/probeSigningKey')
        ? await readKeyByProbe(driver, 'test/probeSigningKey', { hProtectedOutput: object.handle })
        : await readSigningKey(driver, object);
    }
    if (seen !== undefined) keys[name] = seen;
  }
  return keys;
}

async function readKeyByProbe(
  driver: DriverSession,
  method: string,
  params: Record<string, unknown>,
): Promise<ObservedKey | undefined> {
  try {
    const { key } = await driver.call(method, params);
    return { by: 'hook', key: typeof key === 'string' ? key.toLowerCase() : null };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
