// Looks at the keys of all objects of a case, behind each step.
import { Refused, type Bench } from './bench.ts';
import { seeKey } from './key-oracle.ts';
import type { SeenKey } from './observation.ts';
import { seeSigningKey } from './opm-information.ts';
import type { Sending } from './sending.ts';

/** Keys in force on every object that can be looked at. */
export async function seeKeys(sending: Sending): Promise<Record<string, SeenKey>> {
  const keys: Record<string, SeenKey> = {};
  const { bench, means, survey, objects } = sending;
  for (const [name, object] of objects.entries()) {
    let seen: SeenKey | undefined;
    if (object.kind === 'session') {
      const { hDevice, handle: hCryptoSession, lastKey } = object;
      const list = sending.candidates.list();
      // Most calls change no key, and the cipher of the last one is at hand.
      const candidates = lastKey === undefined ? list : [lastKey, ...list];
      seen = await seeKey(bench, means, { hDevice, hCryptoSession }, candidates, object.keyed);
      if (typeof seen?.key === 'string' && seen.key !== 'other') object.lastKey = seen.key;
    } else if (object.kind === 'channel' && survey.capabilities.probeChannelKey === true) {
      seen = await hook(bench, 'test/probeChannelKey', { hAuthChannel: object.handle });
    } else if (object.kind === 'output') {
      seen = survey.keyOracle.includes('test/probeSigningKey')
        ? await hook(bench, 'test/probeSigningKey', { hProtectedOutput: object.handle })
        : await seeSigningKey(bench, object);
    }
    if (seen !== undefined) keys[name] = seen;
  }
  return keys;
}

async function hook(
  bench: Bench,
  method: string,
  params: Record<string, unknown>,
): Promise<SeenKey | undefined> {
  try {
    const { key } = await bench.call(method, params);
    return { by: 'hook', key: typeof key === 'string' ? key.toLowerCase() : null };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
