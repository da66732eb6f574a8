// AES-128-CTR as the blit entry points use it, with a 64-bit block count.
import { aesEcbEncrypt } from '../core/aes-ecb.ts';

/** Bytes of a session key, content key or read-back key, and of a block. */
export const aesKeyBytes = 16;
const blockBytes = 16;

/**
 * Encrypts or decrypts under AES-128-CTR.
 * `iv` is D3D11_1DDI_AES_CTR_IV: 8 bytes IV, 8 bytes block count, both big-endian. Only the count rises, and wraps within its 64 bits.
 */
export function aesCtr(key: Uint8Array, iv: Buffer, data: Uint8Array): Buffer {
  const counters = Buffer.alloc(Math.ceil(data.length / blockBytes) * blockBytes);
  let count = iv.readBigUInt64BE(8);
  for (let at = 0; at < counters.length; at += blockBytes) {
    iv.copy(counters, at, 0, 8);
    counters.writeBigUInt64BE(count, at + 8);
    count = BigInt.asUintN(64, count + 1n);
  }
  const stream = aesEcbEncrypt(key, counters);
  const out = Buffer.alloc(data.length);
  for (let at = 0; at < out.length; at += 1) out[at] = (stream[at] ?? 0) ^ (data[at] ?? 0);
  return out;
}
