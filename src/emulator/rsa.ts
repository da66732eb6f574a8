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

/** The integer modulo n, in as many octets as n has. */
function reduced(integer: Buffer, modulus: Buffer): Buffer {
  if (isBelow(integer, modulus)) return padded(integer, modulus.length);
  const rest = BigInt(`0x${integer.toString('hex')}`) % BigInt(`0x${modulus.toString('hex')}`);
  return Buffer.from(rest.toString(16).padStart(modulus.length * 2, '0'), 'hex');
}

export function correctRsa(driver: Driver): RsaBehaviour {
  const parameters = [profiles[driver.settings.profile]];
  return {
    decryptBlock(block, key, purpose) {
      const { behaviour } = driver;
      let decoded = defective('range');
      if (key.modulusBytes === 0) return decoded;
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
      // Nothing is left to reduce behind a range check; a driver without one computes c^d mod n all the same.
      return driver.privateOperation(key, reduced(ciphertext, key.modulus));
    },
    parameterCandidates: () => parameters,
    decodeOtherwise: () => null,
  };
}
