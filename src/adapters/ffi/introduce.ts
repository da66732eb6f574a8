// The answer to `initialize`, from what the driver's table holds (adapter protocol, section 3).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { suiteVersion } from '../../core/package-root.ts';
import { placements, type Dialect, type FlagCapability, type Result } from '../../core/protocol/adapter.ts';
import type { Driver } from './driver.ts';
import type { FunctionName } from './driver-functions.ts';
import { guidText } from './guid-text.ts';

/** The function that stands for each capability; where it depends on others they are there too. */
const offeredBy: Readonly<Partial<Record<FlagCapability, FunctionName>>> = {
  opm: 'OPMCreateProtectedOutput',
  authenticatedChannel: 'CreateAuthenticatedChannel',
  refresh: 'StartSessionKeyRefresh',
  encryptionBltKey: 'GetEncryptionBltKey',
  encryptionBlt: 'EncryptionBlt',
  decryptionBlt: 'DecryptionBlt',
  probeSessionKey: 'probeSessionKey',
  provisionKey: 'provisionKey',
  failAllocation: 'armAllocation',
  memoryUse: 'memoryUse',
  probeChannelKey: 'probeChannelKey',
};

function dialectsOf({ functions }: Driver): readonly Dialect[] {
  return [
    ...(functions.NegotiateCryptoSessionKeyExchange === undefined ? [] : (['d3d11.1'] as const)),
    ...(functions.NegotiateCryptoSessionKeyExchangeFlags === undefined ? [] : (['wddm2.4'] as const)),
  ];
}

/** The `result` of `initialize` for an opened driver, and the file that it came from. */
export function introduce(driver: Driver, path: string): Result {
  const { name, version, vendor, functions, bltBytes } = driver;
  const offered = Object.entries(offeredBy).filter(([, needed]) => functions[needed] !== undefined);
  return {
    protocol: 1,
    adapter: { name: 'kexcts-ffi', version: suiteVersion },
    driver: {
      name,
      version,
      ...(vendor === undefined ? {} : { vendor }),
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    },
    dialects: dialectsOf(driver),
    decodeProfiles: driver.decodeProfiles.map(guidText),
    capabilities: {
      ...Object.fromEntries(offered.map(([capability]) => [capability, true])),
      ...(driver.concurrent ? { concurrent: true } : {}),
      timing: true,
      buffers: placements,
      ...(bltBytes.length === 0 ? {} : { bltBytes }),
    },
  };
}
