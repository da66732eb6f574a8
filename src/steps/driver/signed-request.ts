// What the signed requests of channels and of protected outputs have in common.
import { createCipheriv } from 'node:crypto';

/** AES-CMAC (RFC 4493) of a message under a key of 16 bytes. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Buffer {
  const encrypt = (block: Uint8Array): Buffer =>
    createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
  const double = (block: Buffer): Buffer => {
    const out = Buffer.alloc(16);
    for (let i = 0; i < 16; i += 1) out[i] = (((block[i] ?? 0) << 1) | ((block[i + 1] ?? 0) >>> 7)) & 0xff;
    if (((block[0] ?? 0) & 0x80) !== 0) out[15] = (out[15] ?? 0) ^ 0x87;
    return out;
  };
  const k1 = double(encrypt(Buffer.alloc(16)));
  const whole = message.length > 0 && message.length % 16 === 0;
  const padded = Buffer.alloc(whole ? message.length : message.length - (message.length % 16) + 16);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const subkey = whole ? k1 : double(k1);
  const last = padded.length - 16;
  for (let i = 0; i < 16; i += 1) padded[last + i] = (padded[last + i] ?? 0) ^ (subkey[i] ?? 0);
  // CBC from a zero IV is the chain that CMAC defines; its last block is the tag.
  const chained = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(padded);
  return chained.subarray(chained.length - 16);
}

/** The part of a request that a defect is in, whichever byte of it. */
export function defectiveField(defect: string): string {
  return ['omac', 'sequence', 'too-small'].find((field) => defect.startsWith(field)) ?? defect;
}
