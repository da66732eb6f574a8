// AES-128-ECB without padding.
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Encrypts whole blocks of 16 bytes under a key of 16 bytes. */
export function aesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks);
}

/** Decrypts whole blocks of 16 bytes under a key of 16 bytes. */
export function aesEcbDecrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks);
}
