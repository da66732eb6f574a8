// AES-128 on single blocks, with the ciphers of the last keys at hand: making one costs ten times what using it does.
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** More keys than a case has; they come again where many drivers are sent the same cases. */
const mostCiphers = 4096;

interface BlockCipher {
  update(block: Uint8Array): Buffer;
}

class Ciphers {
  readonly #byKey = new Map<string, BlockCipher>();
  readonly #make: (key: Buffer) => BlockCipher;

  constructor(make: (key: Buffer) => BlockCipher) {
    this.#make = make;
  }

  of(key: Buffer): BlockCipher {
    const name = key.toString('latin1');
    let cipher = this.#byKey.get(name);
    if (cipher === undefined) {
      if (this.#byKey.size >= mostCiphers) this.#byKey.clear();
      this.#byKey.set(name, (cipher = this.#make(key)));
    }
    return cipher;
  }
}

// Without padding, ECB keeps nothing from one whole block to the next.
const encrypting = new Ciphers((key) => createCipheriv('aes-128-ecb', key, null).setAutoPadding(false));
const decrypting = new Ciphers((key) => createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false));

/** Encrypts a block of 16 bytes under a key of 16 bytes. */
export function encryptBlock(key: Buffer, block: Buffer): Buffer {
  return encrypting.of(key).update(block);
}

/** Decrypts a block of 16 bytes under a key of 16 bytes. */
export function decryptBlock(key: Buffer, block: Buffer): Buffer {
  return decrypting.of(key).update(block);
}
