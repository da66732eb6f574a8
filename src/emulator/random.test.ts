import { expect, test } from 'vitest';
import { seededRandom, systemRandom } from './random.ts';

test('a seed gives the same bytes again, and other seeds others', () => {
  const [first, same, other] = [seededRandom(5), seededRandom(5), seededRandom(6)];
  const drawn = [first(16), first(40)];
  expect(drawn).toEqual([same(16), same(40)]);
  expect(drawn.map((bytes) => bytes.length)).toEqual([16, 40]);
  expect(other(16)).not.toEqual(drawn[0]);
  expect(drawn[1]?.subarray(0, 16)).not.toEqual(drawn[0]);
});

test('the system gives as many bytes as asked for', () => {
  expect(systemRandom(16)).toHaveLength(16);
  expect(systemRandom(16)).not.toEqual(systemRandom(16));
});
