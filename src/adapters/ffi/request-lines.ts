// Bytes of standard input to lines of text; one that is too long is skipped to its end.
import { LineSplitter, lineLimit } from '../exec/line-splitter.ts';

const newline = 0x0a;

export class RequestLines {
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #splitter: LineSplitter;
  #tooLong = false;

  /** `onLine` gets lines without their ends; `onTooLong` is told at the end of such a line. */
  constructor(onLine: (line: string) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
    this.#splitter = this.#newSplitter();
  }

  /** Takes the first `size` bytes of a chunk. */
  push(chunk: Buffer, size: number): void {
    if (!this.#tooLong && this.#splitter.unfinished === 0 && chunk[size - 1] === newline) {
      // Nearly always: one line, and all of it.
      const line = chunk.toString('utf8', 0, size - 1);
      if (!line.includes('\n')) {
        this.#onLine(line);
        return;
      }
    }
    this.#pushLines(chunk.subarray(0, size));
  }

  #pushLines(chunk: Buffer): void {
    if (!this.#tooLong && this.#splitter.unfinished + chunk.length <= lineLimit) {
      this.#splitter.push(chunk);
      return;
    }
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
    return new LineSplitter(
      (line) => this.#onLine(line.toString('utf8')),
      () => (this.#tooLong = true),
    );
  }
}
