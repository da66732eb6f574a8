import { describe, expect, it } from 'vitest';
import { checkResult, faultOf } from './check-result.ts';
import { methods } from './methods.ts';

const failure = 0x80004005;

describe('checkResult', () => {
  it('accepts statuses as unsigned and as signed numbers', () => {
    for (const hr of [0, 1, 0x80070057, 0xffffffff, -2147024809, -1]) {
      expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { hr })).toBeUndefined();
    }
  });

  it.each([[undefined], [null], ['0'], [0.5], [2 ** 32], [-(2 ** 31) - 1], [true]])(
    'refuses %s as hr',
    (hr) => {
      expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { hr })).toContain(
        '"hr" must be an integer of 32 bits',
      );
    },
  );

  it('accepts upper-case bytes, and null where a pointer may be null', () => {
    const hr = 0;
    expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { hr, pDataAfter: 'AAff' })).toBeUndefined();
    expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { hr, pDataAfter: null })).toBeUndefined();
    expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { hr, pDataAfter: 'abc' })).toContain(
      '"pDataAfter" must be bytes in hexadecimal',
    );
  });

  it('demands outputs of a function that succeeded', () => {
    expect(checkResult('CreateDevice', {}, { hr: 0 })).toBe(
      '"hDevice" must be a handle: a non-empty string, or null; got nothing',
    );
    expect(checkResult('CreateDevice', {}, { hr: 0, hDevice: 'd1' })).toBeUndefined();
    expect(checkResult('CreateDevice', {}, { hr: 0, hDevice: null })).toBeUndefined();
    expect(checkResult('CreateDevice', {}, { hr: 0, hDevice: '' })).toContain('got ""');
    expect(checkResult('CreateDevice', {}, { hr: 0, hDevice: 7 })).toContain('got 7');
  });

  it('lets outputs of a function that failed be missing or null, but not of another type', () => {
    expect(checkResult('CreateDevice', {}, { hr: failure })).toBeUndefined();
    expect(checkResult('CreateDevice', {}, { hr: failure, hDevice: null })).toBeUndefined();
    expect(checkResult('CreateDevice', {}, { hr: failure, hDevice: 7 })).toContain('"hDevice"');
    expect(checkResult('OPMGetRandomNumber', {}, { status: -1, RandomNumber: '' })).toBeUndefined();
  });

  it('measures what has a length in the protocol', () => {
    const sized = { CertificateSize: 3 };
    expect(checkResult('GetCertificate', sized, { Certificate: '0011FF' })).toBeUndefined();
    expect(checkResult('GetCertificate', sized, { Certificate: '0011' })).toBe(
      '"Certificate" must be exactly 3 bytes, as CertificateSize in the request says; got 2 bytes',
    );
    expect(checkResult('OPMGetRandomNumber', {}, { status: 0, RandomNumber: '00' })).toContain(
      'exactly 16 bytes',
    );
    // The protocol gives no length for these.
    expect(
      checkResult('StartSessionKeyRefresh', { RandomNumberSize: 16 }, { RandomNumber: '00' }),
    ).toBeUndefined();
    expect(checkResult('OPMGetCertificate', sized, { status: 0, Certificate: '00' })).toBeUndefined();
  });

  it('takes a fault in place of hr and of everything else', () => {
    const fault = { access: 'read', offset: 256 };
    expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, { fault })).toBeUndefined();
    expect(checkResult('GetCertificate', { CertificateSize: 3 }, { fault })).toBeUndefined();
    expect(faultOf({ fault })).toEqual(fault);
    expect(faultOf({ fault: { access: 'write', offset: null } })).toEqual({ access: 'write', offset: null });
    for (const bad of [
      null,
      true,
      {},
      { access: 'jump', offset: 0 },
      { access: 'read' },
      { access: 'read', offset: '0' },
    ]) {
      expect(checkResult('CreateDevice', {}, { fault: bad })).toContain('"fault" must be');
      expect(faultOf({ fault: bad })).toBeUndefined();
    }
  });

  it('checks the members that any answer may hold', () => {
    const good = {
      hr: 0,
      setError: [0x80070057, -1],
      ns: 12.5,
      overrun: 0,
      allocationFailed: true,
      allocations: 3,
    };
    expect(checkResult('NegotiateCryptoSessionKeyExchange', {}, good)).toBeUndefined();
    for (const name of ['setError', 'ns', 'overrun', 'allocationFailed', 'allocations']) {
      expect(checkResult('DestroyDevice', {}, { [name]: 'x' })).toContain(`"${name}" must be`);
    }
    expect(checkResult('DestroyDevice', {}, { setError: [0, 'x'] })).toContain('"setError"');
  });

  it('ignores members that the protocol does not name', () => {
    expect(checkResult('DestroyDevice', {}, { hr: 'x', other: [], constructor: 1 })).toBeUndefined();
    expect(checkResult('toString', {}, { anything: 1 })).toBeUndefined();
  });

  it('wants all of a signing key or none of it', () => {
    const none = { key: null, statusSequence: null, commandSequence: null };
    const all = { key: '00'.repeat(16), statusSequence: 1, commandSequence: 0xffffffff };
    expect(checkResult('test/probeSigningKey', {}, none)).toBeUndefined();
    expect(checkResult('test/probeSigningKey', {}, all)).toBeUndefined();
    expect(checkResult('test/probeSigningKey', {}, { ...all, key: null })).toContain('null here: key');
    expect(checkResult('test/probeSigningKey', {}, { ...all, commandSequence: -1 })).toContain(
      '"commandSequence"',
    );
  });

  it('reads a 64-bit size as far as JSON carries it', () => {
    const caps = { hr: 0, Caps: 0x1fff, KeyExchangeTypeCount: 1, BlockAlignmentSize: 16 };
    const sizes = [0, 2 ** 53, Number('18446744073709551615')];
    for (const ProtectedMemorySize of sizes) {
      expect(checkResult('GetContentProtectionCaps', {}, { ...caps, ProtectedMemorySize })).toBeUndefined();
    }
    for (const ProtectedMemorySize of [-1, 0.5, Infinity, '0']) {
      expect(checkResult('GetContentProtectionCaps', {}, { ...caps, ProtectedMemorySize })).toContain(
        'unsigned',
      );
    }
  });

  it('survives nesting as deep as a line allows', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(400_000)}${']'.repeat(400_000)}`);
    expect(checkResult('CreateDevice', {}, { hr: deep })).toContain('got an array');
  });
});

describe('methods', () => {
  it('names every call of the protocol once, in its section', () => {
    const count = (section: number) => Object.values(methods).filter((row) => row.section === section).length;
    expect([count(4), count(5), count(6)]).toEqual([21, 7, 7]);
  });
});
