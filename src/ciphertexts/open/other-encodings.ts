// RSAES-OAEP encodings by other parameters than the profile's: another label, other hashes, another masking.
import { createHash } from 'node:crypto';
import type { Profile } from '../../1-contract/model.ts';
import { hashNames, mgfVariants } from '../block.ts';
import { readFields, type ReadFields } from './fields.ts';
import { unmask, unmaskWithSeed, type Unmasked } from './unmask.ts';

/** An encoding with nothing wrong, had the profile been another one. */
export interface OtherEncoding {
  readonly encoding: 'label' | 'hash' | 'mgf-hash' | 'mgf';
  readonly M: Buffer;
  /** Which one, for a message. */
  readonly detail: string;
}

/** The parameters of RSAES-OAEP: hashes by their OpenSSL names, the label in hexadecimal. */
export type OaepParameters = Pick<Profile, 'hash' | 'mgfHash' | 'label'>;

const digests = new Map<string, Buffer>();

/** Hash(L), cached. */
export function labelHash(hash: string, label: string): Buffer {
  const name = `${hash}/${label}`;
  let digest = digests.get(name);
  if (digest === undefined) {
    digest = createHash(hash).update(Buffer.from(label, 'hex')).digest();
    digests.set(name, digest);
  }
  return digest;
}

function messageOf(unmasked: Unmasked | undefined, lHash: Buffer): Buffer | undefined {
  if (unmasked === undefined) return undefined;
  const seen: ReadFields = readFields(unmasked, lHash, [], true);
  return seen.defects.length === 0 ? seen.M : undefined;
}

/** The label, of those given, that this encoding by the profile's hashes has. */
export function openWithLabel(
  unmasked: Unmasked,
  profile: OaepParameters,
  labels: readonly string[],
): OtherEncoding | undefined {
  for (const label of labels) {
    const M = messageOf(unmasked, labelHash(profile.hash, label));
    if (M !== undefined) return { encoding: 'label', M, detail: `label ${label}` };
  }
  return undefined;
}

/** The pair of hash and MGF hash, other than the profile's, that EM is encoded with. */
export function openWithHashes(EM: Buffer, profile: OaepParameters): OtherEncoding | undefined {
  const names = new Set<string>([...hashNames, profile.hash]);
  const byLength = new Map<number, string[]>();
  for (const name of names) {
    const { length } = labelHash(name, profile.label);
    byLength.set(length, [...(byLength.get(length) ?? []), name]);
  }
  for (const mgfHash of new Set<string>([...hashNames, profile.mgfHash])) {
    for (const [hLen, hashes] of byLength) {
      // Masks are made for lHash alone until that one is right: 48 pairs in a third of a millisecond.
      const start = unmask(EM, hLen, mgfHash, undefined, hLen).DB;
      for (const hash of hashes) {
        if (hash === profile.hash && mgfHash === profile.mgfHash) continue;
        const lHash = labelHash(hash, profile.label);
        if (!start.equals(lHash)) continue;
        const M = messageOf(unmask(EM, hLen, mgfHash), lHash);
        const encoding = hash === profile.hash ? 'mgf-hash' : 'hash';
        if (M !== undefined) return { encoding, M, detail: `hash ${hash}, MGF1 with ${mgfHash}` };
      }
    }
  }
  return undefined;
}

/**
 * The variant of the masking that EM has. `seeds` are tried for the one that cannot be undone without.
 *
 * Some variants make the first block of a mask as the RFC does, so that lHash is right under both readings, and what follows is a
 * separator by chance in one of 255 blocks. A reading therefore has to show a message of one of `lengths`, or eight zeros of PS.
 */
export function openWithMasking(
  EM: Buffer,
  profile: OaepParameters,
  seeds: readonly Buffer[],
  lengths: readonly number[],
): OtherEncoding | undefined {
  const lHash = labelHash(profile.hash, profile.label);
  const longest = EM.length - 2 - 2 * lHash.length;
  for (const variant of mgfVariants) {
    const candidates =
      variant === 'seed-mask-from-db'
        ? seeds.map((seed) => unmaskWithSeed(seed.subarray(0, lHash.length), EM, profile.mgfHash))
        : [unmask(EM, lHash.length, profile.mgfHash, variant)];
    for (const candidate of candidates) {
      const M = messageOf(candidate, lHash);
      if (M === undefined || !(lengths.includes(M.length) || M.length <= longest - 8)) continue;
      return { encoding: 'mgf', M, detail: variant };
    }
  }
  return undefined;
}
