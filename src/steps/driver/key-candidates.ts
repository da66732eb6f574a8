// Keys that a case could have put in force: what blits are compared with.

/** Collects keys, the latest first, and what becomes of them by refreshes. */
export class KeyCandidates {
  private readonly keys: string[] = ['00'.repeat(16)];
  private readonly randoms: Buffer[] = [];

  /** Adds a key of 16 bytes in hexadecimal; others are passed over. */
  add(key: string | undefined): void {
    if (key === undefined || key.length !== 32) return;
    for (const random of this.randoms) this.toFront(xorHex(key, random));
    this.toFront(key);
  }

  /** Adds every known key XOR a random number, as FinishSessionKeyRefresh makes it. */
  addXor(random: Buffer): void {
    this.randoms.push(random);
    for (const key of [...this.keys].reverse()) this.toFront(xorHex(key, random));
  }

  list(): readonly string[] {
    return this.keys;
  }

  private toFront(key: string): void {
    const at = this.keys.indexOf(key);
    if (at >= 0) this.keys.splice(at, 1);
    this.keys.unshift(key);
  }
}

/** A key in hexadecimal XOR the first 16 bytes of a random number. */
export function xorHex(key: string, random: Uint8Array): string {
  const bytes = Buffer.from(key, 'hex');
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = (bytes[i] ?? 0) ^ (random[i] ?? 0);
  return bytes.toString('hex');
}
