// AES-128-ECB with the ciphers of the last keys at hand: making one costs ten times what using it does.
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** More keys than a case has; they come again where many drivers are sent the same cases. */
const mostKeys = 4096;

interface BlockCipher {
  update(blocks: Uint8Array): Buffer;
}

function kept(make: (key: Uint8Array) => BlockCipher): (key: Uint8Array) => BlockCipher {
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

// Without padding, ECB keeps nothing from one whole block to the next.
const encrypting = kept((key) => createCipheriv('aes-128-ecb', key, null).setAutoPadding(false));
const decrypting = kept((key) => createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false));

/** Encrypts whole blocks of 16 bytes under a key of 16 bytes. */
export function aesEcbEncrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return encrypting(key).update(blocks);
}

/** Decrypts whole blocks of 16 bytes under a key of 16 bytes. */
export function aesEcbDecrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  return decrypting(key).update(blocks);
}
