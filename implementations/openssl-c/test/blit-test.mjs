import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { builds, withAdapter } from './adapter-process.mjs';
import {
  E_INVALIDARG,
  createDevice,
  createSession,
  encryptFor,
  negotiate,
  openKeyed,
  open,
  sessionKey,
} from './ddi.mjs';

const ctr = (key, iv, data) => createCipheriv('aes-128-ctr', key, iv).update(data);
const ecbEncrypt = (key, block) =>
  createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
const ecbDecrypt = (key, block) =>
  createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);

function blockOf(iv, count) {
  const block = Buffer.alloc(16);
  block.writeBigUInt64BE(iv, 0);
  block.writeBigUInt64BE(count, 8);
  return block;
}

async function decrypt(adapter, handles, key, clear, iv, ContentKey = null) {
  const Data = ctr(key, iv, clear).toString('hex');
  return adapter.call('DecryptionBlt', { ...handles, Data, ContentKey, IV: iv.toString('hex') });
}

for (const build of builds) {
  describe(`${build}: blits and refresh`, () => {
    it('takes data in under the session key and gives it back under the session key', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        const handles = { hDevice, hCryptoSession };
        const ivs = new Set();
        for (const size of [16, 64, 4096, 0]) {
          const clear = randomBytes(size);
          const { hSurface, setError } = await decrypt(
            adapter,
            handles,
            key,
            clear,
            blockOf(BigInt(size), 5n),
          );
          assert.equal(setError, undefined);
          const { Data, IV } = await adapter.call('EncryptionBlt', { ...handles, hSurface });
          assert.deepEqual(ctr(key, Buffer.from(IV, 'hex'), Buffer.from(Data, 'hex')), clear);
          ivs.add(IV);
          await adapter.call('DestroySurface', { hDevice, hSurface });
        }
        assert.equal(ivs.size, 4);
      }));

    it('uses the read-back key once there is one, and a fresh one each time', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        const handles = { hDevice, hCryptoSession };
        const clear = randomBytes(48);
        const { hSurface } = await decrypt(adapter, handles, key, clear, blockOf(1n, 0n));
        const seen = new Set();
        for (let i = 0; i < 3; i++) {
          const { ReadbackKey } = await adapter.call('GetEncryptionBltKey', { ...handles, KeySize: 16 });
          seen.add(ReadbackKey);
          const readback = ecbDecrypt(key, Buffer.from(ReadbackKey, 'hex'));
          const { Data, IV } = await adapter.call('EncryptionBlt', { ...handles, hSurface });
          assert.deepEqual(ctr(readback, Buffer.from(IV, 'hex'), Buffer.from(Data, 'hex')), clear);
        }
        assert.equal(seen.size, 3);
      }));

    it('unwraps content keys', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        const handles = { hDevice, hCryptoSession };
        const [content, clear] = [randomBytes(16), randomBytes(32)];
        const wrapped = ecbEncrypt(key, content).toString('hex');
        const { hSurface } = await decrypt(adapter, handles, content, clear, blockOf(9n, 9n), wrapped);
        const { Data, IV } = await adapter.call('EncryptionBlt', { ...handles, hSurface });
        assert.deepEqual(ctr(key, Buffer.from(IV, 'hex'), Buffer.from(Data, 'hex')), clear);
      }));

    it('reports what it cannot do, and makes zeros', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession } = await open(adapter);
        const keyed = await openKeyed(adapter);
        const Data = '11'.repeat(32);
        const IV = '00'.repeat(16);
        const own = { hDevice: keyed.hDevice, hCryptoSession: keyed.hCryptoSession };
        const refused = [
          { hDevice, hCryptoSession, Data, ContentKey: null, IV },
          { hDevice, hCryptoSession: keyed.hCryptoSession, Data, ContentKey: null, IV },
          { ...own, Data, ContentKey: null, IV: null },
          { ...own, Data, ContentKey: '00'.repeat(15), IV },
          { ...own, Data: '11'.repeat(15), ContentKey: null, IV },
          { ...own, Data, ContentKey: null, IV: `${'00'.repeat(8)}${'ff'.repeat(8)}` },
        ];
        for (const params of refused) {
          const { hSurface, setError } = await adapter.call('DecryptionBlt', params);
          assert.deepEqual(setError, [E_INVALIDARG], JSON.stringify(params));
          const read = await adapter.call('EncryptionBlt', {
            hDevice: params.hDevice,
            hCryptoSession: keyed.hCryptoSession,
            hSurface,
          });
          if (params.hDevice !== hDevice && params.Data === Data) {
            assert.deepEqual(
              ctr(keyed.key, Buffer.from(read.IV, 'hex'), Buffer.from(read.Data, 'hex')),
              Buffer.alloc(32),
            );
          } else {
            assert.deepEqual([read.setError, read.IV], [[E_INVALIDARG], IV]);
          }
        }
        const readback = await adapter.call('GetEncryptionBltKey', { hDevice, hCryptoSession, KeySize: 16 });
        assert.deepEqual([readback.setError, readback.ReadbackKey], [[E_INVALIDARG], IV]);
        const short = await adapter.call('GetEncryptionBltKey', { ...own, KeySize: 8 });
        assert.deepEqual(short.setError, [E_INVALIDARG]);
      }));

    it('takes the last block count there is', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        const answer = await decrypt(
          adapter,
          { hDevice, hCryptoSession },
          key,
          Buffer.alloc(32),
          blockOf(1n, 2n ** 64n - 2n),
        );
        assert.equal(answer.setError, undefined);
      }));

    it('XORs the random number into the key at Finish, and not before', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey, key } = await openKeyed(adapter);
        const handles = { hDevice, hCryptoSession };
        const xor = (a, b) => Buffer.from(a.map((byte, i) => byte ^ b[i])).toString('hex');
        const start = async () =>
          Buffer.from(
            (await adapter.call('StartSessionKeyRefresh', { ...handles, RandomNumberSize: 16 })).RandomNumber,
            'hex',
          );
        const random = await start();
        assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
        assert.equal((await adapter.call('FinishSessionKeyRefresh', handles)).setError, undefined);
        assert.equal(await sessionKey(adapter, hCryptoSession), xor(key, random));
        const unstarted = await adapter.call('FinishSessionKeyRefresh', handles);
        assert.deepEqual(unstarted.setError, [E_INVALIDARG]);
        assert.equal(await sessionKey(adapter, hCryptoSession), xor(key, random));
        // A key negotiated in between is the one that is refreshed.
        const second = await start();
        assert.notDeepEqual(second, random);
        const between = randomBytes(16);
        await negotiate(adapter, hDevice, hCryptoSession, encryptFor(publicKey, between));
        await adapter.call('FinishSessionKeyRefresh', handles);
        assert.equal(await sessionKey(adapter, hCryptoSession), xor(between, second));
        const wrongSize = await adapter.call('StartSessionKeyRefresh', { ...handles, RandomNumberSize: 20 });
        assert.deepEqual([wrongSize.setError, wrongSize.RandomNumber], [[E_INVALIDARG], '00'.repeat(20)]);
      }));

    it('destroys a device with all that is on it', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        await decrypt(adapter, { hDevice, hCryptoSession }, key, Buffer.alloc(16), blockOf(1n, 0n));
        await adapter.call('CreateAuthenticatedChannel', { hDevice, ChannelType: 2 });
        const survivor = await createSession(adapter, await createDevice(adapter));
        assert.equal((await adapter.call('DestroyDevice', { hDevice })).setError, undefined);
        await assert.rejects(sessionKey(adapter, hCryptoSession), { code: -32602 });
        assert.equal(await sessionKey(adapter, survivor), null);
        await adapter.call('test/reset');
        await assert.rejects(sessionKey(adapter, survivor), { code: -32602 });
      }));
  });
}
