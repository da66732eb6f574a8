import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, canonicalHash, canonicalJson } from './canonical.ts';
import { caseId } from '../steps/case.ts';

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2.2', () => {
    const value = {
      // eslint-disable-next-line no-loss-of-precision -- the standard's own example loses it
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders members by UTF-16 code units, as section 3.2.3 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
    expect([...canonicalJson(value).matchAll(/:(\d)/g)].map((match) => match[1]).join('')).toBe('2467153');
  });

  it('leaves out members that are undefined, and does not care for the order of making', () => {
    expect(canonicalJson({ b: 1, a: undefined, c: [{ y: 2, x: 1 }] })).toBe('{"b":1,"c":[{"x":1,"y":2}]}');
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
    expect(() => canonicalJson([undefined])).toThrow(TypeError);
  });

  it('says what JSON.parse reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('caseId', () => {
  it('is 16 characters of base32 of SHA-256 over the canonical JSON', () => {
    const recipe = { steps: [{ device: 'd0', call: 'CreateCryptoSession', as: 's' }] } as const;
    const text = '{"steps":[{"as":"s","call":"CreateCryptoSession","device":"d0"}]}';
    const digest = createHash('sha256').update(text).digest();
    expect(caseId(recipe)).toBe(base32(digest).slice(0, 16));
    expect(caseId(recipe)).toMatch(/^[a-z2-7]{16}$/);
    expect(canonicalHash(recipe)).toBe(`sha256:${digest.toString('hex')}`);
  });

  it('encodes base32 as RFC 4648, section 10 does', () => {
    const encoded = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) =>
      base32(Buffer.from(text)),
    );
    expect(encoded).toEqual(['', 'my', 'mzxq', 'mzxw6', 'mzxw6yq', 'mzxw6ytb', 'mzxw6ytboi']);
  });
});
