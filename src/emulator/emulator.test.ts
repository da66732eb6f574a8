import { expect, test } from 'vitest';
import { flagCapabilities } from '../core/protocol/adapter.ts';
import { createEmulator } from './emulator.ts';
import {
  cryptoType,
  encrypted,
  keyOf,
  negotiate,
  openSession,
  sessionKey,
  startEmulator,
} from './fixture.ts';
import { methodNeeds } from './introduction.ts';
import { withholdable } from './settings.ts';
import { RequestError } from '../core/protocol/json-rpc.ts';

function refusalOf(act: () => unknown): { code: number; message: string } | null {
  try {
    act();
    return null;
  } catch (thrown) {
    if (thrown instanceof RequestError) return { code: thrown.code, message: thrown.message };
    throw thrown;
  }
}

test('introduces itself with all it has', () => {
  const { introduction } = startEmulator();
  const capabilities = introduction['capabilities'] as Record<string, unknown>;
  expect(introduction).toMatchObject({
    protocol: 1,
    adapter: { name: 'kexcts-emulator' },
    driver: { name: 'kexcts emulated driver' },
    dialects: ['d3d11.1', 'wddm2.4'],
  });
  expect(capabilities['buffers']).toEqual(['guard-after', 'guard-before', 'unaligned', 'read-only']);
  const flags = flagCapabilities.filter((name) => capabilities[name] === true);
  expect(flags).toEqual(flagCapabilities.filter((name) => name !== 'concurrent'));
  expect(capabilities).not.toHaveProperty('bltBytes');
});

test('introduces itself without what its options take away', () => {
  const { introduction } = startEmulator(
    {},
    { without: withholdable.join(','), timing: 'none', bltBytes: '16' },
  );
  expect(introduction['capabilities']).toEqual({ bltBytes: [16] });
  const measured = startEmulator({}, { timing: 'none', concurrent: 'true' }).introduction;
  expect(measured['capabilities']).toMatchObject({ concurrent: true });
  expect(measured['capabilities']).not.toHaveProperty('timing');
});

test.each(Object.entries(methodNeeds))('%s needs %s', (method, need) => {
  const { call } = startEmulator({}, { without: need });
  expect(refusalOf(() => call(method, {}))).toEqual({
    code: -32601,
    message: `this adapter is without ${need}: no ${method}`,
  });
  const all = startEmulator().call;
  expect(refusalOf(() => all(method, {}))?.code).not.toBe(-32601);
});

test('initialize comes first and once, with protocol 1', () => {
  const emulator = createEmulator();
  expect(refusalOf(() => emulator.call('CreateDevice', {}))).toEqual({
    code: -32600,
    message: 'CreateDevice came before initialize',
  });
  expect(refusalOf(() => emulator.call('initialize', { protocol: 2 }))).toMatchObject({
    code: -32602,
    message: 'protocol: expected 1, got 2',
  });
  expect(refusalOf(() => emulator.call('initialize', { protocol: 1, options: [] }))?.code).toBe(-32602);
  expect(refusalOf(() => emulator.call('initialize', { protocol: 1, options: { key: 'x' } }))?.code).toBe(
    -32602,
  );
  expect(refusalOf(() => emulator.call('initialize', { protocol: 1, suite: {}, later: true }))).toBeNull();
  expect(refusalOf(() => emulator.call('initialize', { protocol: 1 }))?.code).toBe(-32600);
});

test('strings come over typed settings', () => {
  const { introduction } = startEmulator(
    { dialects: ['d3d11.1'], keyExchange: 'none' },
    { keyExchange: 'both' },
  );
  expect(introduction['dialects']).toEqual(['d3d11.1']);
  expect(introduction['decodeProfiles']).toHaveLength(1);
});

test.each(['createdevice', 'toString', 'test/nothing', ''])('has no method "%s"', (method) => {
  const { call } = startEmulator();
  expect(refusalOf(() => call(method))).toEqual({
    code: -32601,
    message: `this adapter has no method "${method}"`,
  });
});

test('unknown members are ignored, missing ones named', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice', { later: 1 });
  expect(refusalOf(() => call('CreateCryptoSession', { hDevice, ...cryptoType }))).toEqual({
    code: -32602,
    message: 'KeyExchangeType: expected a GUID, got nothing',
  });
});

test('test/reset ends all objects and faults, and no handle comes again', () => {
  const { call } = startEmulator();
  const opened = openSession(call);
  call('OPMCreateProtectedOutput');
  call('test/failAllocation', { after: 0 });
  expect(call('test/reset')).toEqual({});
  expect(call('test/memoryUse')).toEqual({ bytes: 0, blocks: 0 });
  expect(refusalOf(() => keyOf(call, opened))?.code).toBe(-32602);
  const again = openSession(call);
  expect(again.hDevice).not.toBe(opened.hDevice);
  expect(negotiate(call, again, encrypted(sessionKey))['hr']).toBe(0);
});

test('a failing allocation is awaited by the next call into the driver, not by hooks', () => {
  const { call } = startEmulator();
  call('test/failAllocation', { after: 0 });
  expect(call('test/memoryUse')).toEqual({ bytes: 0, blocks: 0 });
  expect(refusalOf(() => call('GetCertificateSize'))?.code).toBe(-32602);
  call('test/failAllocation', { after: 0 });
  expect(call('CreateDevice')).toMatchObject({ allocationFailed: true, allocations: 1 });
  expect(call('CreateDevice')).not.toHaveProperty('allocationFailed');
});

test('two emulators share nothing, and a seed makes them alike', () => {
  const randomOf = (seed: number): unknown => {
    const { call } = startEmulator({ seed });
    return call('OPMGetRandomNumber', { ...call('OPMCreateProtectedOutput') })['RandomNumber'];
  };
  expect(randomOf(3)).toBe(randomOf(3));
  expect(randomOf(3)).not.toBe(randomOf(4));
});

test('results belong to the caller', () => {
  const { emulator, call } = startEmulator();
  const hDevice = String(call('CreateDevice')['hDevice']);
  const result = emulator.call('DestroyDevice', { hDevice }) as Record<string, unknown>;
  result['changed'] = true;
  expect(emulator.call('test/reset', {})).toEqual({});
});
