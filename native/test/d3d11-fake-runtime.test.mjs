// d3d11-host with a stand-in for the runtime that has the reference driver behind it: every call of the API for real.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { cmac } from './cmac.mjs';
import { aes128Ctr, Host, invalidArg, nullGuid, rsaesOaep } from './host.mjs';
import { certificatesOf, openDevice, wrap } from './key-block.mjs';
import { prepareWindows } from './windows-program.mjs';

const start = (args = [], env = {}) =>
  new Host('fake-runtime/d3d11-host.exe', args, {
    env: { WINEDLLOVERRIDES: 'dxgi,d3d11,dxva2=n', DISPLAY: '', ...env },
  });
const profile = { CryptoType: aes128Ctr, DecodeProfile: nullGuid };

before(() => prepareWindows());

describe('through the runtime', () => {
  let host;
  let introduction;
  let device;
  before(async () => {
    host = start();
    introduction = await host.initialize();
    device = await openDevice(host);
  });
  after(async () => {
    assert.equal(await host.end(), 0);
    assert.equal(host.stderr, '');
  });

  async function negotiated(key = randomBytes(16)) {
    const which = { hDevice: device.hDevice, hCryptoSession: await device.createSession() };
    const sent = { ...which, DataSize: 256, pData: wrap(device.publicKey, key) };
    assert.equal((await host.call('NegotiateCryptoSessionKeyExchange', sent)).hr, 0);
    return which;
  }

  it('introduces the adapter and its driver', () => {
    const { driver, dialects, capabilities } = introduction;
    assert.deepEqual(
      [driver.name, driver.version, driver.vendor],
      ['Fake adapter 0 µ', '31.0.15.1640', 'PCI 0x1234'],
    );
    assert.deepEqual(dialects, ['d3d11.1', 'wddm2.4']);
    assert.ok(capabilities.opm && capabilities.decryptionBlt);
  });

  it('lists RSAES_OAEP', async () => {
    const which = { hDevice: device.hDevice, ...profile };
    const caps = await host.call('GetContentProtectionCaps', which);
    assert.deepEqual([caps.hr, caps.KeyExchangeTypeCount, caps.BlockAlignmentSize], [0, 1, 16]);
    assert.equal(
      (await host.call('GetCryptoKeyExchangeType', { ...which, Index: 0 })).KeyExchangeType,
      rsaesOaep,
    );
    assert.equal((await host.call('GetCryptoKeyExchangeType', { ...which, Index: 1 })).hr, invalidArg);
    assert.equal(
      (await host.call('GetContentProtectionCaps', { ...which, CryptoType: rsaesOaep })).hr,
      0x8876087e,
    );
    assert.equal(
      (await host.call('CreateCryptoSession', { ...which, KeyExchangeType: nullGuid })).hr,
      0x8876087e,
    );
  });

  it('carries data under the key that was sent, in each form', async () => {
    for (const [extra, method] of [
      [{}, 'NegotiateCryptoSessionKeyExchange'],
      [{ flags: 0, buffer: 'guard-after' }, 'NegotiateCryptoSessionKeyExchange'],
      [{ buffer: 'read-only' }, 'NegotiateCryptoSessionKeyExchangeMT'],
    ]) {
      const [key, plain, iv] = [randomBytes(16), randomBytes(96), randomBytes(16)];
      iv.fill(0, 8);
      const which = { hDevice: device.hDevice, hCryptoSession: await device.createSession() };
      const sent = { ...which, DataSize: 256, pData: wrap(device.publicKey, key), ...extra };
      const answer = await host.call(method, sent);
      assert.deepEqual([answer.hr, answer.overrun, answer.pDataAfter], [0, 0, undefined]);
      const Data = createCipheriv('aes-128-ctr', key, iv).update(plain).toString('hex');
      const { hSurface } = await host.call('DecryptionBlt', {
        ...which,
        Data,
        ContentKey: null,
        IV: iv.toString('hex'),
      });
      const { ReadbackKey } = await host.call('GetEncryptionBltKey', { ...which, KeySize: 16 });
      const readback = createDecipheriv('aes-128-ecb', key, null)
        .setAutoPadding(false)
        .update(ReadbackKey, 'hex');
      const back = await host.call('EncryptionBlt', { ...which, hSurface });
      const opened = createDecipheriv('aes-128-ctr', readback, Buffer.from(back.IV, 'hex')).update(
        back.Data,
        'hex',
      );
      assert.deepEqual(opened, plain);
      await host.call('DestroySurface', { hDevice: device.hDevice, hSurface });
      await host.call('DestroyCryptoSession', which);
    }
  });

  it('passes refusals on', async () => {
    const which = { hDevice: device.hDevice, hCryptoSession: await device.createSession() };
    for (const sent of [
      { DataSize: 0, pData: null },
      { DataSize: 255, pData: '00'.repeat(255) },
      { DataSize: 256, pData: 'ff'.repeat(256) },
    ]) {
      assert.equal(
        (await host.call('NegotiateCryptoSessionKeyExchange', { ...which, ...sent })).hr,
        invalidArg,
      );
      assert.equal(
        (await host.call('NegotiateCryptoSessionKeyExchangeMT', { ...which, ...sent, flags: 0 })).hr,
        invalidArg,
      );
    }
    const { code, message } = await host.refusal('NegotiateCryptoSessionKeyExchange', {
      ...which,
      DataSize: 0,
      pData: '',
      flags: 1,
    });
    assert.deepEqual([code, /carries no flags/.test(message)], [-32601, true]);
  });

  it('refreshes', async () => {
    const which = await negotiated();
    const { RandomNumber } = await host.call('StartSessionKeyRefresh', { ...which, RandomNumberSize: 16 });
    assert.match(RandomNumber, /^[0-9a-f]{32}$/);
    await host.call('FinishSessionKeyRefresh', which);
  });

  it('exchanges a channel key, and carries signed commands', async () => {
    const { hr, hAuthChannel, hChannel } = await host.call('CreateAuthenticatedChannel', {
      hDevice: device.hDevice,
      ChannelType: 3,
    });
    assert.equal(hr, 0);
    const which = { hDevice: device.hDevice, hAuthChannel };
    const of = { hDevice: device.hDevice, CertificateType: 1, ChannelType: 3 };
    const { CertificateSize } = await host.call('GetCertificateSize', of);
    const { Certificate } = await host.call('GetCertificate', { ...of, CertificateSize });
    const [{ publicKey }] = certificatesOf(Buffer.from(Certificate, 'hex'));
    const key = randomBytes(16);
    assert.equal(
      (
        await host.call('NegotiateAuthenticatedChannelKeyExchange', {
          ...which,
          DataSize: 256,
          pData: wrap(publicKey, key),
        })
      ).hr,
      0,
    );
    const input = Buffer.alloc(56);
    Buffer.from('db4b110623350a478dcafbc2845154f0', 'hex').copy(input, 16);
    Buffer.from(hChannel, 'hex').copy(input, 32);
    cmac(key, input.subarray(16)).copy(input);
    const configured = await host.call('ConfigureAuthenticatedChannel', {
      ...which,
      InputData: input.toString('hex'),
    });
    const output = Buffer.from(configured.OutputData, 'hex');
    assert.deepEqual([configured.hr, output.subarray(0, 16)], [0, cmac(key, output.subarray(16))]);
    const query = Buffer.alloc(32);
    Buffer.from('a5181bbcfbb1ab42bd94b5828b4bf7be', 'hex').copy(query);
    Buffer.from(hChannel, 'hex').copy(query, 16);
    const asked = await host.call('QueryAuthenticatedChannel', {
      ...which,
      InputData: query.toString('hex'),
      OutputDataSize: 56,
    });
    assert.deepEqual([asked.hr, Buffer.from(asked.OutputData, 'hex').readUInt32LE(48)], [0, 3]);
    assert.equal(
      (await host.call('QueryAuthenticatedChannel', { ...which, InputData: '', OutputDataSize: 56 })).hr,
      invalidArg,
    );
    await host.call('DestroyAuthenticatedChannel', which);
  });

  it('initialises a protected output, and asks it', async () => {
    const { status, hProtectedOutput } = await host.call('OPMCreateProtectedOutput');
    assert.equal(status, 0);
    const { CertificateSize } = await host.call('OPMGetCertificateSize', { CertificateType: 0 });
    const { Certificate } = await host.call('OPMGetCertificate', { CertificateType: 0, CertificateSize });
    const [{ publicKey }] = certificatesOf(Buffer.from(Certificate, 'hex'));
    const { RandomNumber } = await host.call('OPMGetRandomNumber', { hProtectedOutput });
    const key = randomBytes(16);
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32LE(77);
    const set = (random) => {
      const EncryptedParameters = wrap(publicKey, Buffer.concat([random, key, numbers]));
      return host.call('OPMSetSigningKeyAndSequenceNumbers', { hProtectedOutput, EncryptedParameters });
    };
    assert.equal((await set(randomBytes(16))).status, 0xc0262503);
    assert.equal((await set(Buffer.from(RandomNumber, 'hex'))).status, 0);
    const asked = Buffer.alloc(4112);
    randomBytes(16).copy(asked, 16);
    asked.writeUInt32LE(77, 48);
    cmac(key, asked.subarray(16)).copy(asked);
    const answer = await host.call('OPMGetInformation', {
      hProtectedOutput,
      Parameters: asked.toString('hex'),
    });
    const information = Buffer.from(answer.RequestedInformation, 'hex');
    assert.deepEqual([answer.status, information.length], [0, 4096]);
    assert.deepEqual(information.subarray(0, 16), cmac(key, information.subarray(16)));
    assert.deepEqual(information.subarray(20, 36), asked.subarray(16, 32));
    assert.equal(
      (await host.call('OPMGetInformation', { hProtectedOutput, Parameters: asked.toString('hex') })).status,
      invalidArg,
    );
    assert.equal(
      (await host.refusal('OPMGetCertificate', { CertificateType: 0, CertificateSize: 5 })).code,
      -32601,
    );
    assert.equal((await host.refusal('OPMGetCertificateSize', { CertificateType: 1 })).code, -32601);
    assert.equal((await host.call('OPMDestroyProtectedOutput', { hProtectedOutput })).status, 0);
    assert.equal((await host.refusal('OPMGetRandomNumber', { hProtectedOutput })).code, -32602);
  });

  it('forgets everything at test/reset', async () => {
    const which = await negotiated();
    await host.call('test/reset');
    assert.equal((await host.refusal('DestroyCryptoSession', which)).code, -32602);
    device = await openDevice(host);
    await negotiated();
  });
});

describe('the adapter', () => {
  for (const [given, index] of [
    ['1', 1],
    ['5:a1', 1],
    ['0x5:0xA0', 0],
    ['ADAPTER 1', 1],
    ['fake', 0],
  ]) {
    it(`${given} is adapter ${index}`, async () => {
      for (const host of [start([given]), start()]) {
        const { driver } = await host.initialize(
          host.child.spawnargs.includes(given) ? {} : { adapter: given },
        );
        assert.equal(driver.index, index);
        await host.end();
      }
    });
  }
  it('2 is none', async () => {
    const host = start(['2']);
    await host.initialize();
    assert.deepEqual(await host.refusal('CreateDevice'), {
      code: -32601,
      message: 'none of the 2 DXGI adapters is 2',
    });
    await host.end();
  });
});

describe('what drivers may lack', () => {
  it("bits of the API's caps stand elsewhere in the driver interface", async () => {
    const host = start([], { FAKE_RUNTIME_API_CAPS: 'E000' });
    await host.initialize();
    const { hDevice } = await host.call('CreateDevice');
    const caps = await host.call('GetContentProtectionCaps', { hDevice, ...profile });
    assert.deepEqual([caps.Caps, caps.apiCaps, caps.multiThreaded], [0xc4f1, 0xe4f1, true]);
    await host.end();
  });

  it('ID3D11VideoDevice2', async () => {
    const host = start([], { FAKE_RUNTIME_NO_VIDEO2: '1' });
    assert.deepEqual((await host.initialize()).dialects, ['d3d11.1']);
    const { hDevice, createSession } = await openDevice(host);
    const params = { hDevice, hCryptoSession: await createSession(), DataSize: 0, pData: '' };
    assert.equal((await host.refusal('NegotiateCryptoSessionKeyExchangeMT', params)).code, -32601);
    await host.end();
  });

  it('the flag for video support', async () => {
    const host = start([], { FAKE_RUNTIME_NO_VIDEO_FLAG: '1' });
    await host.initialize();
    assert.equal((await host.call('CreateDevice')).hr, 0);
    await host.end();
  });
});
