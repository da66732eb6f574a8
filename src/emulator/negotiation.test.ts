import { describe, expect, test } from 'vitest';
import { guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { DriverCrash } from './refusal.ts';
import {
  encodedMessage,
  encrypted,
  keyOf,
  negotiate,
  openSession,
  otherKey,
  publicKey,
  rawEncrypted,
  sessionKey,
  startEmulator,
} from './fixture.ts';
import { poolKey } from './keys.ts';
import { profileNames, profiles } from './profiles.ts';
import { RequestError } from '../core/protocol/json-rpc.ts';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY } = statusCodes;
const block = encrypted(sessionKey);
const otherBlock = encrypted(otherKey);
const hex = (bytes: Buffer): string => bytes.toString('hex');

describe.each(profileNames)('profile %s', (profile) => {
  test('negotiates a key, in all forms of the entry point', () => {
    const { call } = startEmulator({}, { profile });
    const opened = openSession(call);
    expect(keyOf(call, opened)).toBeNull();
    for (const [method, flags] of [
      ['NegotiateCryptoSessionKeyExchange', {}],
      ['NegotiateCryptoSessionKeyExchange', { flags: 0 }],
      ['NegotiateCryptoSessionKeyExchangeMT', {}],
      ['NegotiateCryptoSessionKeyExchangeMT', { flags: 0 }],
    ] as const) {
      const session = openSession(call, opened.hDevice);
      const pData = hex(encrypted(sessionKey, publicKey(), profiles[profile].hash));
      const result = call(method, { ...session, DataSize: 256, pData, ...flags });
      expect(result).toEqual({ hr: S_OK, ns: expect.any(Number) });
      expect(keyOf(call, session)).toBe(hex(sessionKey));
    }
  });
});

test.each([0, 1, 16, 128, 255, 257, 512])('refuses %i bytes and keeps the key', (bytes) => {
  const { call } = startEmulator();
  const opened = openSession(call);
  negotiate(call, opened, block);
  const data = Buffer.concat([otherBlock, otherBlock]).subarray(0, bytes);
  expect(negotiate(call, opened, data)['hr']).toBe(E_INVALIDARG);
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
});

test('refuses a null pointer, whatever its size', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  for (const DataSize of [0, 256]) {
    const result = call('NegotiateCryptoSessionKeyExchange', { ...opened, DataSize, pData: null });
    expect(result['hr']).toBe(E_INVALIDARG);
  }
  const crashing = startEmulator({}, { nullPData: 'crash' });
  const session = openSession(crashing.call);
  const act = (): unknown =>
    crashing.call('NegotiateCryptoSessionKeyExchange', { ...session, DataSize: 256, pData: null });
  expect(act).toThrow(DriverCrash);
});

test('refuses a DataSize beyond the bytes without reading', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  for (const DataSize of [257, 512, 0x10100, 0xffffff00, 0xffffffff]) {
    const result = negotiate(call, opened, block, { DataSize, buffer: 'guard-after' });
    expect(result).toEqual({ hr: E_INVALIDARG, ns: expect.any(Number) });
  }
});

test.each(['guard-after', 'guard-before', 'unaligned', 'read-only'])('takes a buffer %s', (buffer) => {
  const { call } = startEmulator();
  const opened = openSession(call);
  expect(negotiate(call, opened, block, { buffer })).toEqual({ hr: S_OK, ns: expect.any(Number) });
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
});

test('refuses each defect with one code, and keeps the key', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  negotiate(call, opened, block);
  const { modulus } = poolKey('test-rsa2048-a');
  for (const bad of [
    rawEncrypted(encodedMessage(otherKey, { y: 1 })),
    rawEncrypted(encodedMessage(otherKey, { db: (db) => (db[3] = 0) })),
    rawEncrypted(encodedMessage(otherKey, { db: (db) => (db[100] = 9) })),
    modulus,
    encrypted(otherKey.subarray(1)),
    encrypted(Buffer.alloc(0)),
    encrypted(Buffer.concat([otherKey, Buffer.of(0)])),
  ]) {
    expect(negotiate(call, opened, bad)['hr']).toBe(E_INVALIDARG);
    expect(keyOf(call, opened)).toBe(hex(sessionKey));
  }
});

test('costs the same work for every defect behind the private-key operation', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  const times = [
    rawEncrypted(encodedMessage(otherKey)),
    rawEncrypted(encodedMessage(otherKey, { y: 1 })),
    rawEncrypted(encodedMessage(otherKey, { db: (db) => (db[0] = (db[0] ?? 0) ^ 1) })),
    rawEncrypted(encodedMessage(otherKey, { db: (db) => (db[100] = 9) })),
  ].map((data) => negotiate(call, opened, data)['ns']);
  expect(new Set(times).size).toBe(1);
});

test('refuses another device than the creator, and flags', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  const { hDevice } = openSession(call);
  expect(negotiate(call, opened, block, { hDevice })['hr']).toBe(E_INVALIDARG);
  expect(negotiate(call, opened, block, { flags: 1 })['hr']).toBe(E_INVALIDARG);
  expect(keyOf(call, opened)).toBeNull();
  const lenient = startEmulator({}, { flags: 'ignore' });
  expect(negotiate(lenient.call, openSession(lenient.call), block, { flags: 1 })['hr']).toBe(S_OK);
});

test('keeps sessions apart, and takes one block for many', () => {
  const { call } = startEmulator();
  const first = openSession(call);
  const second = openSession(call, first.hDevice);
  expect(negotiate(call, first, block)['hr']).toBe(S_OK);
  expect(keyOf(call, second)).toBeNull();
  expect(negotiate(call, second, otherBlock)['hr']).toBe(S_OK);
  expect(keyOf(call, first)).toBe(hex(sessionKey));
  expect(negotiate(call, second, block)['hr']).toBe(S_OK);
  expect(keyOf(call, second)).toBe(hex(sessionKey));
});

test('replaces the key of a session, or refuses to', () => {
  const replacing = startEmulator();
  const first = openSession(replacing.call);
  negotiate(replacing.call, first, block);
  expect(negotiate(replacing.call, first, otherBlock)['hr']).toBe(S_OK);
  expect(keyOf(replacing.call, first)).toBe(hex(otherKey));
  const refusing = startEmulator({}, { renegotiation: 'refuse' });
  const second = openSession(refusing.call);
  negotiate(refusing.call, second, block);
  expect(negotiate(refusing.call, second, otherBlock)['hr']).toBe(E_INVALIDARG);
  expect(keyOf(refusing.call, second)).toBe(hex(sessionKey));
});

test.each([
  ['refuse', 17, null],
  ['refuse', 40, null],
  ['first16', 17, 0],
  ['first16', 126, 0],
  ['opm', 17, null],
  ['opm', 40, 16],
])('longer plaintext, %s: of %i bytes those from %s on are taken', (longerPlaintext, bytes, from) => {
  const { call } = startEmulator({}, { longerPlaintext });
  const opened = openSession(call);
  const sent = Buffer.from(Array.from({ length: bytes }, (_, at) => at + 1));
  const { hr } = negotiate(call, opened, encrypted(sent));
  expect(hr).toBe(from === null ? E_INVALIDARG : S_OK);
  expect(keyOf(call, opened)).toBe(from === null ? null : hex(sent.subarray(from, from + 16)));
  expect(negotiate(call, opened, block)['hr']).toBe(S_OK);
});

test('leaves the buffer alone, or wipes it inside its bytes', () => {
  const { call } = startEmulator({}, { pData: 'overwrite' });
  const opened = openSession(call);
  expect(negotiate(call, opened, block)).toMatchObject({ hr: S_OK, pDataAfter: '00'.repeat(256) });
  expect(negotiate(call, opened, block)).not.toHaveProperty('overrun');
  const readOnly = negotiate(call, opened, block, { buffer: 'read-only' });
  expect(readOnly).toMatchObject({ fault: { access: 'write', offset: 0 } });
  expect(readOnly).not.toHaveProperty('hr');
});

test.each([
  'decoding,size,pointer,device,flags,memory,renegotiation',
  'size,pointer,decoding',
  'size,pointer,decoding,device,flags,memory,memory',
])('refuses the order of checks %s', (checks) => {
  expect(() => startEmulator({}, { checks })).toThrow(/options\.checks: expected all of flags/);
});

test.each([
  'flags,device,size,pointer,renegotiation,memory,decoding',
  'memory,size,pointer,decoding,renegotiation,device,flags',
  'size,pointer,decoding,memory,device,flags,renegotiation',
])('the order of checks %s decides the same', (checks) => {
  const { call } = startEmulator({}, { checks });
  const opened = openSession(call);
  const other = openSession(call);
  expect(negotiate(call, opened, block)['hr']).toBe(S_OK);
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
  expect(negotiate(call, opened, otherBlock.subarray(1))['hr']).toBe(E_INVALIDARG);
  expect(negotiate(call, opened, otherBlock, { hDevice: other.hDevice })['hr']).toBe(E_INVALIDARG);
  expect(negotiate(call, opened, encrypted(otherKey, publicKey(), 'sha1'))['hr']).toBe(E_INVALIDARG);
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
});

test('the order of checks shows where two errors meet', () => {
  const codes = ['memory,flags,device,size,pointer,renegotiation,decoding', undefined].map((checks) => {
    const { call } = startEmulator({}, checks === undefined ? {} : { checks });
    const opened = openSession(call);
    call('test/failAllocation', { after: 0 });
    return negotiate(call, opened, block.subarray(1))['hr'];
  });
  expect(codes).toEqual([E_OUTOFMEMORY, E_INVALIDARG]);
});

test('has the forms of the entry point that its dialects say', () => {
  const refusalOf = (options: Record<string, string>, method: string, more: object): number | null => {
    const { call } = startEmulator({}, options);
    const params = { ...openSession(call), DataSize: 256, pData: hex(block), ...more };
    try {
      expect(call(method, params)['hr']).toBe(S_OK);
      return null;
    } catch (thrown) {
      return thrown instanceof RequestError ? thrown.code : 0;
    }
  };
  const name = 'NegotiateCryptoSessionKeyExchange';
  expect(refusalOf({ dialects: 'd3d11.1' }, name, {})).toBeNull();
  expect(refusalOf({ dialects: 'd3d11.1' }, name, { flags: 0 })).toBe(-32601);
  expect(refusalOf({ dialects: 'd3d11.1' }, `${name}MT`, {})).toBe(-32601);
  expect(refusalOf({ dialects: 'wddm2.4' }, name, {})).toBe(-32601);
  expect(refusalOf({ dialects: 'wddm2.4' }, name, { flags: 0 })).toBeNull();
  expect(refusalOf({ dialects: 'wddm2.4' }, `${name}MT`, {})).toBeNull();
  expect(refusalOf({ slot: 'null' }, name, {})).toBe(-32601);
  expect(refusalOf({ slot: 'null' }, `${name}MT`, {})).toBe(-32601);
});

test('fails each of its allocations without a trace', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  negotiate(call, opened, block);
  const before = call('test/memoryUse');
  for (let after = 0; after < 3; after++) {
    call('test/failAllocation', { after });
    expect(negotiate(call, opened, otherBlock)).toMatchObject({
      hr: E_OUTOFMEMORY,
      allocationFailed: true,
      allocations: after + 1,
    });
    expect(keyOf(call, opened)).toBe(hex(sessionKey));
    expect(call('test/memoryUse')).toEqual(before);
  }
  call('test/failAllocation', { after: 3 });
  const plentiful = negotiate(call, opened, otherBlock);
  expect(plentiful).toMatchObject({ hr: S_OK, allocationFailed: false, allocations: 3 });
  expect(negotiate(call, opened, block)).not.toHaveProperty('allocations');
  expect(call('test/memoryUse')).toEqual(before);
});

test('a driver without allocations has none to fail', () => {
  const { call } = startEmulator({}, { allocations: 'none' });
  const opened = openSession(call);
  call('test/failAllocation', { after: 0 });
  expect(negotiate(call, opened, block)).toMatchObject({ hr: S_OK, allocationFailed: false, allocations: 0 });
  expect(call('test/memoryUse')).toEqual({ bytes: 0, blocks: 0 });
});

test('carries structures on HW_PROTECTION sessions, where 256 is no rule', () => {
  const { call } = startEmulator({}, { keyExchange: 'both' });
  const hDevice = String(call('CreateDevice')['hDevice']);
  const opened = openSession(call, hDevice, guids.KEY_EXCHANGE_HW_PROTECTION);
  const structure = Buffer.alloc(32, 0xee);
  const carried = negotiate(call, opened, structure);
  expect(carried).toMatchObject({ hr: S_OK });
  expect(carried['pDataAfter']).toBe(`${'ee'.repeat(24)}00000000${'ee'.repeat(4)}`);
  expect(negotiate(call, opened, structure)['hr']).toBe(S_OK);
  expect(negotiate(call, opened, Buffer.alloc(16, 1))).toMatchObject({ hr: S_OK });
  expect(negotiate(call, opened, Buffer.alloc(8))['hr']).toBe(E_INVALIDARG);
  expect(keyOf(call, opened)).toBeNull();
  const ours = openSession(call, hDevice);
  expect(negotiate(call, ours, block)['hr']).toBe(S_OK);
});

test('a wait of delayMs is real', () => {
  const { call } = startEmulator({}, { delayMs: '20', timing: 'measured' });
  expect(negotiate(call, openSession(call), block)['ns']).toBeGreaterThan(19_000_000);
});

test('reports no time where timing is none', () => {
  const { call } = startEmulator({}, { timing: 'none' });
  expect(negotiate(call, openSession(call), block)).toEqual({ hr: S_OK });
});
