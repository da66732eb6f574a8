// How the key in force was observed, and what the run could not have detected, in plain words.
import type { Report } from '../4-judge/verdict.ts';
import { nameLimit } from './finding-text.ts';
import { plainText } from '../core/plain-text.ts';

const means: Readonly<Record<string, string>> = {
  blits:
    'blits: data encrypted by the suite went in through DecryptionBlt and came back through EncryptionBlt (the public DDI alone)',
  'test/probeSessionKey':
    'test/probeSessionKey: the adapter reported the session key; shipping drivers have no such hook',
  'test/probeSigningKey':
    "test/probeSigningKey: the adapter reported OPM's signing key; shipping drivers have no such hook",
  'test/probeChannelKey':
    "test/probeChannelKey: the adapter reported a channel's key; shipping drivers have no such hook",
  information: 'information: signed OPM requests were answered, and the AES-CMAC of the responses verified',
};

/** One sentence for each means by which keys were read; one that says so where there was none. */
export function keyOracleWords({ keyOracle }: Pick<Report, 'keyOracle'>): string[] {
  if (keyOracle.length === 0) {
    return ['not at all: a success code could not be verified, and clauses about the key are unsupported'];
  }
  return keyOracle.map((name) => means[name] ?? plainText(name, nameLimit));
}

/** Kinds of wrong driver that this run could not have detected. */
export function blindToWords({ blindTo }: Pick<Report, 'blindTo'>): string[] {
  return blindTo.map((name) => plainText(name, nameLimit));
}
