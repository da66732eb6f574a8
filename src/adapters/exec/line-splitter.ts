// Bytes from a pipe to lines, with a bound on what is kept (adapter protocol, section 1: at most 1 MiB a line).

/** Longest line in bytes, without its end. */
export const lineLimit = 1024 * 1024;

const newline = 0x0a;

/** Cuts chunks at `\n`. Holds at most one unfinished line of {@link lineLimit} bytes. */
export class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #length = 0;
  #stopped = false;
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;

  /** `onLine` gets bytes that are valid during the call only. After `onTooLong` nothing is looked at any more. */
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
    while (!this.#stopped) {
      const end = chunk.indexOf(newline, from);
      if (end < 0) break;
      this.#finish(chunk.subarray(from, end));
      from = end + 1;
    }
    if (!this.#stopped && from < chunk.length) this.#keep(chunk.subarray(from));
  }

  #finish(tail: Buffer): void {
    if (this.#length === 0) {
      if (tail.length > lineLimit) this.#stop();
      else this.#onLine(tail);
      return;
    }
    if (!this.#keep(tail)) return;
    const line = this.#rest.subarray(0, this.#length);
    this.#length = 0;
    this.#onLine(line);
  }

  #keep(bytes: Buffer): boolean {
    const length = this.#length + bytes.length;
    if (length > lineLimit) {
      this.#stop();
      return false;
    }
    if (length > this.#rest.length) {
      const larger = Buffer.allocUnsafe(Math.min(lineLimit, Math.max(length, 2 * this.#rest.length, 4096)));
      this.#rest.copy(larger, 0, 0, this.#length);
      this.#rest = larger;
    }
    bytes.copy(this.#rest, this.#length);
    this.#length = length;
    return true;
  }

  #stop(): void {
    this.#stopped = true;
    this.#rest = Buffer.alloc(0);
    this.#length = 0;
    this.#onTooLong();
  }
}
