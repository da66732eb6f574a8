// What the emulator has, and how it introduces itself in the answer to `initialize` (adapter protocol, section 3).
import {
  flagCapabilities,
  placements,
  type Capabilities,
  type FlagCapability,
} from '../core/protocol/adapter.ts';
import { suiteVersion } from '../core/package-root.ts';
import { decodeProfiles } from './sessions.ts';
import type { Settings, Withheld } from './settings.ts';

/** Methods that exist only with a capability or hook. */
export const methodNeeds: Readonly<Record<string, Withheld>> = {
  StartSessionKeyRefresh: 'refresh',
  FinishSessionKeyRefresh: 'refresh',
  GetEncryptionBltKey: 'encryptionBltKey',
  DecryptionBlt: 'decryptionBlt',
  EncryptionBlt: 'encryptionBlt',
  DestroySurface: 'decryptionBlt',
  CreateAuthenticatedChannel: 'authenticatedChannel',
  DestroyAuthenticatedChannel: 'authenticatedChannel',
  NegotiateAuthenticatedChannelKeyExchange: 'authenticatedChannel',
  QueryAuthenticatedChannel: 'authenticatedChannel',
  ConfigureAuthenticatedChannel: 'authenticatedChannel',
  OPMCreateProtectedOutput: 'opm',
  OPMDestroyProtectedOutput: 'opm',
  OPMGetCertificateSize: 'opm',
  OPMGetCertificate: 'opm',
  OPMGetRandomNumber: 'opm',
  OPMSetSigningKeyAndSequenceNumbers: 'opm',
  OPMGetInformation: 'opm',
  'test/probeSessionKey': 'probeSessionKey',
  'test/probeChannelKey': 'probeChannelKey',
  'test/probeSigningKey': 'probeSigningKey',
  'test/provisionKey': 'provisionKey',
  'test/failAllocation': 'failAllocation',
  'test/memoryUse': 'memoryUse',
  'test/reset': 'reset',
};

/** Whether a capability or hook is there. */
export function has(settings: Settings, capability: Withheld): boolean {
  if (settings.without.includes(capability)) return false;
  if (capability === 'concurrent') return settings.concurrent;
  if (capability === 'timing') return settings.timing !== 'none';
  return true;
}

function capabilitiesOf(settings: Settings): Capabilities {
  const flags: Partial<Record<FlagCapability, boolean>> = {};
  for (const capability of flagCapabilities) if (has(settings, capability)) flags[capability] = true;
  return {
    ...flags,
    ...(has(settings, 'buffers') ? { buffers: placements } : {}),
    ...(settings.bltBytes.length > 0 ? { bltBytes: settings.bltBytes } : {}),
  };
}

/** The answer to `initialize`. */
export function introductionOf(settings: Settings): Record<string, unknown> {
  const offered = settings.keyExchange === 'rsaes-oaep' || settings.keyExchange === 'both';
  return {
    protocol: 1,
    adapter: { name: 'kexcts-emulator', version: suiteVersion },
    driver: { name: 'kexcts emulated driver', version: suiteVersion, vendor: 'kexcts' },
    dialects: settings.dialects,
    capabilities: capabilitiesOf(settings),
    decodeProfiles: offered ? decodeProfiles : [],
  };
}
