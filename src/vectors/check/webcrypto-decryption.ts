// The second opinion on blocks: RSA-OAEP by WebCrypto, for all parameters that it has (one hash for label and MGF1).
import { Crypto } from '@peculiar/webcrypto';

/** Hashes of WebCrypto by OpenSSL names. */
const webcryptoHashes: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
};

/** What WebCrypto made of a block: its plaintext, or null where it refused it. */
export type Opinion = Buffer | null;

export class WebcryptoDecryption {
  private readonly crypto = new Crypto();
  private readonly keys = new Map<string, Promise<CryptoKey>>();

  /** Whether WebCrypto has these parameters. */
  static supports(hash: string, mgfHash: string): boolean {
    return hash === mgfHash && webcryptoHashes[hash] !== undefined;
  }

  private key(pkcs8: string, hash: string): Promise<CryptoKey> {
    const name = `${hash} ${pkcs8}`;
    let key = this.keys.get(name);
    if (key === undefined) {
      key = this.crypto.subtle.importKey(
        'pkcs8',
        Buffer.from(pkcs8, 'hex'),
        { name: 'RSA-OAEP', hash: webcryptoHashes[hash] ?? hash },
        false,
        ['decrypt'],
      );
      this.keys.set(name, key);
    }
    return key;
  }

  /** Decrypts a block. */
  async decrypt(pkcs8: string, hash: string, label: Uint8Array, block: Uint8Array): Promise<Opinion> {
    const key = await this.key(pkcs8, hash);
    try {
      const algorithm =
        label.length === 0 ? { name: 'RSA-OAEP' } : { name: 'RSA-OAEP', label: Uint8Array.from(label) };
      return Buffer.from(await this.crypto.subtle.decrypt(algorithm, key, Uint8Array.from(block)));
    } catch {
      return null;
    }
  }
}
