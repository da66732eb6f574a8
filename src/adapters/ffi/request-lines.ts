// Bytes of standard input to lines; one that is too long is skipped to its end.
import { LineSplitter } from '../exec/line-splitter.ts';

const newline = 0x0a;

export class RequestLines {
  readonly #onLine: (line: Buffer) => void;
  readonly #onTooLong: () => void;
  #splitter: LineSplitter;
  #tooLong = false;

  /** `onLine` gets bytes that are valid during the call only; `onTooLong` is told at the end of such a line. */
  constructor(onLine: (line: Buffer) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
    this.#splitter = this.#newSplitter();
  }

  push(chunk: Buffer): void {
    // A line at a time: where the splitter gives up, what follows in the chunk must not be lost.
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(newline, from);
      const piece = chunk.subarray(from, end < 0 ? chunk.length : end + 1);
      if (!this.#tooLong) this.#splitter.push(piece);
      if (this.#tooLong && end >= 0) {
        this.#tooLong = false;
        this.#splitter = this.#newSplitter();
        this.#onTooLong();
      }
      from += piece.length;
    }
  }

  #newSplitter(): LineSplitter {
    return new LineSplitter(this.#onLine, () => (this.#tooLong = true));
  }
}
