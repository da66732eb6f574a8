import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestLine } from './request-line.ts';

it('gives the bytes that JSON.stringify gives', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'a', '~') }),
  );
  const value = fc.oneof(
    text,
    fc.maxSafeInteger(),
    fc.constantFrom(null, undefined, true, 0.5, -0, 1e300),
    fc.jsonValue(),
  );
  const params = fc.dictionary(
    text.filter((name) => name !== '__proto__'),
    value,
  );
  fc.assert(
    fc.property(fc.nat(), text, params, (id, method, given) => {
      const expected = JSON.stringify({ jsonrpc: '2.0', id, method, params: given });
      expect(requestLine(id, method, given)).toBe(`${expected}\n`);
    }),
  );
});
