import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AdapterProcess, builds, withAdapter } from './adapter-process.mjs';
import {
  AES128_CTR,
  E_INVALIDARG,
  S_OK,
  certificatesIn,
  createDevice,
  createSession,
  encryptFor,
  leafOf,
  negotiate,
  open,
  readChannelCertificate,
  readOpmCertificate,
  readSessionCertificate,
} from './ddi.mjs';

const info = { CertificateType: 2, CryptoSessionType: AES128_CTR };

for (const build of builds) {
  describe(`${build}: certificates`, () => {
    for (const [container, count] of [
      ['pkcs7', 3],
      ['concatenated', 3],
      ['der', 1],
    ]) {
      it(`container ${container}`, () =>
        withAdapter(build, { container }, async (adapter) => {
          const hDevice = await createDevice(adapter);
          const bytes = await readSessionCertificate(adapter, hDevice);
          assert.deepEqual(await readSessionCertificate(adapter, hDevice), bytes);
          assert.deepEqual(await readSessionCertificate(adapter, await createDevice(adapter)), bytes);
          const chain = certificatesIn(bytes);
          assert.equal(chain.length, count);
          const leaf = leafOf(bytes);
          assert.equal(leaf.ca, false);
          assert.deepEqual(leaf.publicKey.asymmetricKeyDetails, {
            modulusLength: 2048,
            publicExponent: 65537n,
          });
          for (const certificate of chain) {
            const issuer = chain.find(({ subject }) => subject === certificate.issuer);
            if (issuer) assert.ok(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
          }
          assert.deepEqual(await readOpmCertificate(adapter), bytes);
          assert.notDeepEqual(
            leafOf(await readChannelCertificate(adapter, hDevice)).publicKey.export({ format: 'jwk' }),
            leaf.publicKey.export({ format: 'jwk' }),
          );
        }));
    }

    it('writes only into a buffer that is large enough', () =>
      withAdapter(build, {}, async (adapter) => {
        const hDevice = await createDevice(adapter);
        const { CertificateSize } = await adapter.call('GetCertificateSize', { hDevice, ...info });
        const whole = await adapter.call('GetCertificate', { hDevice, ...info, CertificateSize });
        for (const size of [0, 1, CertificateSize - 1]) {
          const answer = await adapter.call('GetCertificate', {
            hDevice,
            ...info,
            CertificateSize: size,
            buffer: 'guard-after',
          });
          assert.deepEqual(
            [answer.setError, answer.Certificate, answer.overrun],
            [[E_INVALIDARG], '00'.repeat(size), 0],
          );
        }
        const larger = await adapter.call('GetCertificate', {
          hDevice,
          ...info,
          CertificateSize: CertificateSize + 3,
        });
        assert.equal(larger.Certificate, `${whole.Certificate}000000`);
        for (const buffer of ['guard-after', 'guard-before', 'unaligned']) {
          const placed = await adapter.call('GetCertificate', { hDevice, ...info, CertificateSize, buffer });
          assert.equal(placed.Certificate, whole.Certificate);
        }
        const opm = await adapter.call('OPMGetCertificate', {
          CertificateType: 0,
          CertificateSize: CertificateSize - 1,
        });
        assert.deepEqual([opm.status, opm.Certificate], [0xc01e050e, '00'.repeat(CertificateSize - 1)]);
        for (const [CertificateType, status] of [
          [1, 0xc01e0501],
          [2, 0xc01e0502],
          [3, 0xc000000d],
        ])
          assert.equal((await adapter.call('OPMGetCertificateSize', { CertificateType })).status, status);
        await assert.rejects(
          adapter.call('GetCertificate', { hDevice, ...info, CertificateSize: 0xffffffff }),
          { code: -32000 },
        );
        await assert.rejects(adapter.call('GetCertificate', { hDevice, ...info, CertificateSize: 524288 }), {
          code: -32000,
        });
      }));

    it('gives OPM and each device a key of its own where told to', () =>
      withAdapter(build, { opmCertificate: 'own', deviceKeys: 'each' }, async (adapter) => {
        const devices = [await createDevice(adapter), await createDevice(adapter)];
        const keys = [leafOf(await readOpmCertificate(adapter)).publicKey];
        for (const hDevice of devices)
          keys.push(leafOf(await readSessionCertificate(adapter, hDevice)).publicKey);
        assert.equal(new Set(keys.map((key) => key.export({ format: 'jwk' }).n)).size, 3);
        const hCryptoSession = await createSession(adapter, devices[0]);
        const pData = keys.map((key) => encryptFor(key, randomBytes(16)));
        assert.equal((await negotiate(adapter, devices[0], hCryptoSession, pData[1])).hr, S_OK);
        assert.equal((await negotiate(adapter, devices[0], hCryptoSession, pData[2])).hr, E_INVALIDARG);
        assert.equal((await negotiate(adapter, devices[0], hCryptoSession, pData[0])).hr, E_INVALIDARG);
      }));

    it('issues everything for a provisioned key, before and after a reset', () =>
      withAdapter(build, { deviceKeys: 'each' }, async (adapter) => {
        const { hDevice } = await open(adapter);
        const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const { n } = publicKey.export({ format: 'jwk' });
        const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
        assert.deepEqual(await adapter.call('test/provisionKey', { pkcs8: pkcs8.toString('hex') }), {});
        const check = async (device) => {
          const read = [
            await readSessionCertificate(adapter, device),
            await readChannelCertificate(adapter, device),
            await readOpmCertificate(adapter),
          ];
          for (const bytes of read) assert.equal(leafOf(bytes).publicKey.export({ format: 'jwk' }).n, n);
          const hCryptoSession = await createSession(adapter, device);
          assert.equal(
            (await negotiate(adapter, device, hCryptoSession, encryptFor(publicKey, randomBytes(16)))).hr,
            S_OK,
          );
        };
        await check(hDevice);
        await adapter.call('test/reset');
        await check(await createDevice(adapter));
        const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
          format: 'der',
          type: 'pkcs8',
        });
        const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
          format: 'der',
          type: 'pkcs8',
        });
        for (const bad of [
          small,
          curve,
          Buffer.concat([pkcs8, Buffer.of(0)]),
          pkcs8.subarray(0, -1),
          Buffer.alloc(0),
        ])
          await assert.rejects(adapter.call('test/provisionKey', { pkcs8: bad.toString('hex') }), {
            code: -32602,
          });
        await check(await createDevice(adapter));
      }));

    it('makes fresh keys, or reads one from a file', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'openssl-c-'));
      try {
        const keyFile = join(folder, 'key.pem');
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const { n } = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })).export({
          format: 'jwk',
        });
        writeFileSync(keyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }));
        const seen = new Set();
        for (const options of [{}, { key: 'fresh' }, { key: 'fresh' }, { keyFile }])
          await withAdapter(build, options, async (adapter) =>
            seen.add((await open(adapter)).publicKey.export({ format: 'jwk' }).n),
          );
        assert.equal(seen.size, 4);
        assert.ok(seen.has(n));
        const byEnvironment = new AdapterProcess(build, { KEXCTS_OPENSSL_C_KEY_FILE: keyFile });
        await byEnvironment.initialize();
        assert.equal((await open(byEnvironment)).publicKey.export({ format: 'jwk' }).n, n);
        await byEnvironment.end();
        writeFileSync(keyFile, 'no key');
        for (const bad of [keyFile, join(folder, 'missing'), `/${'x'.repeat(2000)}`]) {
          const adapter = new AdapterProcess(build);
          await assert.rejects(adapter.initialize({ keyFile: bad }), /key file|keyFile/);
          assert.deepEqual(await adapter.end(), { code: 0, signal: null });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}
