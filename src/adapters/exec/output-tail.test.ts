import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutputTail, tailLimit } from './output-tail.ts';

describe('OutputTail', () => {
  it('gives what came since a position', () => {
    const tail = new OutputTail();
    expect(tail.since(0)).toBe('');
    tail.push(Buffer.from('one\n'));
    const mark = tail.position;
    expect(tail.since(mark)).toBe('');
    tail.push(Buffer.from('zwei ü\n'));
    expect(tail.since(mark)).toBe('zwei ü\n');
    expect(tail.since(0)).toBe('one\nzwei ü\n');
  });

  it('keeps the last 64 KiB and says what is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 6 }),
        fc.nat(50_000),
        (sizes, mark) => {
          const tail = new OutputTail();
          let all = '';
          for (const size of sizes) {
            const text = Array.from({ length: size }, (_, at) =>
              String.fromCharCode(97 + ((at + size) % 26)),
            ).join('');
            all += text;
            tail.push(Buffer.from(text));
          }
          const since = all.slice(mark);
          const lost = Math.max(0, since.length - tailLimit);
          const head = lost > 0 ? `[${lost} bytes before this are not kept]\n` : '';
          expect(tail.position).toBe(all.length);
          expect(tail.since(mark) === head + since.slice(lost)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});
