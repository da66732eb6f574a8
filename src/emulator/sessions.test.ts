import { expect, test } from 'vitest';
import { capsBits, guids } from '../core/windows/guids.ts';
import { statusCodes } from '../core/windows/hresult.ts';
import {
  cryptoType,
  encrypted,
  keyOf,
  negotiate,
  openSession,
  sessionKey,
  startEmulator,
} from './fixture.ts';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY, D3DDDIERR_UNSUPPORTEDCRYPTO } = statusCodes;
const ns = expect.any(Number);

test('returns its caps for supported types and profiles alone', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  const supported = {
    hr: S_OK,
    Caps: 0x4f1,
    KeyExchangeTypeCount: 1,
    BlockAlignmentSize: 16,
    ProtectedMemorySize: 0x10000000,
    ns,
  };
  expect(call('GetContentProtectionCaps', { hDevice, ...cryptoType })).toEqual(supported);
  const lower = {
    CryptoType: guids.CRYPTO_TYPE_AES128_CTR.toLowerCase(),
    DecodeProfile: guids.PROFILE_H264_VLD_NOFGT,
  };
  expect(call('GetContentProtectionCaps', { hDevice, ...lower })).toEqual(supported);
  for (const type of [
    { ...cryptoType, CryptoType: guids.CRYPTO_TYPE_PROPRIETARY },
    { ...cryptoType, DecodeProfile: guids.QUERY_PROTECTION },
  ]) {
    const result = call('GetContentProtectionCaps', { hDevice, ...type });
    expect(result).toMatchObject({ hr: D3DDDIERR_UNSUPPORTEDCRYPTO, Caps: 0, KeyExchangeTypeCount: 0 });
  }
});

test('caps and block alignment are options', () => {
  const { call } = startEmulator({}, { caps: 'HARDWARE,DECRYPTION_BLT', blockAlignment: '64' });
  const { hDevice } = call('CreateDevice');
  expect(call('GetContentProtectionCaps', { hDevice, ...cryptoType })).toMatchObject({
    Caps: capsBits.HARDWARE | capsBits.DECRYPTION_BLT,
    BlockAlignmentSize: 64,
  });
  const none = startEmulator({}, { caps: 'none' }).call;
  const other = none('CreateDevice');
  expect(none('GetContentProtectionCaps', { hDevice: other['hDevice'], ...cryptoType })['Caps']).toBe(0);
});

test.each([
  ['rsaes-oaep', [guids.KEY_EXCHANGE_RSAES_OAEP]],
  ['both', [guids.KEY_EXCHANGE_HW_PROTECTION, guids.KEY_EXCHANGE_RSAES_OAEP]],
  ['hw-protection', [guids.KEY_EXCHANGE_HW_PROTECTION]],
  ['none', []],
])('with key exchange %s lists %j and creates sessions of those', (keyExchange, types) => {
  const { call, introduction } = startEmulator({}, { keyExchange });
  const { hDevice } = call('CreateDevice');
  const { KeyExchangeTypeCount } = call('GetContentProtectionCaps', { hDevice, ...cryptoType });
  expect(KeyExchangeTypeCount).toBe(types.length);
  const listed = types.map((_, Index) => call('GetCryptoKeyExchangeType', { hDevice, ...cryptoType, Index }));
  expect(listed.map((result) => result['KeyExchangeType'])).toEqual(types);
  expect(call('GetCryptoKeyExchangeType', { hDevice, ...cryptoType, Index: types.length })['hr']).toBe(
    E_INVALIDARG,
  );
  for (const KeyExchangeType of [guids.KEY_EXCHANGE_RSAES_OAEP, guids.KEY_EXCHANGE_HW_PROTECTION]) {
    const created = call('CreateCryptoSession', { hDevice, ...cryptoType, KeyExchangeType });
    expect(created['hr']).toBe(types.includes(KeyExchangeType) ? S_OK : E_INVALIDARG);
  }
  const offered = types.includes(guids.KEY_EXCHANGE_RSAES_OAEP);
  expect(introduction['decodeProfiles']).toEqual(offered ? [guids.PROFILE_H264_VLD_NOFGT] : []);
});

test('creates no session for other crypto types', () => {
  const { call } = startEmulator();
  const { hDevice } = call('CreateDevice');
  const params = { hDevice, ...cryptoType, KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP };
  expect(call('CreateCryptoSession', { ...params, CryptoType: guids.NULL_GUID })).toEqual({
    hr: D3DDDIERR_UNSUPPORTEDCRYPTO,
    hCryptoSession: null,
    ns,
  });
  expect(call('GetCryptoKeyExchangeType', { ...params, CryptoType: guids.NULL_GUID, Index: 0 })['hr']).toBe(
    D3DDDIERR_UNSUPPORTEDCRYPTO,
  );
  expect(call('CreateCryptoSession', { ...params, DecodeProfile: guids.PROFILE_H264_VLD_NOFGT })['hr']).toBe(
    S_OK,
  );
});

test('creation fails where memory is exhausted', () => {
  const { call } = startEmulator();
  call('test/failAllocation', { after: 0 });
  expect(call('CreateDevice')).toMatchObject({ hr: E_OUTOFMEMORY, hDevice: null, allocationFailed: true });
  const { hDevice } = call('CreateDevice');
  call('test/failAllocation', { after: 0 });
  const params = { hDevice, ...cryptoType, KeyExchangeType: guids.KEY_EXCHANGE_RSAES_OAEP };
  expect(call('CreateCryptoSession', params)).toMatchObject({ hr: E_OUTOFMEMORY, hCryptoSession: null });
  expect(call('CreateCryptoSession', params)['hr']).toBe(S_OK);
});

test('handles are never given again, and memory comes back', () => {
  const { call } = startEmulator();
  const seen = new Set<string>();
  for (let round = 0; round < 20; round++) {
    const opened = openSession(call);
    negotiate(call, opened, encrypted(sessionKey));
    seen.add(opened.hDevice).add(opened.hCryptoSession);
    call('DestroyCryptoSession', { ...opened });
    const again = openSession(call, opened.hDevice);
    expect(keyOf(call, again)).toBeNull();
    seen.add(again.hCryptoSession);
    call('DestroyDevice', { hDevice: opened.hDevice });
  }
  expect(seen.size).toBe(60);
  expect(call('test/memoryUse')).toEqual({ bytes: 0, blocks: 0 });
});

test('the end of a device is the end of what it created', () => {
  const { call } = startEmulator();
  const kept = openSession(call);
  const opened = openSession(call);
  const { hDevice } = opened;
  const { hSurface } = call('DecryptionBlt', { ...opened, Data: '', ContentKey: null, IV: null });
  const { hAuthChannel } = call('CreateAuthenticatedChannel', { hDevice, ChannelType: 2 });
  call('DestroyDevice', { hDevice });
  expect(() => keyOf(call, opened)).toThrow(
    /hCryptoSession: expected the handle of a living object, got "session-/,
  );
  expect(() => call('DestroySurface', { hDevice: kept.hDevice, hSurface })).toThrow(/hSurface/);
  expect(() => call('test/probeChannelKey', { hAuthChannel })).toThrow(/hAuthChannel/);
  expect(keyOf(call, kept)).toBeNull();
});
