// The seam: faults of many kinds, each one member of the behaviour, and each seen from outside.
import { expect, test } from 'vitest';
import { statusCodes } from '../core/windows/hresult.ts';
import type { Variation } from './driver.ts';
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
import type { Memory } from './memory.ts';
import { nodePrivateOperation } from './private-operation.ts';
import { DriverHang } from './refusal.ts';
import type { KeySlot } from './state.ts';

const hex = (bytes: Buffer): string => bytes.toString('hex');
const block = encrypted(sessionKey);

function faulty(variation: Variation) {
  const { call } = startEmulator({ variation });
  const opened = openSession(call);
  return { call, opened };
}

test('the first octet of the label hash alone is compared', () => {
  const { call, opened } = faulty(() => ({ labelHashMatches: (seen, expected) => seen[0] === expected[0] }));
  const bad = rawEncrypted(encodedMessage(sessionKey, { db: (db) => (db[5] = 0) }));
  expect(negotiate(call, opened, bad)['hr']).toBe(0);
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
});

test("MGF1's counter is little-endian", () => {
  const { call, opened } = faulty((correct) => ({
    mgf1Counter: (index) => correct.mgf1Counter(index).reverse(),
  }));
  expect(negotiate(call, opened, block)['hr']).toBe(statusCodes.E_INVALIDARG);
});

test('another hash is tried when the first fails', () => {
  const { call, opened } = faulty((correct) => ({
    parameterCandidates: (purpose) => [
      ...correct.parameterCandidates(purpose),
      { hash: 'sha1', mgfHash: 'sha1', label: '' },
    ],
  }));
  expect(negotiate(call, opened, encrypted(sessionKey, publicKey(), 'sha1'))['hr']).toBe(0);
});

test('a range error has a code of its own', () => {
  const { call, opened } = faulty((correct) => ({
    failureCode: (reason, attempt) =>
      reason === 'range' ? 0x80090005 : correct.failureCode(reason, attempt),
  }));
  expect(negotiate(call, opened, Buffer.alloc(256, 0xff))['hr']).toBe(0x80090005);
  expect(negotiate(call, opened, Buffer.alloc(256))['hr']).toBe(statusCodes.E_INVALIDARG);
});

test('integers from the modulus on are accepted', () => {
  const { call, opened } = faulty(() => ({ integerInRange: () => true }));
  const { modulus } = poolKey('test-rsa2048-a');
  const integer = (bytes: Buffer): bigint => BigInt(`0x${hex(bytes)}`);
  let sum = 0n;
  while (sum >> 2048n !== 0n || sum === 0n) sum = integer(encrypted(sessionKey)) + integer(modulus);
  const beyond = Buffer.from(sum.toString(16).padStart(512, '0'), 'hex');
  expect(negotiate(call, opened, beyond)['hr']).toBe(0);
  expect(keyOf(call, opened)).toBe(hex(sessionKey));
});

test('OPM returns another random number than it compares', () => {
  const { call } = faulty((_correct, driver) => ({ randomOf: () => driver.random(16) }));
  const { hProtectedOutput } = call('OPMCreateProtectedOutput');
  const numbers = [1, 2].map(() => call('OPMGetRandomNumber', { hProtectedOutput })['RandomNumber']);
  expect(numbers[0]).not.toBe(numbers[1]);
});

test('a failure loses the key', () => {
  const { call, opened } = faulty(() => ({
    afterFailure: ({ owner }) => {
      owner.slot.key = null;
    },
  }));
  negotiate(call, opened, block);
  negotiate(call, opened, block.subarray(1));
  expect(keyOf(call, opened)).toBeNull();
});

test('one key for all sessions', () => {
  const { call, opened } = faulty(() => {
    const one: KeySlot = { key: null, schedule: null };
    return { newKeySlot: () => one };
  });
  negotiate(call, opened, block);
  expect(keyOf(call, openSession(call))).toBe(hex(sessionKey));
});

test('bytes are read before the size is checked', () => {
  const { call, opened } = faulty((correct) => ({
    sizeFits(attempt) {
      attempt.data?.read(0, attempt.dataSize);
      return correct.sizeFits(attempt);
    },
  }));
  const result = negotiate(call, opened, block, { DataSize: 512, buffer: 'guard-after' });
  expect(result).toEqual({ fault: { access: 'read', offset: 256 }, ns: expect.any(Number) });
});

test('a byte behind the buffer is written', () => {
  const { call, opened } = faulty(() => ({
    finishWithData: (data) => data.write(data.length, Buffer.of(0)),
  }));
  expect(negotiate(call, opened, block)).toMatchObject({ hr: 0, overrun: 1 });
  expect(negotiate(call, opened, block, { buffer: 'guard-after' })).toMatchObject({
    fault: { access: 'write', offset: 256 },
  });
});

test('the pointer is kept and read later', () => {
  const { call, opened } = faulty(() => {
    let kept: Memory | null = null;
    return {
      finishWithData: (data) => (kept = data),
      keyInForce: () => kept?.read(0, 16) ?? null,
    };
  });
  negotiate(call, opened, block);
  expect(keyOf(call, opened)).toBe('11'.repeat(16));
});

test('a pointer kept beyond the next call is an access elsewhere', () => {
  const { call, opened } = faulty((correct) => {
    const kept: Memory[] = [];
    return {
      finishWithData: (data) => kept.push(data),
      sizeFits(attempt) {
        kept[0]?.read(0, 1);
        return correct.sizeFits(attempt);
      },
    };
  });
  negotiate(call, opened, block);
  expect(negotiate(call, opened, block)['hr']).toBe(0);
  expect(negotiate(call, opened, block)['fault']).toEqual({ access: 'read', offset: null });
});

test('memory of the call is not given back', () => {
  const { call, opened } = faulty((correct) => ({
    conclude(attempt, reason) {
      attempt.work.length = 0;
      return correct.conclude(attempt, reason);
    },
  }));
  const before = Number(call('test/memoryUse')['bytes']);
  negotiate(call, opened, block.subarray(1));
  expect(call('test/memoryUse')['bytes']).toBe(before);
  negotiate(call, opened, block);
  expect(Number(call('test/memoryUse')['bytes'])).toBe(before + 256 + 1536 + 176);
});

test('pfnSetErrorCb is called', () => {
  const { call, opened } = faulty((correct, driver) => ({
    failureCode(reason, attempt) {
      driver.setError(statusCodes.E_FAIL);
      return correct.failureCode(reason, attempt);
    },
  }));
  expect(negotiate(call, opened, Buffer.alloc(8))).toMatchObject({ setError: [statusCodes.E_FAIL] });
  expect(negotiate(call, opened, block)).not.toHaveProperty('setError');
});

test('work depends on which check failed', () => {
  const { call, opened } = faulty((correct, driver) => ({
    findSeparator(db, start) {
      const separator = correct.findSeparator(db, start);
      if (separator < 0) driver.clock.spend(50_000);
      return separator;
    },
  }));
  const bad = rawEncrypted(encodedMessage(otherKey, { db: (db) => (db[100] = 9) }));
  const ns = Number(negotiate(call, opened, block)['ns']);
  expect(negotiate(call, opened, bad)['ns']).toBe(ns + 50_000);
});

test('a driver that does not return', () => {
  const { call, opened } = faulty(() => ({
    validate() {
      throw new DriverHang('waits for a lock that nobody gives back');
    },
  }));
  expect(() => negotiate(call, opened, block)).toThrow(DriverHang);
});

test('the private-key operation can be shared and counted', () => {
  let operations = 0;
  const privateOperation: typeof nodePrivateOperation = (key, ciphertext) => {
    operations++;
    return nodePrivateOperation(key, ciphertext);
  };
  const { call } = startEmulator({ privateOperation });
  const opened = openSession(call);
  negotiate(call, opened, block);
  negotiate(call, opened, Buffer.alloc(256, 0xff));
  negotiate(call, opened, block.subarray(1));
  expect(operations).toBe(1);
});
