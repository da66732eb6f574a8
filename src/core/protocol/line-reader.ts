// Bytes from a pipe to lines, with a bound on what is kept (adapter protocol, section 1: at most 1 MiB a line).

/** Longest line in bytes, without its end. */
export const lineLimit = 1024 * 1024;

const lineFeed = 0x0a;

/** Cuts chunks at `\n`. Holds at most one unfinished line of {@link lineLimit} bytes; a longer one is skipped to its end. */
export class LineReader {
  #rest: Buffer = Buffer.alloc(0);
  #length = 0;
  #skipping = false;
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;

  /** `onLine` gets bytes that are valid during the call only. `onTooLong` is called once for each line that is skipped. */
  constructor(onLine: (line: Buffer) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  /** Bytes of the line that has not ended yet. */
  get unfinished(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      this.#finish(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  #finish(tail: Buffer): void {
    if (this.#length === 0 && !this.#skipping && tail.length <= lineLimit) {
      this.#onLine(tail);
      return;
    }
    this.#keep(tail);
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    const line = this.#rest.subarray(0, this.#length);
    this.#length = 0;
    this.#onLine(line);
  }

  #keep(bytes: Buffer): void {
    if (this.#skipping) return;
    const length = this.#length + bytes.length;
    if (length > lineLimit) {
      this.#skipping = true;
      this.#length = 0;
      this.#onTooLong();
      return;
    }
    if (length > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.min(lineLimit, Math.max(length, 2 * this.#rest.length, 4096)));
      this.#rest.copy(larger, 0, 0, this.#length);
      this.#rest = larger;
    }
    bytes.copy(this.#rest, this.#length);
    this.#length = length;
  }
}
