// RSA decryption of an encrypted block (RFC 8017, section 7.1.2): lengths and range, RSADP, then the encoding.
import type { RsaBehaviour } from './behaviour.ts';
import type { Driver } from './driver.ts';
import { profiles } from './profiles.ts';
import type { Decoded, Defect } from './state.ts';
import { workNs } from './work-clock.ts';

/** A block that was not decoded. */
export function defective(defect: Defect): Decoded {
  return { message: null, defect };
}

/** Integer comparison of big-endian octet strings of any length. */
export function isBelow(a: Buffer, b: Buffer): boolean {
  const length = Math.max(a.length, b.length);
  return Buffer.compare(padded(a, length), padded(b, length)) < 0;
}

/** The same integer in `length` octets. */
function padded(integer: Buffer, length: number): Buffer {
  if (integer.length === length) return integer;
  const surplus = integer.length - length;
  return surplus > 0 ? integer.subarray(surplus) : Buffer.concat([Buffer.alloc(-surplus), integer]);
}

export function correctRsa(driver: Driver): RsaBehaviour {
  const parameters = [profiles[driver.settings.profile]];
  return {
    decryptBlock(block, key, purpose) {
      const { behaviour } = driver;
      let decoded = defective('range');
      for (const ciphertext of behaviour.ciphertextCandidates(block, key)) {
        if (!behaviour.integerInRange(ciphertext, key.modulus)) {
          decoded = defective('range');
          continue;
        }
        const em = behaviour.encodedMessage(ciphertext, key);
        for (const candidate of behaviour.parameterCandidates(purpose)) {
          decoded = behaviour.decodeEncodedMessage(em, candidate);
          if (decoded.defect === null) return decoded;
        }
        const message = behaviour.decodeOtherwise(em, key);
        if (message !== null) return { message, defect: null };
      }
      return decoded;
    },
    ciphertextCandidates: (block) => [block],
    integerInRange: (ciphertext, modulus) => isBelow(ciphertext, modulus),
    encodedMessage(ciphertext, key) {
      driver.clock.spend(workNs.privateOperation);
      return driver.privateOperation(key, padded(ciphertext, key.modulusBytes));
    },
    parameterCandidates: () => parameters,
    decodeOtherwise: () => null,
  };
}
