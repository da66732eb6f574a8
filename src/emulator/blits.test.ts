import { expect, test } from 'vitest';
import { guids } from '../core/windows/guids.ts';
import { aesEcbDecrypt, aesEcbEncrypt } from '../core/aes-ecb.ts';
import { aesCtr } from './aes.ts';
import {
  encrypted,
  negotiate,
  openSession,
  otherKey,
  sessionKey,
  startEmulator,
  type Caller,
  type Opened,
} from './fixture.ts';

const iv = Buffer.from('00000000000000010000000000000000', 'hex');
const clear = Buffer.from(Array.from({ length: 64 }, (_, at) => (at * 7) & 0xff));
const hex = (bytes: Buffer): string => bytes.toString('hex');
const bytes = (value: unknown): Buffer => Buffer.from(String(value), 'hex');
const invalid = { setError: [0x80070057] };

function keyed(options: Record<string, string> = {}): { call: Caller; opened: Opened } {
  const { call } = startEmulator({}, options);
  const opened = openSession(call);
  negotiate(call, opened, encrypted(sessionKey));
  return { call, opened };
}

function decrypt(call: Caller, opened: Opened, more: object = {}): Record<string, unknown> {
  const Data = hex(aesCtr(sessionKey, iv, clear));
  return call('DecryptionBlt', { ...opened, Data, ContentKey: null, IV: hex(iv), ...more });
}

/** What a surface holds, read through a read-back key. */
function readBack(call: Caller, opened: Opened, hSurface: unknown): Buffer {
  const { ReadbackKey } = call('GetEncryptionBltKey', { ...opened, KeySize: 16 });
  const { Data, IV } = call('EncryptionBlt', { ...opened, hSurface });
  return aesCtr(aesEcbDecrypt(sessionKey, bytes(ReadbackKey)), bytes(IV), bytes(Data));
}

test('data under the session key comes back under the read-back key', () => {
  const { call, opened } = keyed();
  const blt = decrypt(call, opened);
  expect(blt).toEqual({ hSurface: expect.stringMatching(/^surface-/), ns: expect.any(Number) });
  expect(readBack(call, opened, blt['hSurface'])).toEqual(clear);
});

test('data under a content key comes back too', () => {
  const { call, opened } = keyed();
  const ContentKey = hex(aesEcbEncrypt(sessionKey, otherKey));
  const { hSurface } = decrypt(call, opened, { ContentKey, Data: hex(aesCtr(otherKey, iv, clear)) });
  expect(readBack(call, opened, hSurface)).toEqual(clear);
});

test('without cap 80 data comes back under the session key', () => {
  const { call, opened } = keyed({ caps: 'DECRYPTION_BLT,ENCRYPTED_READ_BACK' });
  const { Data, IV } = call('EncryptionBlt', { ...opened, hSurface: decrypt(call, opened)['hSurface'] });
  expect(aesCtr(sessionKey, bytes(IV), bytes(Data))).toEqual(clear);
  expect(call('GetEncryptionBltKey', { ...opened, KeySize: 16 })).toMatchObject(invalid);
});

test('read-back keys and the IVs of the driver are fresh', () => {
  const { call, opened } = keyed();
  const keys = [1, 2, 3].map(() => call('GetEncryptionBltKey', { ...opened, KeySize: 16 })['ReadbackKey']);
  expect(new Set(keys).size).toBe(3);
  const { hSurface } = decrypt(call, opened);
  const ivs = [1, 2, 3].map(() => call('EncryptionBlt', { ...opened, hSurface })['IV']);
  expect(new Set(ivs).size).toBe(3);
  expect(ivs.every((value) => String(value).endsWith('0'.repeat(16)))).toBe(true);
});

test('a surface reads as zeros where DecryptionBlt could do nothing', () => {
  const { call, opened } = keyed();
  const other = openSession(call);
  const none = openSession(call, opened.hDevice);
  for (const [session, more] of [
    [none, {}],
    [opened, { IV: null }],
    [opened, { Data: '00'.repeat(15) }],
    [opened, { ContentKey: '00'.repeat(8) }],
    [{ ...opened, hDevice: other.hDevice }, {}],
  ] as const) {
    expect(decrypt(call, session, more)).toMatchObject(invalid);
  }
  const { hSurface } = decrypt(call, opened, { IV: null });
  expect(readBack(call, opened, hSurface)).toEqual(Buffer.alloc(64));
});

test('EncryptionBlt without a key, or of another device, gives nothing', () => {
  const { call, opened } = keyed();
  const { hSurface } = decrypt(call, opened);
  expect(call('EncryptionBlt', { ...opened, hSurface })).toMatchObject({ ...invalid, Data: 'cd'.repeat(64) });
  call('GetEncryptionBltKey', { ...opened, KeySize: 16 });
  const other = openSession(call);
  expect(call('EncryptionBlt', { ...opened, hDevice: other.hDevice, hSurface })).toMatchObject(invalid);
  expect(call('GetEncryptionBltKey', { ...opened, KeySize: 15 })).toMatchObject(invalid);
  expect(call('GetEncryptionBltKey', { ...openSession(call), KeySize: 16 })).toMatchObject(invalid);
});

test('the caps decide what blits do', () => {
  const { call, opened } = keyed({ caps: 'none' });
  const { hSurface } = decrypt(call, opened);
  expect(decrypt(call, opened)).toMatchObject(invalid);
  expect(call('EncryptionBlt', { ...opened, hSurface })).toMatchObject(invalid);
  const plain = keyed({ caps: 'DECRYPTION_BLT' });
  expect(decrypt(plain.call, plain.opened, { ContentKey: hex(otherKey) })).toMatchObject(invalid);
});

test('HW_PROTECTION sessions have no blits', () => {
  const { call } = startEmulator({}, { keyExchange: 'hw-protection' });
  const hDevice = String(call('CreateDevice')['hDevice']);
  const opened = openSession(call, hDevice, guids.KEY_EXCHANGE_HW_PROTECTION);
  expect(decrypt(call, opened)).toMatchObject(invalid);
});

test('with risingIv an IV counts once under one key', () => {
  const { call, opened } = keyed({ risingIv: 'true' });
  const later = hex(Buffer.from('00000000000000020000000000000000', 'hex'));
  expect(decrypt(call, opened)).not.toHaveProperty('setError');
  expect(decrypt(call, opened)).toMatchObject(invalid);
  expect(decrypt(call, opened, { IV: later })).not.toHaveProperty('setError');
  expect(decrypt(call, opened)).toMatchObject(invalid);
  expect(decrypt(call, opened, { ContentKey: hex(otherKey) })).not.toHaveProperty('setError');
});

test('takes certain lengths alone where bltBytes says so', () => {
  const { call, opened } = keyed({ bltBytes: '16,64' });
  expect(decrypt(call, opened)).not.toHaveProperty('setError');
  expect(() => decrypt(call, opened, { Data: '00'.repeat(32) })).toThrow(
    /Data: this adapter takes 16, 64 bytes, got 32/,
  );
});

test('larger blocks are aligned as BlockAlignmentSize says', () => {
  const { call, opened } = keyed({ blockAlignment: '64' });
  expect(decrypt(call, opened)).not.toHaveProperty('setError');
  expect(decrypt(call, opened, { Data: '00'.repeat(32) })).toMatchObject(invalid);
});

test('a destroyed surface is gone', () => {
  const { call, opened } = keyed();
  const { hSurface } = decrypt(call, opened);
  call('DestroySurface', { hDevice: opened.hDevice, hSurface });
  expect(() => call('EncryptionBlt', { ...opened, hSurface })).toThrow(/hSurface: expected the handle/);
});
