// Standard error of a driver: kept, but never more than its last 64 KiB.

/** Bytes kept. */
export const tailLimit = 64 * 1024;

/** A ring over everything written to it, addressed by the number of bytes that came before. */
export class OutputTail {
  #ring: Buffer | undefined;
  #written = 0;

  /** Number of bytes written so far. */
  get position(): number {
    return this.#written;
  }

  push(chunk: Buffer): void {
    // Made when first needed: most drivers print nothing.
    this.#ring ??= Buffer.alloc(tailLimit);
    const kept = chunk.length > tailLimit ? chunk.subarray(chunk.length - tailLimit) : chunk;
    const at = (this.#written + chunk.length - kept.length) % tailLimit;
    const first = Math.min(kept.length, tailLimit - at);
    kept.copy(this.#ring, at, 0, first);
    kept.copy(this.#ring, 0, first);
    this.#written += chunk.length;
  }

  /** What came since a position, read as UTF-8; where the start is gone a first line says how much. */
  since(position: number): string {
    const length = Math.min(this.#written - position, tailLimit);
    if (this.#ring === undefined || length <= 0) return '';
    const from = (this.#written - length) % tailLimit;
    const bytes =
      from + length <= tailLimit
        ? this.#ring.subarray(from, from + length)
        : Buffer.concat([this.#ring.subarray(from), this.#ring.subarray(0, from + length - tailLimit)]);
    const lost = this.#written - position - length;
    return `${lost > 0 ? `[${lost} bytes before this are not kept]\n` : ''}${bytes.toString('utf8')}`;
  }
}
