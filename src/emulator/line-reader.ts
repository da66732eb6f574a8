// Lines out of chunks of bytes, with a limit; searches bytes, so that a long line costs no string work twice.

const lineFeed = 0x0a;

export interface LineHandler {
  /** A line without its end, decoded as UTF-8. */
  line(text: string): void;
  /** A line is longer than the limit; it is left out. */
  tooLong(): void;
}

export class LineReader {
  readonly #limit: number;
  readonly #handler: LineHandler;
  #parts: Buffer[] = [];
  #length = 0;
  #skipping = false;

  /** `limit`: greatest length of a line in bytes, its end included. */
  constructor(limit: number, handler: LineHandler) {
    this.#limit = limit;
    this.#handler = handler;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      this.#end(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#skipping) return;
    if (this.#length >= this.#limit) {
      this.#skipping = true;
      this.#parts = [];
      this.#handler.tooLong();
    } else {
      this.#parts.push(part);
    }
  }

  #end(last: Buffer): void {
    let line = last;
    if (this.#length > 0) {
      this.#keep(last);
      line = Buffer.concat(this.#parts);
    } else if (last.length >= this.#limit) {
      this.#skipping = true;
      this.#handler.tooLong();
    }
    const skipped = this.#skipping;
    this.#parts = [];
    this.#length = 0;
    this.#skipping = false;
    if (!skipped && line.length > 0) this.#handler.line(line.toString('utf8'));
  }
}
