// Correct drivers that offer less, more, or other things: capabilities, caps, key-exchange types, certificates, blits.
import { capsBits } from '../../core/windows/guids.ts';
import { certificateChain, chainOf } from '../certificate-chain.ts';
import type { Variation } from '../driver.ts';
import type { FaultTable } from '../faults/family.ts';
import { withholdable, type Settings } from '../settings.ts';

const only = (settings: Partial<Settings>): { settings: Partial<Settings>; variation: Variation } => ({
  settings,
  variation: () => ({}),
});

const blits = ['encryptionBlt', 'decryptionBlt', 'encryptionBltKey'] as const;
const probes = ['probeSessionKey', 'probeSigningKey', 'probeChannelKey'] as const;
const bits = (...names: readonly (keyof typeof capsBits)[]): number =>
  names.reduce((sum, name) => sum | capsBits[name], 0);

/** A type of the vendor's own. */
const vendorsType = '4F8A1C3E-7B52-4D0B-9E6D-2A51C0B7D913';

export const offerVariants = {
  'no-blits': only({ without: blits }),
  'no-probes': only({ without: probes }),
  'neither-blits-nor-probes': only({ without: [...blits, ...probes] }),
  'no-opm': only({ without: ['opm', 'probeSigningKey'] }),
  'no-channels': only({ without: ['authenticatedChannel', 'probeChannelKey'] }),
  'no-refresh': only({ without: ['refresh'] }),
  'no-buffers': only({
    without: ['buffers', 'timing', 'memoryUse', 'failAllocation', 'provisionKey', 'reset'],
  }),
  'nothing-but-the-call': only({ without: withholdable }),
  'four-arguments-alone': only({ dialects: ['d3d11.1'] }),
  'five-arguments-alone': only({ dialects: ['wddm2.4'] }),

  'in-hardware': only({
    caps: bits('HARDWARE', 'FRESHEN_SESSION_KEY', 'DECRYPTION_BLT', 'ENCRYPTED_READ_BACK'),
  }),
  'no-caps-bits': only({ caps: 0 }),
  'read-back-under-the-session-key': only({
    caps: bits('SOFTWARE', 'CONTENT_KEY', 'FRESHEN_SESSION_KEY', 'ENCRYPTED_READ_BACK', 'DECRYPTION_BLT'),
  }),
  'read-back-not-encrypted': only({
    caps: bits('SOFTWARE', 'CONTENT_KEY', 'FRESHEN_SESSION_KEY', 'DECRYPTION_BLT'),
  }),
  'blits-of-256-bytes': only({ bltBytes: [256] }),
  'blits-in-blocks-of-4096-bytes': only({ blockAlignment: 4096 }),
  'blits-with-rising-ivs': only({ risingIv: true }),
  'blits-with-counted-ivs': () => {
    let count = 0n;
    return {
      encryptionIv() {
        const iv = Buffer.alloc(16);
        // All blits lie in one counting range; none is longer than 2^16 blocks.
        iv.writeBigUInt64BE(count >> 48n, 0);
        iv.writeBigUInt64BE((count << 16n) & 0xffff_ffff_ffff_ffffn, 8);
        count += 1n;
        return iv;
      },
    };
  },

  'lists-hw-protection-too': only({ keyExchange: 'both' }),
  'lists-a-type-of-its-own-too': (correct) => ({
    keyExchangeTypes: () => [vendorsType, ...correct.keyExchangeTypes(), vendorsType.replace('4F8A', '4F8B')],
  }),

  'certificate-alone': only({ container: 'der' }),
  'certificates-one-behind-the-other': only({ container: 'concatenated' }),
  'certificates-root-first': (_correct, driver) => ({
    certificateFor: (purpose, device) =>
      Buffer.concat(
        chainOf(driver.behaviour.certifiedKeyFor(purpose, device), driver.settings.chain).toReversed(),
      ),
  }),
  'chain-of-two': only({ chain: 2 }),
  'chain-of-four': only({ chain: 4 }),
  'certificate-for-each-device': only({ deviceKeys: 'each' }),
  'opm-certificate-of-its-own': only({ opmCertificate: 'own' }),
  'opm-certificate-in-another-container': (correct, driver) => ({
    certificateFor: (purpose, device) =>
      purpose === 'opm'
        ? certificateChain(driver.behaviour.certifiedKeyFor(purpose, device), 'der', 2)
        : correct.certificateFor(purpose, device),
  }),
  'channel-certificate-of-its-own': only({ channelCertificate: 'own' }),
  'a-certificate-for-everything': only({
    deviceKeys: 'each',
    opmCertificate: 'own',
    channelCertificate: 'own',
  }),
  'exponent-3': only({ key: 'test-rsa2048-e3' }),
  'another-key': only({ key: 'test-rsa2048-d' }),

  'only-hw-protection': only({ keyExchange: 'hw-protection' }),
  'no-key-exchange': only({ keyExchange: 'none' }),
  'no-content-protection': only({ cryptoType: 'none' }),
  'entry-point-is-null': only({ slot: 'null' }),
} as const satisfies FaultTable;
