// The emulator's options as a user gives them: strings in `options` of `initialize`, read into settings.
import { dialects } from '../core/protocol/adapter.ts';
import { capsBits } from '../core/windows/guids.ts';
import { chainLengths, containers } from './certificate-chain.ts';
import { poolKeyNames } from './keys.ts';
import { profileNames } from './profiles.ts';
import { badParams } from './refusal.ts';
import {
  checkNames,
  keyExchanges,
  longerPlaintexts,
  soundOrder,
  timings,
  withholdable,
  type Settings,
} from './settings.ts';

/** How one option is written and read. */
export interface EmulatorOption<Value> {
  /** What may be given, in words. */
  readonly values: string;
  readonly meaning: string;
  /** The value that a text stands for, or undefined. */
  read(text: string): Value | undefined;
}

function oneOf<Value extends string | number>(
  allowed: readonly Value[],
  meaning: string,
): EmulatorOption<Value> {
  return {
    values: allowed.join(', '),
    meaning,
    read: (text) => allowed.find((value) => String(value) === text),
  };
}

function someOf<Value extends string>(
  allowed: readonly Value[],
  meaning: string,
): EmulatorOption<readonly Value[]> {
  return {
    values: `a comma-separated list of ${allowed.join(', ')}`,
    meaning,
    read(text) {
      const named = text.split(',').filter((name) => name !== '');
      const found = allowed.filter((value) => named.includes(value));
      return found.length === named.length ? found : undefined;
    },
  };
}

function whole(least: number, most: number, meaning: string): EmulatorOption<number> {
  return {
    values: `a whole number from ${least} to ${most}`,
    meaning,
    read(text) {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

function flag(meaning: string): EmulatorOption<boolean> {
  return { values: 'true, false', meaning, read: (text) => ({ true: true, false: false })[text] };
}

const caps: EmulatorOption<number> = {
  values: `none, or a comma-separated list of ${Object.keys(capsBits).join(', ')}`,
  meaning: 'bits of Caps that GetContentProtectionCaps answers with',
  read(text) {
    if (text === 'none') return 0;
    let bits = 0;
    for (const name of text.split(',')) {
      const bit = (capsBits as Readonly<Record<string, number>>)[name];
      if (bit === undefined) return undefined;
      bits |= bit;
    }
    return bits;
  },
};

const checks: EmulatorOption<Settings['checks']> = {
  values: `all of ${checkNames.join(', ')}, comma-separated, decoding behind size and pointer`,
  meaning: 'order in which a negotiation looks at its arguments',
  read(text) {
    const order = text.split(',').map((name) => checkNames.find((check) => check === name));
    const known = order.filter((check) => check !== undefined);
    return known.length === order.length && soundOrder(known) ? known : undefined;
  },
};

const bltBytes: EmulatorOption<readonly number[]> = {
  values: 'a comma-separated list of multiples of 16',
  meaning: 'lengths in bytes that blits can take',
  read(text) {
    const lengths = text.split(',').map(Number);
    return lengths.every((length) => Number.isInteger(length) && length > 0 && length % 16 === 0)
      ? lengths
      : undefined;
  },
};

const seed: EmulatorOption<number | null> = whole(
  0,
  0xffffffff,
  'random numbers from this seed, the same in every run; otherwise from the operating system',
);

/** All options of the emulator. */
export const emulatorOptions: { readonly [Name in keyof Settings]: EmulatorOption<Settings[Name]> } = {
  profile: oneOf(profileNames, 'OAEP parameters of every exchange'),
  seed,
  key: oneOf(poolKeyNames, 'private key of the certificates, by its name in vectors/keys'),
  container: oneOf(containers, 'container of the certificate chain'),
  chain: oneOf(chainLengths, 'certificates in the chain'),
  deviceKeys: oneOf(['same', 'each'], 'one certificate for all devices, or one for each'),
  opmCertificate: oneOf(['same', 'own'], "OPM's certificate: the sessions', or one of its own"),
  channelCertificate: oneOf(['same', 'own'], "the channels' certificate: the sessions', or one of its own"),
  cryptoType: oneOf(['aes128-ctr', 'none'], 'crypto type that the driver supports'),
  keyExchange: oneOf(keyExchanges, 'key-exchange types that the driver lists'),
  decodeProfile: oneOf(['h264', 'none'], 'whether the decode profile that the adapter names is supported'),
  channels: oneOf(['software', 'none'], 'authenticated channels that the driver makes'),
  caps,
  blockAlignment: whole(1, 4096, 'BlockAlignmentSize in bytes'),
  dialects: someOf(dialects, 'forms of the entry point that the driver has'),
  slot: oneOf(['present', 'null'], 'whether the entry points of the negotiation are there'),
  checks,
  renegotiation: oneOf(['replace', 'refuse'], 'a second key for one session'),
  longerPlaintext: oneOf(
    longerPlaintexts,
    'a message longer than a key: refused, first 16 bytes, or as OPM where it has 40',
  ),
  opmRepeat: oneOf(['refuse', 'replace'], 'a second signing key for one protected output'),
  nullPData: oneOf(['refuse', 'crash'], 'a null pData with a DataSize of 256'),
  pData: oneOf(['keep', 'overwrite'], 'whether the driver wipes the bytes at pData'),
  flags: oneOf(['refuse', 'ignore'], 'flags other than 0'),
  refreshAcrossNegotiation: oneOf(['keep', 'drop'], 'a refresh under way when a key is negotiated'),
  risingIv: flag('whether DecryptionBlt refuses an IV that does not rise under one key'),
  allocations: oneOf(['counted', 'none'], 'whether the driver allocates memory in its calls'),
  delayMs: whole(0, 600_000, 'milliseconds that a negotiation takes longer'),
  timing: oneOf(timings, '`ns`: from a model of the work, from the clock, or absent'),
  concurrent: flag('whether MT calls sent together overlap and are answered out of order'),
  bltBytes,
  without: someOf(withholdable, 'capabilities and hooks that the adapter does not have'),
};

/**
 * Settings named by strings.
 * @throws Refusal (-32602) for an unknown name, or a value that the option does not take.
 */
export function readOptions(options: Readonly<Record<string, unknown>>): Partial<Settings> {
  const settings: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(options)) {
    if (!Object.hasOwn(emulatorOptions, name)) {
      const known = Object.keys(emulatorOptions).join(', ');
      throw badParams(`options: the emulator has no option "${name}"; it has ${known}`);
    }
    const option: EmulatorOption<unknown> = emulatorOptions[name as keyof Settings];
    const value = typeof text === 'string' ? option.read(text) : undefined;
    if (value === undefined) {
      throw badParams(`options.${name}: expected ${option.values}; got ${JSON.stringify(text)}`);
    }
    settings[name] = value;
  }
  return settings;
}
