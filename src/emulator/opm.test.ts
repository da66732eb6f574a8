import { expect, test } from 'vitest';
import { guidBytes } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import { aesCmac } from './cmac.ts';
import {
  encrypted,
  keyOf,
  negotiate,
  openSession,
  otherKey,
  publicKey,
  sessionKey,
  startEmulator,
  type Caller,
} from './fixture.ts';

const refused = statusCodes.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
const wrongRequest = 0xc01e051d;
const connectorType = '81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA';

function newOutput(call: Caller): { hProtectedOutput: unknown; random: Buffer } {
  const { status, hProtectedOutput } = call('OPMCreateProtectedOutput');
  expect(status).toBe(0);
  const { RandomNumber } = call('OPMGetRandomNumber', { hProtectedOutput });
  return { hProtectedOutput, random: Buffer.from(String(RandomNumber), 'hex') };
}

function parameters(random: Buffer, key = sessionKey, statusSequence = 7, commandSequence = 9): Buffer {
  const sequences = Buffer.alloc(8);
  sequences.writeUInt32LE(statusSequence);
  sequences.writeUInt32LE(commandSequence, 4);
  return Buffer.concat([random, key, sequences]);
}

const set = (call: Caller, hProtectedOutput: unknown, message: Buffer, key = publicKey()): unknown =>
  call('OPMSetSigningKeyAndSequenceNumbers', {
    hProtectedOutput,
    EncryptedParameters: encrypted(message, key).toString('hex'),
  })['status'];

function request(sequence: number, key = sessionKey, guid = connectorType): Buffer {
  const bytes = Buffer.alloc(4112);
  bytes.fill(0xab, 16, 32);
  guidBytes(guid).copy(bytes, 32);
  bytes.writeUInt32LE(sequence, 48);
  aesCmac(key, bytes.subarray(16)).copy(bytes);
  return bytes;
}

function information(
  call: Caller,
  hProtectedOutput: unknown,
  bytes: Buffer,
): { status: unknown; given: Buffer } {
  const result = call('OPMGetInformation', { hProtectedOutput, Parameters: bytes.toString('hex') });
  const given = Buffer.from(String(result['RequestedInformation']), 'hex');
  expect(given).toHaveLength(4096);
  return { status: result['status'], given };
}

test.each([40, 41, 126])('takes a message of %i bytes and ignores what is behind the first 40', (length) => {
  const { call } = startEmulator();
  const { hProtectedOutput, random } = newOutput(call);
  const message = Buffer.concat([parameters(random), Buffer.alloc(length - 40, 0xee)]);
  expect(set(call, hProtectedOutput, message)).toBe(0);
  expect(call('test/probeSigningKey', { hProtectedOutput })).toEqual({
    key: sessionKey.toString('hex'),
    statusSequence: 7,
    commandSequence: 9,
  });
});

test('refuses with one status what is short, of another key or another random number', () => {
  const { call } = startEmulator();
  const { hProtectedOutput, random } = newOutput(call);
  const none = { key: null, statusSequence: null, commandSequence: null };
  const message = parameters(random);
  expect(set(call, hProtectedOutput, message.subarray(0, 39))).toBe(refused);
  expect(set(call, hProtectedOutput, message.subarray(16, 32))).toBe(refused);
  expect(set(call, hProtectedOutput, message, publicKey('test-rsa2048-b'))).toBe(refused);
  for (let at = 0; at < 16; at++) {
    const changed = Buffer.from(message);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(set(call, hProtectedOutput, changed)).toBe(refused);
  }
  expect(call('test/probeSigningKey', { hProtectedOutput })).toEqual(none);
  expect(set(call, hProtectedOutput, message)).toBe(0);
});

test('sets each output once, or again where it is so made', () => {
  const once = startEmulator().call;
  const first = newOutput(once);
  set(once, first.hProtectedOutput, parameters(first.random));
  expect(set(once, first.hProtectedOutput, parameters(first.random, otherKey))).toBe(
    statusCodes.STATUS_INVALID_PARAMETER,
  );
  expect(once('test/probeSigningKey', { hProtectedOutput: first.hProtectedOutput })['key']).toBe(
    sessionKey.toString('hex'),
  );
  const again = startEmulator({}, { opmRepeat: 'replace' }).call;
  const second = newOutput(again);
  set(again, second.hProtectedOutput, parameters(second.random));
  expect(set(again, second.hProtectedOutput, parameters(second.random, otherKey))).toBe(0);
});

test('outputs have different random numbers and keys of their own', () => {
  const { call } = startEmulator();
  const first = newOutput(call);
  const second = newOutput(call);
  const opened = openSession(call);
  negotiate(call, opened, encrypted(otherKey));
  expect(first.random.equals(second.random)).toBe(false);
  expect(set(call, first.hProtectedOutput, parameters(second.random))).toBe(refused);
  expect(set(call, first.hProtectedOutput, parameters(first.random))).toBe(0);
  expect(call('test/probeSigningKey', { hProtectedOutput: second.hProtectedOutput })['key']).toBeNull();
  expect(keyOf(call, opened)).toBe(otherKey.toString('hex'));
});

test('answers signed requests in sequence, signed', () => {
  const { call } = startEmulator();
  const { hProtectedOutput, random } = newOutput(call);
  expect(information(call, hProtectedOutput, request(7)).status).toBe(wrongRequest);
  set(call, hProtectedOutput, parameters(random));
  for (const sequence of [7, 8, 9]) {
    const { status, given } = information(call, hProtectedOutput, request(sequence));
    expect(status).toBe(0);
    expect(given.subarray(0, 16)).toEqual(aesCmac(sessionKey, given.subarray(16)));
    expect(given.readUInt32LE(16)).toBe(32);
    expect(given.subarray(20, 36)).toEqual(Buffer.alloc(16, 0xab));
    expect(given.readUInt32LE(36)).toBe(0);
    expect(given.readUInt32LE(40)).toBe(5);
  }
  for (const bad of [
    request(9),
    request(11),
    request(10, otherKey),
    request(10, sessionKey, '00000000-0000-0000-0000-000000000000'),
  ]) {
    const { status, given } = information(call, hProtectedOutput, bad);
    expect(status).toBe(wrongRequest);
    expect(given).toEqual(Buffer.alloc(4096));
  }
  expect(information(call, hProtectedOutput, request(10)).status).toBe(0);
});

test('the sequence number wraps', () => {
  const { call } = startEmulator();
  const { hProtectedOutput, random } = newOutput(call);
  set(call, hProtectedOutput, parameters(random, sessionKey, 0xffffffff));
  expect(information(call, hProtectedOutput, request(0xffffffff)).status).toBe(0);
  expect(information(call, hProtectedOutput, request(0)).status).toBe(0);
});

test('certificates of other types are not supported, of other sizes not given', () => {
  const { call } = startEmulator();
  const statuses = [0, 1, 2, 3].map(
    (CertificateType) => call('OPMGetCertificateSize', { CertificateType })['status'],
  );
  expect(statuses).toEqual([0, 0xc01e0501, 0xc01e0502, 0xc000000d]);
  expect(call('OPMGetCertificate', { CertificateType: 1, CertificateSize: 4 })).toMatchObject({
    status: 0xc01e0501,
    Certificate: 'cdcdcdcd',
  });
  expect(call('OPMGetCertificate', { CertificateType: 0, CertificateSize: 4 })).toMatchObject({
    status: statusCodes.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH,
    Certificate: 'cdcdcdcd',
  });
});

test('fails for want of memory without a trace', () => {
  const { call } = startEmulator();
  call('test/failAllocation', { after: 0 });
  expect(call('OPMCreateProtectedOutput')).toMatchObject({ status: 0xc0000017, hProtectedOutput: null });
  const { hProtectedOutput, random } = newOutput(call);
  const before = call('test/memoryUse');
  for (const after of [0, 1]) {
    call('test/failAllocation', { after });
    expect(set(call, hProtectedOutput, parameters(random))).toBe(statusCodes.STATUS_NO_MEMORY);
    expect(call('test/memoryUse')).toEqual(before);
  }
  expect(set(call, hProtectedOutput, parameters(random))).toBe(0);
  expect(call('OPMDestroyProtectedOutput', { hProtectedOutput })).toMatchObject({ status: 0 });
  expect(call('test/memoryUse')).toEqual({ bytes: 0, blocks: 0 });
  newOutput(call);
  expect(() => call('OPMGetRandomNumber', { hProtectedOutput })).toThrow(/hProtectedOutput/);
});

test('encrypted parameters are 256 bytes, a request 4112', () => {
  const { call } = startEmulator();
  const { hProtectedOutput } = newOutput(call);
  const short = { hProtectedOutput, EncryptedParameters: '00', Parameters: '00' };
  expect(() => call('OPMSetSigningKeyAndSequenceNumbers', short)).toThrow(
    /EncryptedParameters: expected 256 bytes/,
  );
  expect(() => call('OPMGetInformation', short)).toThrow(/Parameters: expected 4112 bytes/);
});

test('an OPM certificate of its own has a key of its own', () => {
  const { call } = startEmulator({}, { opmCertificate: 'own' });
  const { hProtectedOutput, random } = newOutput(call);
  expect(set(call, hProtectedOutput, parameters(random))).toBe(refused);
  expect(set(call, hProtectedOutput, parameters(random), publicKey('test-rsa2048-f'))).toBe(0);
  const opened = openSession(call);
  expect(negotiate(call, opened, encrypted(sessionKey))['hr']).toBe(0);
});
