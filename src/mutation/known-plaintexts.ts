// What blocks of ours were encrypted from. The private-key operation would only give it back.
import type { DriverKey } from '../emulator/keys.ts';
import type { ResolvedBlock } from '../ciphertexts/make/block.ts';
import type { PublicKey } from '../ciphertexts/make/rsa-public.ts';
import type { Block } from '../ciphertexts/block.ts';

export class KnownPlaintexts {
  /** EM by ciphertext, by modulus. */
  readonly #byModulus = new Map<string, Map<string, Buffer>>();

  /** Notes a block that was made for a key. */
  note(block: Block, resolved: ResolvedBlock, { modulus }: PublicKey): void {
    // Behind the encryption, bytes may have been changed that EM knows nothing of.
    const changed = 'finish' in block;
    if (changed || resolved.problem !== undefined || resolved.EM === undefined) return;
    this.#of(modulus).set(resolved.bytes.toString('latin1'), resolved.EM);
  }

  /** What the private-key operation gives for a ciphertext; undefined where it is not known. */
  of({ modulus }: DriverKey, ciphertext: Buffer): Buffer | undefined {
    return this.#of(modulus).get(ciphertext.toString('latin1'));
  }

  #of(modulus: Buffer): Map<string, Buffer> {
    const name = modulus.toString('latin1');
    let known = this.#byModulus.get(name);
    if (known === undefined) this.#byModulus.set(name, (known = new Map<string, Buffer>()));
    return known;
  }
}
