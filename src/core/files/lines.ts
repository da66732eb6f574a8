// Files read piece by piece, and their lines.
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes that are read at a time. */
const pieceBytes = 1 << 20;
const lineFeed = 0x0a;

/**
 * The bytes of a file; each piece is good until the next is asked for.
 * @throws what the file system says where the file cannot be read.
 */
export function* piecesOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(pieceBytes);
    for (;;) {
      const length = readSync(descriptor, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

export interface Line {
  /** Without its line feed; good until the next line is asked for. */
  readonly bytes: Buffer;
  /** Where it begins, in bytes from the start of the file. */
  readonly at: number;
  /** Whether a line feed ends it; only the last one may lack it. */
  readonly whole: boolean;
}

/**
 * The lines of a file; behind a last line feed there is none.
 * @throws what the file system says where the file cannot be read.
 */
export function* linesOf(path: string): Generator<Line> {
  // What was read of a line that is not at its end yet.
  let begun: Buffer[] = [];
  let at = 0;
  for (const piece of piecesOf(path)) {
    let from = 0;
    for (;;) {
      const end = piece.indexOf(lineFeed, from);
      if (end < 0) break;
      const rest = piece.subarray(from, end);
      const bytes = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
      yield { bytes, at, whole: true };
      begun = [];
      at += bytes.length + 1;
      from = end + 1;
    }
    if (from < piece.length) begun.push(Buffer.from(piece.subarray(from)));
  }
  if (begun.length > 0) yield { bytes: Buffer.concat(begun), at, whole: false };
}
