import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineLimit, LineReader } from './line-reader.ts';

function split(chunks: readonly Uint8Array[]) {
  const lines: string[] = [];
  let tooLong = 0;
  const splitter = new LineReader(
    (line) => lines.push(line.toString('latin1')),
    () => tooLong++,
  );
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  return { lines, tooLong, unfinished: splitter.unfinished };
}

const text = (value: string) => Buffer.from(value, 'latin1');

describe('LineReader', () => {
  it('cuts at newlines, wherever the chunks end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\r', '{') })),
        fc.array(fc.nat(9)),
        (lines, cuts) => {
          const bytes = text(lines.map((line) => `${line}\n`).join('') + 'tail');
          const chunks: Buffer[] = [];
          let from = 0;
          for (const cut of cuts) {
            chunks.push(bytes.subarray(from, from + cut));
            from = Math.min(bytes.length, from + cut);
          }
          chunks.push(bytes.subarray(from));
          expect(split(chunks)).toEqual({ lines, tooLong: 0, unfinished: 4 });
        },
      ),
    );
  });

  it('takes the longest line, in one chunk or in many', () => {
    const line = 'x'.repeat(lineLimit);
    expect(split([text(`${line}\nb\n`)]).lines.map((got) => got.length)).toEqual([lineLimit, 1]);
    const halves = [text('a\n' + line.slice(0, 700_000)), text(line.slice(700_000)), text('\nb\n')];
    expect(split(halves).lines.map((got) => got.length)).toEqual([1, lineLimit, 1]);
  });

  it('skips a longer line to its end, says so once, and reads on', () => {
    const longer = 'x'.repeat(lineLimit + 1);
    expect(split([text(`${longer}\nb\n`), text('c\n')])).toEqual({
      lines: ['b', 'c'],
      tooLong: 1,
      unfinished: 0,
    });
    const parts = [text('a\nx'), text('x'.repeat(lineLimit)), text('c\nd\n'), text(longer), text(longer)];
    expect(split(parts)).toEqual({ lines: ['a', 'd'], tooLong: 2, unfinished: 0 });
  });
});
