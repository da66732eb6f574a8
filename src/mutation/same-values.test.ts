// Two values are the same where they say the same.
import { expect, test } from 'vitest';
import { isSame } from './same-values.ts';

test.each([
  [
    { hr: 0, ns: 5 },
    { hr: 0, ns: 7 },
  ],
  [{ setError: [1, 2] }, { setError: [1, 2] }],
  [{ fault: { access: 'read', offset: null } }, { fault: { offset: null, access: 'read' } }],
])('%j and %j', (a, b) => {
  expect(isSame(a, b)).toBe(true);
});

test.each([
  [{ hr: 0 }, { hr: 1 }],
  [{ hr: 0 }, { hr: 0, overrun: 0 }],
  [{ hr: 0, overrun: 0 }, { hr: 0 }],
  [{ key: undefined }, { setError: [] }],
  [{ fault: null }, { fault: {} }],
  [{ setError: [1] }, { setError: [1, 1] }],
  [{ hr: 0 }, { hr: '0' }],
])('%j and %j are not the same', (a, b) => {
  expect(isSame(a, b)).toBe(false);
});
