// EME-OAEP decoding (RFC 8017, section 7.1.2, step 3) and MGF1 (appendix B.2.1).
import { hash as hashOf } from 'node:crypto';
import type { OaepBehaviour } from './behaviour.ts';
import type { Driver } from './driver.ts';
import { hashBytes } from './profiles.ts';
import { defective } from './rsa.ts';
import { workNs } from './work-clock.ts';

function xor(a: Buffer, b: Buffer): Buffer {
  const result = Buffer.allocUnsafe(a.length);
  for (let at = 0; at < a.length; at++) result[at] = (a[at] ?? 0) ^ (b[at] ?? 0);
  return result;
}

export function correctOaep(driver: Driver): OaepBehaviour {
  const labelHashes = new Map<string, Buffer>();
  return {
    decodeEncodedMessage(em, parameters) {
      const { behaviour } = driver;
      const { hash, mgfHash } = parameters;
      const hLen = hashBytes[hash];
      if (em.length < 2 * hLen + 2) return defective('too-short');
      const { y, maskedSeed, maskedDB } = behaviour.splitEncodedMessage(em, hLen);
      const seed = xor(maskedSeed, behaviour.mgf1(mgfHash, maskedDB, hLen));
      const db = xor(maskedDB, behaviour.mgf1(mgfHash, seed, maskedDB.length));
      // All three are looked at whatever comes of the first: RFC 8017 wants no one to learn which of them failed.
      const leadingByteFits = behaviour.leadingByteFits(y);
      const labelHashMatches = behaviour.labelHashMatches(
        db.subarray(0, hLen),
        behaviour.labelHash(parameters),
      );
      const separator = behaviour.findSeparator(db, hLen);
      if (leadingByteFits && labelHashMatches && separator >= 0) {
        return { message: behaviour.messageOf(db, separator), defect: null };
      }
      return defective(!leadingByteFits ? 'leading-byte' : !labelHashMatches ? 'label-hash' : 'separator');
    },

    splitEncodedMessage: (em, hLen) => ({
      y: em[0] ?? 0,
      maskedSeed: em.subarray(1, 1 + hLen),
      maskedDB: em.subarray(1 + hLen),
    }),

    mgf1(hash, seed, bytes) {
      const { behaviour } = driver;
      const mask = Buffer.allocUnsafe(bytes);
      for (let made = 0, index = 0; made < bytes; made += hashBytes[hash], index++) {
        const input = Buffer.concat([seed, behaviour.mgf1Counter(index)]);
        behaviour.digest(hash, input).copy(mask, made);
      }
      return mask;
    },

    mgf1Counter(index) {
      const counter = Buffer.allocUnsafe(4);
      counter.writeUInt32BE(index);
      return counter;
    },

    digest(hash, data) {
      driver.clock.spend(workNs.digest);
      return hashOf(hash, data, 'buffer');
    },

    labelHash({ hash, label }) {
      const name = `${hash} ${label}`;
      let digest = labelHashes.get(name);
      if (digest === undefined) {
        digest = hashOf(hash, label, 'buffer');
        labelHashes.set(name, digest);
      }
      return digest;
    },

    leadingByteFits: (y) => y === 0,

    labelHashMatches: (seen, expected) => seen.equals(expected),

    findSeparator(db, start) {
      let at = start;
      while (at < db.length && db[at] === 0) at++;
      return db[at] === 1 ? at : -1;
    },

    messageOf: (db, separator) => db.subarray(separator + 1),
  };
}
