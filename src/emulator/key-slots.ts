// Where negotiated keys lie, and which private key an exchange is decrypted with.
import type { KeyBehaviour } from './behaviour.ts';
import type { Driver } from './driver.ts';
import { poolKey } from './keys.ts';

/** OPM's key where it has a certificate of its own. */
const ownOpmKey = 'test-rsa2048-f';
/** The channels' key where they have one of their own. */
const ownChannelKey = 'test-rsa2048-e';

export function correctKeys(driver: Driver): KeyBehaviour {
  const { settings } = driver;
  return {
    newKeySlot: () => ({ key: null, schedule: null }),
    releaseKeySlot(slot) {
      slot.key = null;
    },
    keyInForce: ({ slot }) => slot.key,
    privateKeyFor(purpose, device) {
      if (driver.provisionedKey !== null) return driver.provisionedKey;
      if (purpose === 'opm' && settings.opmCertificate === 'own') return poolKey(ownOpmKey);
      if (purpose === 'channel' && settings.channelCertificate === 'own') return poolKey(ownChannelKey);
      return device?.key ?? poolKey(settings.key);
    },
  };
}
