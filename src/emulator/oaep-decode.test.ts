import { constants, publicEncrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { correctBehaviour } from './correct.ts';
import { Driver } from './driver.ts';
import { encodedMessage, encrypted, publicKey, rawEncrypted, sessionKey } from './fixture.ts';
import { poolKey, type PoolKeyName } from './keys.ts';
import { nodePrivateOperation } from './private-operation.ts';
import { hashNames, profileNames, profiles, type ProfileName } from './profiles.ts';
import { systemRandom } from './random.ts';
import { isBelow } from './rsa.ts';
import { defaultSettings } from './settings.ts';
import type { Decoded } from './state.ts';

function decode(
  block: Buffer,
  name: PoolKeyName = 'test-rsa2048-a',
  profile: ProfileName = 'opm-sha512',
): Decoded {
  const sources = { random: systemRandom, handleNumber: () => 1, privateOperation: nodePrivateOperation };
  const driver = new Driver({ ...defaultSettings, profile }, sources, correctBehaviour);
  return driver.behaviour.decryptBlock(block, poolKey(name), 'session');
}

const message = (decoded: Decoded): string | null => decoded.message?.toString('hex') ?? null;

describe.each(profileNames)('profile %s', (profile) => {
  const parameters = profiles[profile];

  test.each([0, 1, 15, 16, 17, 40, 126])('decodes a message of %i bytes', (length) => {
    const sent = Buffer.alloc(length, 0xc3);
    const block = encrypted(sent, publicKey(), parameters.hash);
    expect(message(decode(block, 'test-rsa2048-a', profile))).toBe(sent.toString('hex'));
  });

  test('refuses every other hash', () => {
    for (const hash of hashNames) {
      if (hash === parameters.hash) continue;
      const block = encrypted(sessionKey, publicKey(), hash);
      expect(decode(block, 'test-rsa2048-a', profile).defect).not.toBeNull();
    }
  });

  test('refuses a label', () => {
    const block = encrypted(sessionKey, publicKey(), parameters.hash, 'x');
    expect(decode(block, 'test-rsa2048-a', profile).defect).toBe('label-hash');
  });

  test('refuses another hash in MGF1 alone', () => {
    const mgfHash = parameters.mgfHash === 'sha256' ? 'sha512' : 'sha256';
    const em = encodedMessage(sessionKey, { parameters: { ...parameters, mgfHash } });
    expect(decode(rawEncrypted(em), 'test-rsa2048-a', profile).defect).not.toBeNull();
  });
});

test('the blocks of these tests are right where nothing is changed', () => {
  expect(message(decode(rawEncrypted(encodedMessage(sessionKey))))).toBe(sessionKey.toString('hex'));
});

test.each([1, 2, 0x40])('Y of %i is a defect', (y) => {
  // The top octet of the modulus is at least 80, so these EM are below it.
  expect(decode(rawEncrypted(encodedMessage(sessionKey, { y }))).defect).toBe('leading-byte');
});

test.each([0, 1, 19, 20, 31, 32, 62, 63])('octet %i of lHash is compared', (at) => {
  const em = encodedMessage(sessionKey, { db: (db) => (db[at] = (db[at] ?? 0) ^ 0x10) });
  expect(decode(rawEncrypted(em)).defect).toBe('label-hash');
});

test.each([64, 65, 100, 172, 173])('octet %i of DB, in PS, must be zero', (at) => {
  const em = encodedMessage(sessionKey, { db: (db) => (db[at] = 2) });
  expect(decode(rawEncrypted(em)).defect).toBe('separator');
});

test.each([0, 2, 0xff])('the separator may not be %i', (value) => {
  const key = Buffer.concat([Buffer.of(0x80), sessionKey.subarray(1)]);
  const em = encodedMessage(key, { db: (db) => (db[db.length - 17] = value) });
  expect(decode(rawEncrypted(em)).defect).toBe('separator');
});

test('a DB of zeros has no separator', () => {
  const em = encodedMessage(sessionKey, { db: (db) => db.fill(0, 64) });
  expect(decode(rawEncrypted(em)).defect).toBe('separator');
});

test('an octet 01 in place of PS begins the message', () => {
  const em = encodedMessage(sessionKey, { db: (db) => (db[64] = 1) });
  expect(decode(rawEncrypted(em)).message).toHaveLength(126);
});

test('PKCS #1 v1.5 and raw keys are defects', () => {
  const padding = constants.RSA_PKCS1_PADDING;
  expect(decode(publicEncrypt({ key: publicKey(), padding }, sessionKey)).defect).not.toBeNull();
  const raw = Buffer.concat([Buffer.alloc(240), sessionKey]);
  expect(decode(rawEncrypted(raw)).defect).not.toBeNull();
});

test('integers from the modulus on are out of range, whatever they decrypt to', () => {
  const { modulus } = poolKey('test-rsa2048-a');
  expect(decode(modulus).defect).toBe('range');
  expect(decode(Buffer.alloc(256, 0xff)).defect).toBe('range');
  const below = Buffer.from(modulus);
  below[255] = (below[255] ?? 0) - 1;
  expect(decode(below).defect).not.toBe('range');
  expect(decode(Buffer.alloc(256)).defect).not.toBeNull();
});

test('byte-reversed blocks and blocks for another key are defects', () => {
  expect(decode(Buffer.from(encrypted(sessionKey).reverse())).defect).not.toBeNull();
  expect(decode(encrypted(sessionKey, publicKey('test-rsa2048-b'))).defect).not.toBeNull();
});

test('exponent 3 and other modulus lengths', () => {
  const e3 = encrypted(sessionKey, publicKey('test-rsa2048-e3'));
  expect(message(decode(e3, 'test-rsa2048-e3'))).toBe(sessionKey.toString('hex'));
  const long = encrypted(sessionKey, publicKey('test-rsa3072'));
  expect(message(decode(long, 'test-rsa3072'))).toBe(sessionKey.toString('hex'));
  expect(decode(Buffer.alloc(256, 1), 'test-rsa3072').defect).not.toBeNull();
  const short = Buffer.concat([Buffer.alloc(128), Buffer.alloc(127, 1), Buffer.of(1)]);
  expect(decode(short, 'test-rsa1024').defect).toBe('too-short');
});

test('a key that is no RSA key has every block out of range', () => {
  expect(decode(encrypted(sessionKey), 'test-ec-p256').defect).toBe('range');
  expect(decode(Buffer.alloc(256), 'test-ec-p256').defect).toBe('range');
});

test('integers compare by value, whatever their lengths', () => {
  expect(isBelow(Buffer.of(1), Buffer.of(2))).toBe(true);
  expect(isBelow(Buffer.of(2), Buffer.of(2))).toBe(false);
  expect(isBelow(Buffer.of(0, 0, 1), Buffer.of(2))).toBe(true);
  expect(isBelow(Buffer.of(1, 0), Buffer.of(2))).toBe(false);
  expect(isBelow(Buffer.of(9), Buffer.of(1, 0))).toBe(true);
  expect(isBelow(Buffer.of(0), Buffer.alloc(0))).toBe(false);
});
