import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { builds, withAdapter } from './adapter-process.mjs';
import { aesCmac } from './aes-cmac.mjs';
import {
  E_INVALIDARG,
  E_OUTOFMEMORY,
  S_OK,
  STATUS_NO_MEMORY,
  createSession,
  encryptFor,
  leafOf,
  negotiate,
  open,
  openKeyed,
  readOpmCertificate,
  sessionKey,
} from './ddi.mjs';

/** Lets the n-th allocation of `call` fail, for n from 0 until none fails; resolves to the answers. */
async function sweep(adapter, call, check) {
  const answers = [];
  for (let after = 0; ; after++) {
    await adapter.call('test/failAllocation', { after });
    const answer = await call();
    answers.push(answer);
    await check(answer, after);
    if (!answer.allocationFailed) {
      assert.ok(answer.allocations <= after, `${answer.allocations} allocations, none failed after ${after}`);
      return answers;
    }
    assert.ok(after < 2000, 'allocations never end');
  }
}

for (const build of builds) {
  describe(`${build}: memory`, () => {
    it('answers E_OUTOFMEMORY for every failed allocation of a key exchange, keeps the key, and recovers', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey } = await open(adapter);
        let inForce = null;
        for (const valid of [true, false]) {
          for (const method of ['NegotiateCryptoSessionKeyExchange', 'NegotiateCryptoSessionKeyExchangeMT']) {
            let key;
            const exchange = () => {
              key = randomBytes(16);
              const pData = valid ? encryptFor(publicKey, key) : 'ff'.repeat(256).replace(/^ff/, '00');
              return adapter.call(method, { hDevice, hCryptoSession, DataSize: 256, pData });
            };
            const answers = await sweep(adapter, exchange, async (answer) => {
              if (answer.allocationFailed) assert.equal(answer.hr, E_OUTOFMEMORY);
              else assert.equal(answer.hr, valid ? S_OK : E_INVALIDARG);
              if (answer.hr === S_OK) inForce = key.toString('hex');
              assert.equal(await sessionKey(adapter, hCryptoSession), inForce);
              const next = await exchange();
              assert.deepEqual([next.hr, next.allocationFailed], [valid ? S_OK : E_INVALIDARG, undefined]);
              if (next.hr === S_OK) inForce = key.toString('hex');
              assert.equal(await sessionKey(adapter, hCryptoSession), inForce);
            });
            assert.ok(answers.length > 10, 'libcrypto allocates too');
          }
        }
      }));

    it('answers STATUS_NO_MEMORY in output protection', () =>
      withAdapter(build, {}, async (adapter) => {
        const { publicKey } = leafOf(await readOpmCertificate(adapter));
        const created = await sweep(
          adapter,
          () => adapter.call('OPMCreateProtectedOutput'),
          (answer) => {
            assert.equal(answer.status, answer.allocationFailed ? STATUS_NO_MEMORY : 0);
            assert.equal(answer.hProtectedOutput === null, answer.allocationFailed);
          },
        );
        const { hProtectedOutput } = created.at(-1);
        const random = Buffer.from(
          (await adapter.call('OPMGetRandomNumber', { hProtectedOutput })).RandomNumber,
          'hex',
        );
        const key = randomBytes(16);
        const EncryptedParameters = encryptFor(publicKey, Buffer.concat([random, key, Buffer.alloc(8)]));
        await sweep(
          adapter,
          () => adapter.call('OPMSetSigningKeyAndSequenceNumbers', { hProtectedOutput, EncryptedParameters }),
          async (answer) => {
            assert.equal(answer.status, answer.allocationFailed ? STATUS_NO_MEMORY : 0);
            const probe = await adapter.call('test/probeSigningKey', { hProtectedOutput });
            assert.equal(probe.key, answer.allocationFailed ? null : key.toString('hex'));
          },
        );
        const parameters = Buffer.alloc(4112);
        Buffer.from('d5bfd081fe6ac24899c095a08f97c5da', 'hex').copy(parameters, 32);
        aesCmac(key, parameters.subarray(16)).copy(parameters);
        await sweep(
          adapter,
          () =>
            adapter.call('OPMGetInformation', { hProtectedOutput, Parameters: parameters.toString('hex') }),
          (answer) => {
            assert.equal(answer.status, answer.allocationFailed ? STATUS_NO_MEMORY : 0);
          },
        );
      }));

    it('fails everything else in good order', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, key } = await openKeyed(adapter);
        const handles = { hDevice, hCryptoSession };
        const iv = Buffer.alloc(16);
        const Data = createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(64, 3)).toString('hex');
        const blit = { ...handles, Data, ContentKey: null, IV: iv.toString('hex') };
        const wrapped = { ...blit, ContentKey: '00'.repeat(16) };
        const { hSurface } = await adapter.call('DecryptionBlt', blit);
        const voids = [
          ['StartSessionKeyRefresh', { ...handles, RandomNumberSize: 16 }],
          ['GetEncryptionBltKey', { ...handles, KeySize: 16 }],
          ['DecryptionBlt', blit],
          ['DecryptionBlt', wrapped],
          ['EncryptionBlt', { ...handles, hSurface }],
        ];
        for (const [method, params] of voids)
          await sweep(
            adapter,
            () => adapter.call(method, params),
            (answer) => {
              assert.deepEqual(
                answer.setError,
                answer.allocationFailed ? [E_OUTOFMEMORY] : undefined,
                method,
              );
            },
          );
        const session = {
          hDevice,
          CryptoType: '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F',
          DecodeProfile: '00000000-0000-0000-0000-000000000000',
          KeyExchangeType: 'C1949895-D72A-4A1D-8E5D-ED857D171520',
        };
        await sweep(
          adapter,
          () => adapter.call('CreateCryptoSession', session),
          (answer) => {
            assert.equal(answer.hr, answer.allocationFailed ? E_OUTOFMEMORY : S_OK);
          },
        );
      }));

    it('holds for one call, whichever it is', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey } = await open(adapter);
        await adapter.call('test/failAllocation', { after: 0 });
        assert.equal(await sessionKey(adapter, hCryptoSession), null);
        const first = await adapter.call('GetCertificateSize', {
          hDevice,
          CertificateType: 1,
          ChannelType: 2,
        });
        assert.deepEqual([first.allocationFailed, first.allocations], [false, 0]);
        const next = await negotiate(
          adapter,
          hDevice,
          hCryptoSession,
          encryptFor(publicKey, randomBytes(16)),
        );
        assert.deepEqual([next.hr, next.allocationFailed, next.allocations], [S_OK, undefined, undefined]);
        await adapter.call('test/failAllocation', { after: 0 });
        await adapter.call('test/reset');
        assert.equal((await adapter.call('CreateDevice')).allocationFailed, undefined);
        for (const after of [-1, 1.5, '0', null])
          await assert.rejects(adapter.call('test/failAllocation', { after }), { code: -32602 });
      }));

    it('asks for the same number of allocations each time, and gives all back', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, publicKey } = await open(adapter);
        const valid = encryptFor(publicKey, randomBytes(16));
        const round = async () => {
          const counts = [];
          const hCryptoSession = await createSession(adapter, hDevice);
          for (const pData of [valid, 'ff'.repeat(256), '00'.repeat(256), valid.slice(2)]) {
            await adapter.call('test/failAllocation', { after: 1e6 });
            counts.push((await negotiate(adapter, hDevice, hCryptoSession, pData)).allocations);
          }
          await adapter.call('DestroyCryptoSession', { hDevice, hCryptoSession });
          return { counts, use: await adapter.call('test/memoryUse') };
        };
        for (let i = 0; i < 10; i++) await round();
        const rounds = [];
        for (let i = 0; i < 40; i++) rounds.push(await round());
        for (const { use } of rounds) assert.deepEqual(use, rounds[0].use);
      }));
  });
}
