import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { builds, withAdapter } from './adapter-process.mjs';
import {
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  H264_VLD_NOFGT,
  HW_PROTECTION,
  NULL_GUID,
  AES128_CTR,
  RSAES_OAEP,
  S_OK,
  createDevice,
  createSession,
  encryptFor,
  leafOf,
  negotiate,
  open,
  openKeyed,
  readSessionCertificate,
  sessionKey,
} from './ddi.mjs';

for (const build of builds) {
  describe(`${build}: key exchange`, () => {
    it('takes a key in all forms of the call', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey } = await open(adapter);
        const forms = [
          ['NegotiateCryptoSessionKeyExchange', {}],
          ['NegotiateCryptoSessionKeyExchange', { flags: 0 }],
          ['NegotiateCryptoSessionKeyExchangeMT', {}],
          ['NegotiateCryptoSessionKeyExchangeMT', { flags: 0 }],
        ];
        assert.equal(await sessionKey(adapter, hCryptoSession), null);
        for (const [method, more] of forms) {
          const key = randomBytes(16);
          const pData = encryptFor(publicKey, key);
          const answer = await adapter.call(method, {
            hDevice,
            hCryptoSession,
            DataSize: 256,
            pData,
            ...more,
          });
          assert.equal(answer.hr, S_OK);
          assert.equal(answer.pDataAfter, undefined);
          assert.equal(answer.setError, undefined);
          assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
        }
      }));

    it('refuses flags, sizes, null pointers and foreign devices, and keeps the key', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey, key } = await openKeyed(adapter);
        const other = await createDevice(adapter);
        const valid = encryptFor(publicKey, randomBytes(16));
        const refused = [
          [hDevice, valid, { flags: 1 }],
          [hDevice, valid, { flags: 0xffffffff }],
          [hDevice, null, {}],
          [hDevice, null, { DataSize: 0 }],
          [hDevice, '', {}],
          [other, valid, {}],
          [null, valid, {}],
          ...[1, 16, 128, 255].map((size) => [hDevice, valid.slice(0, 2 * size), {}]),
          ...[257, 512].map((size) => [hDevice, valid.padEnd(2 * size, '0'), {}]),
          ...[257, 512, 0x10100, 0x80000100, 0xffffffff].map((DataSize) => [
            hDevice,
            valid,
            { DataSize, buffer: 'guard-after' },
          ]),
        ];
        for (const [device, pData, more] of refused) {
          const answer = await negotiate(adapter, device, hCryptoSession, pData, more);
          assert.equal(answer.hr, E_INVALIDARG, JSON.stringify(more));
          assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
        }
        assert.equal((await negotiate(adapter, hDevice, null, valid)).hr, E_INVALIDARG);
        await assert.rejects(negotiate(adapter, hDevice, hCryptoSession, valid, { DataSize: 257 }), {
          code: -32602,
        });
        const mt = await adapter.call('NegotiateCryptoSessionKeyExchangeMT', {
          hDevice,
          hCryptoSession,
          DataSize: 256,
          pData: valid,
          flags: 2,
        });
        assert.equal(mt.hr, E_INVALIDARG);
      }));

    it('refuses what is no OAEP encoding of 16 bytes for its key', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey, key } = await openKeyed(adapter);
        const message = randomBytes(16);
        const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
        const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n, 'base64url');
        const valid = encryptFor(publicKey, message);
        const refused = {
          'another key': encryptFor(foreign, message),
          'SHA-1': encryptFor(publicKey, message, 'sha1'),
          'SHA-256': encryptFor(publicKey, message, 'sha256'),
          'a label': publicEncrypt(
            {
              key: publicKey,
              padding: constants.RSA_PKCS1_OAEP_PADDING,
              oaepHash: 'sha512',
              oaepLabel: Buffer.from('x'),
            },
            message,
          ).toString('hex'),
          'PKCS #1 v1.5': publicEncrypt(
            { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
            message,
          ).toString('hex'),
          'the modulus': modulus.toString('hex'),
          'all ones': 'ff'.repeat(256),
          zero: '00'.repeat(256),
          'little-endian': Buffer.from(valid, 'hex').reverse().toString('hex'),
        };
        for (const size of [0, 1, 15, 17, 32, 40, 126])
          refused[`${size} bytes`] = encryptFor(publicKey, randomBytes(size));
        for (const [what, pData] of Object.entries(refused)) {
          assert.equal((await negotiate(adapter, hDevice, hCryptoSession, pData)).hr, E_INVALIDARG, what);
          assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'), what);
        }
        assert.equal((await negotiate(adapter, hDevice, hCryptoSession, valid)).hr, S_OK);
      }));

    it('keeps sessions apart and forgets keys with them', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey, key } = await openKeyed(adapter);
        const second = await createSession(adapter, hDevice);
        assert.equal(await sessionKey(adapter, second), null);
        const replayed = encryptFor(publicKey, Buffer.alloc(16, 7));
        await negotiate(adapter, hDevice, second, replayed);
        assert.equal(await sessionKey(adapter, second), '07'.repeat(16));
        assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
        await adapter.call('DestroyCryptoSession', { hDevice, hCryptoSession: second });
        const third = await createSession(adapter, hDevice);
        assert.notEqual(third, second);
        assert.equal(await sessionKey(adapter, third), null);
        await assert.rejects(sessionKey(adapter, second), { code: -32602 });
      }));

    it('needs no certificate read before, and serves a supported decode profile', () =>
      withAdapter(build, {}, async (adapter) => {
        const first = await createDevice(adapter);
        const { publicKey } = leafOf(await readSessionCertificate(adapter, first));
        const hDevice = await createDevice(adapter);
        const params = {
          hDevice,
          CryptoType: AES128_CTR,
          DecodeProfile: H264_VLD_NOFGT,
          KeyExchangeType: RSAES_OAEP,
        };
        const { hr, hCryptoSession } = await adapter.call('CreateCryptoSession', params);
        assert.equal(hr, S_OK);
        assert.equal(
          (await negotiate(adapter, hDevice, hCryptoSession, encryptFor(publicKey, randomBytes(16)))).hr,
          S_OK,
        );
      }));

    it('refuses a second key where told to', () =>
      withAdapter(build, { renegotiate: 'refuse' }, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey, key } = await openKeyed(adapter);
        const again = encryptFor(publicKey, randomBytes(16));
        assert.equal((await negotiate(adapter, hDevice, hCryptoSession, again)).hr, E_INVALIDARG);
        assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
      }));

    for (const [profile, hash] of [
      ['opm-sha512', 'sha512'],
      ['oaep-sha256', 'sha256'],
      ['oaep-sha1', 'sha1'],
    ]) {
      it(`profile ${profile}`, () =>
        withAdapter(build, { profile }, async (adapter) => {
          const { hDevice, hCryptoSession, publicKey } = await open(adapter);
          for (const other of ['sha512', 'sha256', 'sha1']) {
            const expected = other === hash ? S_OK : E_INVALIDARG;
            const answer = await negotiate(
              adapter,
              hDevice,
              hCryptoSession,
              encryptFor(publicKey, randomBytes(16), other),
            );
            assert.equal(answer.hr, expected, other);
          }
        }));
    }

    it('lists key-exchange types, and sends no buffers to HW_PROTECTION sessions', () =>
      withAdapter(build, { keyExchange: 'both' }, async (adapter) => {
        const hDevice = await createDevice(adapter);
        const query = { hDevice, CryptoType: AES128_CTR, DecodeProfile: NULL_GUID };
        const caps = await adapter.call('GetContentProtectionCaps', query);
        assert.deepEqual(
          [caps.hr, caps.Caps, caps.KeyExchangeTypeCount, caps.BlockAlignmentSize],
          [S_OK, 0x4f1, 2, 16],
        );
        const types = [];
        for (let Index = 0; Index < 2; Index++)
          types.push((await adapter.call('GetCryptoKeyExchangeType', { ...query, Index })).KeyExchangeType);
        assert.deepEqual(types, [RSAES_OAEP, HW_PROTECTION]);
        assert.equal(
          (await adapter.call('GetCryptoKeyExchangeType', { ...query, Index: 2 })).hr,
          E_INVALIDARG,
        );
        const hCryptoSession = await createSession(adapter, hDevice, HW_PROTECTION);
        assert.equal(
          (await negotiate(adapter, hDevice, hCryptoSession, null, { DataSize: 32 })).hr,
          E_INVALIDARG,
        );
        await assert.rejects(negotiate(adapter, hDevice, hCryptoSession, '00'.repeat(32)), { code: -32602 });
      }));

    it('offers HW_PROTECTION alone where told to, and no other crypto or profile ever', () =>
      withAdapter(build, { keyExchange: 'hw-protection' }, async (adapter) => {
        const hDevice = await createDevice(adapter);
        const wanted = {
          hDevice,
          CryptoType: AES128_CTR,
          DecodeProfile: NULL_GUID,
          KeyExchangeType: HW_PROTECTION,
        };
        const { hCryptoSession } = await adapter.call('CreateCryptoSession', wanted);
        assert.ok(hCryptoSession);
        const unsupported = [
          { KeyExchangeType: RSAES_OAEP },
          { KeyExchangeType: NULL_GUID },
          { CryptoType: NULL_GUID },
          { DecodeProfile: AES128_CTR },
        ];
        for (const change of unsupported) {
          const answer = await adapter.call('CreateCryptoSession', { ...wanted, ...change });
          assert.deepEqual(
            [answer.hr, answer.hCryptoSession],
            [D3DDDIERR_UNSUPPORTEDCRYPTO, null],
            JSON.stringify(change),
          );
        }
        const other = { hDevice, CryptoType: NULL_GUID, DecodeProfile: NULL_GUID };
        assert.equal((await adapter.call('GetContentProtectionCaps', other)).hr, D3DDDIERR_UNSUPPORTEDCRYPTO);
        assert.equal(
          (
            await adapter.call('GetCertificateSize', {
              hDevice,
              CertificateType: 2,
              CryptoSessionType: AES128_CTR,
            })
          ).CertificateSize,
          0,
        );
      }));
  });
}
