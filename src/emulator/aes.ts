// AES-128 as the blit entry points use it: CTR with a 64-bit block count, and ECB for single wrapped keys.
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Bytes of a session key, content key or read-back key, and of a block. */
export const aesKeyBytes = 16;
const blockBytes = 16;

/** Keys in use at a time are few, but for runs of many drivers side by side. */
const mostKeys = 4096;

interface BlockCipher {
  update(blocks: Uint8Array): Buffer;
}

/** Ciphers by key: to make one costs ten times what its use does, and without padding ECB keeps nothing between uses. */
function remembered(make: (key: Uint8Array) => BlockCipher): (key: Uint8Array) => BlockCipher {
  const byKey = new Map<string, BlockCipher>();
  return (key) => {
    const name = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
    let cipher = byKey.get(name);
    if (cipher === undefined) {
      if (byKey.size >= mostKeys) byKey.clear();
      byKey.set(name, (cipher = make(key)));
    }
    return cipher;
  };
}

const encrypting = remembered((key) => createCipheriv('aes-128-ecb', key, null).setAutoPadding(false));
const decrypting = remembered((key) => createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false));

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
  const stream = encrypting(key).update(counters);
  const out = Buffer.alloc(data.length);
  for (let at = 0; at < out.length; at += 1) out[at] = (stream[at] ?? 0) ^ (data[at] ?? 0);
  return out;
}

/** AES-128-ECB encryption of whole blocks. */
export function aesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return encrypting(key).update(blocks);
}

/** AES-128-ECB decryption of whole blocks. */
export function aesEcbDecrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return decrypting(key).update(blocks);
}
