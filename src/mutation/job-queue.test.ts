import { expect, test } from 'vitest';
import { JobQueue } from './job-queue.ts';

const jobs = ['a', 'b', 'b', 'b', 'c'].map((group, index) => ({ group, name: `${group}${index}` }));

test('a thread stays with its group, and continues where the fewest are', () => {
  const queue = new JobQueue(jobs);
  const first = queue.next();
  const second = queue.next();
  expect([first?.job.name, second?.job.name]).toEqual(['b1', 'a0']);
  expect(queue.next('a')?.job.name).toBe('c4');
  expect(queue.next('b')?.job.name).toBe('b2');
  // Nothing is left elsewhere: it helps where another one is.
  expect(queue.next('c')?.job.name).toBe('b3');
  expect(queue.next('b')).toBeUndefined();
  expect(queue.next('b')).toBeUndefined();
});

test('every job is given out once, with its place', () => {
  const queue = new JobQueue(jobs);
  const places: number[] = [];
  let group: string | undefined;
  for (let next = queue.next(group); next !== undefined; next = queue.next(group)) {
    places.push(next.at);
    group = next.job.group;
  }
  expect(places.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
});

test('no jobs are no work', () => {
  expect(new JobQueue([]).next()).toBeUndefined();
});
