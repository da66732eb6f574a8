// How an emulated driver differs from the next without being wrong: one setting for each point that the contract leaves open.
import { dialects, flagCapabilities, type Dialect, type FlagCapability } from '../core/protocol/adapter.ts';
import { capsBits } from '../core/windows/guids.ts';
import type { ChainLength, Container } from './certificate-chain.ts';
import type { PoolKeyName } from './keys.ts';
import type { ProfileName } from './profiles.ts';

/** What a negotiation looks at, in the order given by the setting `checks`. */
export const checkNames = [
  'flags',
  'device',
  'size',
  'pointer',
  'renegotiation',
  'memory',
  'decoding',
] as const;
export type Check = (typeof checkNames)[number];

export const keyExchanges = ['rsaes-oaep', 'both', 'hw-protection', 'none'] as const;
export const longerPlaintexts = ['refuse', 'first16', 'opm'] as const;
export const timings = ['modelled', 'measured', 'none'] as const;

/** What `without` can take away: capabilities, and the hooks that the protocol calls "may be missing". */
export const withholdable = [...flagCapabilities, 'buffers', 'probeSigningKey', 'reset'] as const;
export type Withheld = FlagCapability | 'buffers' | 'probeSigningKey' | 'reset';

export interface Settings {
  /** OAEP parameters of every exchange. */
  readonly profile: ProfileName;
  /** Null: random numbers come from the operating system. */
  readonly seed: number | null;
  readonly key: PoolKeyName;
  readonly container: Container;
  /** Certificates in the chain. */
  readonly chain: ChainLength;
  /** Whether every device has the same certificate, or each its own. */
  readonly deviceKeys: 'same' | 'each';
  readonly opmCertificate: 'same' | 'own';
  readonly channelCertificate: 'same' | 'own';
  /** `none`: no crypto type is supported, and the questions about AES128_CTR fail. */
  readonly cryptoType: 'aes128-ctr' | 'none';
  readonly keyExchange: (typeof keyExchanges)[number];
  /** `none`: the adapter names a decode profile that the driver does not support. */
  readonly decodeProfile: 'h264' | 'none';
  /** `none`: the driver makes no authenticated channels in software. */
  readonly channels: 'software' | 'none';
  /** Caps bits of the DDI. */
  readonly caps: number;
  readonly blockAlignment: number;
  readonly dialects: readonly Dialect[];
  /** Null: the driver leaves the entry points of the negotiation null. */
  readonly slot: 'present' | 'null';
  readonly checks: readonly Check[];
  /** A second successful negotiation on one session. */
  readonly renegotiation: 'replace' | 'refuse';
  /** A decoded message longer than a session key: refused, its first 16 bytes taken, or, of exactly 40 bytes, OPM's signing key (bytes 16 to 31). */
  readonly longerPlaintext: (typeof longerPlaintexts)[number];
  /** A second signing key for one protected output. */
  readonly opmRepeat: 'refuse' | 'replace';
  readonly nullPData: 'refuse' | 'crash';
  /** Whether the driver wipes the caller's buffer, inside its bytes. */
  readonly pData: 'keep' | 'overwrite';
  /** Flags other than 0 in the five-argument form. */
  readonly flags: 'refuse' | 'ignore';
  /** What a negotiation does with a refresh that is under way. */
  readonly refreshAcrossNegotiation: 'keep' | 'drop';
  /** Whether DecryptionBlt insists that the IV rises under one key. */
  readonly risingIv: boolean;
  readonly allocations: 'counted' | 'none';
  /** Milliseconds that a negotiation really takes longer. */
  readonly delayMs: number;
  readonly timing: (typeof timings)[number];
  /** Whether MT calls sent together overlap and are answered out of order. */
  readonly concurrent: boolean;
  /** Lengths in bytes that blits can take; empty: all multiples of the block alignment. */
  readonly bltBytes: readonly number[];
  readonly without: readonly Withheld[];
}

/** The driver that has everything. */
export const defaultSettings: Settings = {
  profile: 'opm-sha512',
  seed: null,
  key: 'test-rsa2048-a',
  container: 'pkcs7',
  chain: 3,
  deviceKeys: 'same',
  opmCertificate: 'same',
  channelCertificate: 'same',
  cryptoType: 'aes128-ctr',
  keyExchange: 'rsaes-oaep',
  decodeProfile: 'h264',
  channels: 'software',
  caps:
    capsBits.SOFTWARE |
    capsBits.CONTENT_KEY |
    capsBits.FRESHEN_SESSION_KEY |
    capsBits.ENCRYPTED_READ_BACK |
    capsBits.ENCRYPTED_READ_BACK_KEY |
    capsBits.DECRYPTION_BLT,
  blockAlignment: 16,
  dialects,
  slot: 'present',
  checks: checkNames,
  renegotiation: 'replace',
  longerPlaintext: 'refuse',
  opmRepeat: 'refuse',
  nullPData: 'refuse',
  pData: 'keep',
  flags: 'refuse',
  refreshAcrossNegotiation: 'keep',
  risingIv: false,
  allocations: 'counted',
  delayMs: 0,
  timing: 'modelled',
  concurrent: false,
  bltBytes: [],
  without: [],
};

/** Whether decoding comes behind the checks that make it safe. */
export function soundOrder(checks: readonly Check[]): boolean {
  const decoding = checks.indexOf('decoding');
  return (
    checks.length === checkNames.length &&
    checkNames.every((name) => checks.includes(name)) &&
    checks.indexOf('size') < decoding &&
    checks.indexOf('pointer') < decoding
  );
}
