import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenPreceding } from './shorten-preceding.ts';

/** A failure that shows behind all of these, in this order. */
function needing(...needed: readonly number[]): (sequence: readonly number[]) => boolean {
  return (sequence) => {
    let next = 0;
    for (const one of sequence) if (one === needed[next]) next += 1;
    return next === needed.length;
  };
}

const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('shortenPreceding', () => {
  it('finds the one case that it takes', async () => {
    const shows = needing(37);
    expect(await shortenPreceding(upTo(100), (one) => Promise.resolve(shows(one)))).toEqual([37]);
  });

  it('finds several, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(199), { minLength: 1, maxLength: 5 }), async (needed) => {
        const sorted = [...needed].sort((a, b) => a - b);
        const shows = needing(...sorted);
        expect(await shortenPreceding(upTo(200), (one) => Promise.resolve(shows(one)))).toEqual(sorted);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('finds how many it takes where any will do', async () => {
    const shortest = await shortenPreceding(upTo(64), (one) => Promise.resolve(one.length >= 6));
    expect(shortest).toHaveLength(6);
  });

  it('looks at the latest first: what came just before is found in a few trials', async () => {
    let tried = 0;
    const shows = needing(998);
    await shortenPreceding(upTo(1000), (one) => {
      tried += 1;
      return Promise.resolve(shows(one));
    });
    expect(tried).toBeLessThan(8);
  });

  it('gives the shortest so far where no more may be tried', async () => {
    const shows = needing(3, 50, 90);
    let left = 12;
    const shortest = await shortenPreceding(upTo(100), (one) => {
      left -= 1;
      return Promise.resolve(left < 0 ? undefined : shows(one));
    });
    expect(shows(shortest)).toBe(true);
    expect(shortest.length).toBeLessThan(100);
  });

  it('tries nothing where there is one case, or none', async () => {
    const never = (): Promise<boolean> => Promise.reject(new Error('tried'));
    expect(await shortenPreceding([7], never)).toEqual([7]);
    expect(await shortenPreceding([], never)).toEqual([]);
  });
});
