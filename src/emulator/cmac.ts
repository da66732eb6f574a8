// AES-CMAC (RFC 4493), which the OPM and authenticated-channel pages call OMAC-1.
import { createCipheriv } from 'node:crypto';

const zeroIv = Buffer.alloc(16);

function cbc(key: Uint8Array, data: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, zeroIv);
  cipher.setAutoPadding(false);
  return cipher.update(data);
}

/** Doubling in GF(2^128): the subkey step of RFC 4493, section 2.3. */
function doubled(block: Uint8Array): Buffer {
  const result = Buffer.alloc(16);
  let carry = 0;
  for (let at = 15; at >= 0; at--) {
    const byte = block[at] ?? 0;
    result[at] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  if (carry === 1) result[15] = (result[15] ?? 0) ^ 0x87;
  return result;
}

/** The 16-byte AES-CMAC of a message under a 16-byte key. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const subkey1 = doubled(cbc(key, zeroIv));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = Buffer.alloc(whole ? message.length : (Math.floor(message.length / 16) + 1) * 16);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const subkey = whole ? subkey1 : doubled(subkey1);
  const last = padded.length - 16;
  for (let at = 0; at < 16; at++) padded[last + at] = (padded[last + at] ?? 0) ^ (subkey[at] ?? 0);
  return cbc(key, padded).subarray(last);
}
