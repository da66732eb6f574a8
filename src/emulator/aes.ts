// AES-128 as the blit entry points use it: CTR with a 64-bit block count, and ECB for single wrapped keys.
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes of a session key, content key or read-back key. */
export const aesKeyBytes = 16;

function keystreamed(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Buffer {
  return createCipheriv('aes-128-ctr', key, counter).update(data);
}

/**
 * Encrypts or decrypts under AES-128-CTR.
 * `iv` is D3D11_1DDI_AES_CTR_IV: 8 bytes IV, 8 bytes block count, both big-endian. Only the count rises, and wraps within its 64 bits.
 */
export function aesCtr(key: Uint8Array, iv: Buffer, data: Uint8Array): Buffer {
  const blocks = BigInt(Math.ceil(data.length / 16));
  const left = (1n << 64n) - iv.readBigUInt64BE(8);
  if (blocks <= left) return keystreamed(key, iv, data);
  const split = Number(left) * 16;
  const wrapped = Buffer.from(iv);
  wrapped.fill(0, 8);
  return Buffer.concat([
    keystreamed(key, iv, data.subarray(0, split)),
    keystreamed(key, wrapped, data.subarray(split)),
  ]);
}

/** AES-128-ECB encryption of whole blocks. */
export function aesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  cipher.setAutoPadding(false);
  return cipher.update(blocks);
}

/** AES-128-ECB decryption of whole blocks. */
export function aesEcbDecrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-128-ecb', key, null);
  decipher.setAutoPadding(false);
  return decipher.update(blocks);
}
