// umd-host with the reference driver: the adapter protocol, both dialects, keys, certificates, blits.
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, generateKeyPairSync, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { aes128Ctr, invalidArg, nullGuid, outOfMemory, rsaesOaep, startUmdHost } from './host.mjs';
import { openDevice, readChain, wrap } from './key-block.mjs';
import { prepareWindows } from './windows-program.mjs';

before(() => prepareWindows());

describe('the reference driver', () => {
  let host;
  let introduction;
  let device;
  before(async () => {
    host = startUmdHost('reference-umd.dll');
    introduction = await host.initialize();
    device = await openDevice(host);
  });
  after(async () => {
    assert.equal(await host.end(), 0);
    assert.equal(host.stderr, '');
  });

  /** A session with its ways in: Negotiate in both forms and the twin. */
  async function session() {
    const hCryptoSession = await device.createSession();
    const negotiate = (params, method = 'NegotiateCryptoSessionKeyExchange') =>
      host.call(method, { hDevice: device.hDevice, hCryptoSession, DataSize: 256, ...params });
    const key = async () => (await host.call('test/probeSessionKey', { hCryptoSession })).key;
    return { hCryptoSession, negotiate, key };
  }

  it('introduces itself', () => {
    assert.equal(introduction.protocol, 1);
    assert.deepEqual(introduction.dialects, ['d3d11.1', 'wddm2.4']);
    assert.deepEqual(introduction.capabilities.buffers, [
      'guard-after',
      'guard-before',
      'unaligned',
      'read-only',
    ]);
    assert.match(introduction.driver.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      introduction.driver.subObjects.map(({ id, hr }) => [id, hr]),
      [
        [7, 0],
        [6, invalidArg],
        [5, invalidArg],
        [3, invalidArg],
        [2, 0],
      ],
    );
    assert.deepEqual(introduction.decodeProfiles, ['1B81BE68-A0C7-11D3-B984-00C04F2E73C5']);
  });

  it('lists RSAES_OAEP', async () => {
    const which = { hDevice: device.hDevice, CryptoType: aes128Ctr, DecodeProfile: nullGuid };
    const caps = await host.call('GetContentProtectionCaps', which);
    assert.equal(caps.hr, 0);
    assert.equal(caps.KeyExchangeTypeCount, 1);
    assert.equal(caps.BlockAlignmentSize, 16);
    assert.equal(
      (await host.call('GetCryptoKeyExchangeType', { ...which, Index: 0 })).KeyExchangeType,
      rsaesOaep,
    );
  });

  it('has a chain whose leaf is signed by its root, the same at each reading', async () => {
    const [leaf, root] = await readChain(host, device.hDevice);
    assert.equal(leaf.publicKey.asymmetricKeyDetails.modulusLength, 2048);
    assert.ok(leaf.verify(root.publicKey));
    assert.ok(root.verify(root.publicKey));
    assert.ok(leaf.checkIssued(root));
    const [again] = await readChain(host, device.hDevice);
    assert.deepEqual(again.raw, leaf.raw);
  });

  for (const [dialect, extra, method] of [
    ['four arguments', {}],
    ['five arguments', { flags: 0 }],
    ['the MT twin', {}, 'NegotiateCryptoSessionKeyExchangeMT'],
  ]) {
    it(`takes a key: ${dialect}`, async () => {
      const { negotiate, key } = await session();
      assert.equal(await key(), null);
      const sent = randomBytes(16);
      const answer = await negotiate({ pData: wrap(device.publicKey, sent), ...extra }, method);
      assert.equal(answer.hr, 0);
      assert.equal(answer.pDataAfter, undefined);
      assert.equal(answer.overrun, 0);
      assert.ok(answer.ns > 1000);
      assert.equal(await key(), sent.toString('hex'));
    });
  }

  it('refuses flags', async () => {
    const { negotiate } = await session();
    assert.equal(
      (await negotiate({ flags: 1, pData: wrap(device.publicKey, randomBytes(16)) })).hr,
      invalidArg,
    );
  });

  it('takes a key from every placement', async () => {
    for (const buffer of introduction.capabilities.buffers) {
      const { negotiate, key } = await session();
      const sent = randomBytes(16);
      assert.equal((await negotiate({ pData: wrap(device.publicKey, sent), buffer })).hr, 0, buffer);
      assert.equal(await key(), sent.toString('hex'), buffer);
    }
  });

  it('refuses other sizes, other encodings and null, and keeps its key', async () => {
    const { negotiate, key } = await session();
    const sent = randomBytes(16);
    await negotiate({ pData: wrap(device.publicKey, sent) });
    const valid = wrap(device.publicKey, randomBytes(16));
    const refused = [
      { DataSize: 0, pData: '' },
      { DataSize: 0, pData: null },
      { DataSize: 255, pData: valid.slice(2), buffer: 'guard-after' },
      { DataSize: 257, pData: `${valid}00`, buffer: 'guard-after' },
      { DataSize: 0xffffffff, pData: valid, buffer: 'guard-after' },
      { pData: null },
      { pData: 'ff'.repeat(256) },
      { pData: '00'.repeat(256) },
      { pData: wrap(device.publicKey, randomBytes(16), 'sha1') },
      { pData: wrap(device.publicKey, randomBytes(17)) },
      { pData: wrap(device.publicKey, randomBytes(15)) },
    ];
    for (const params of refused) {
      assert.equal((await negotiate(params)).hr, invalidArg, JSON.stringify(params).slice(0, 60));
      assert.equal(await key(), sent.toString('hex'));
    }
  });

  it('refuses a session of another device', async () => {
    const { hCryptoSession } = await session();
    const { hDevice } = await host.call('CreateDevice');
    const pData = wrap(device.publicKey, randomBytes(16));
    const answer = await host.call('NegotiateCryptoSessionKeyExchange', {
      hDevice,
      hCryptoSession,
      DataSize: 256,
      pData,
    });
    assert.equal(answer.hr, invalidArg);
    await host.call('DestroyDevice', { hDevice });
    assert.equal((await host.refusal('DestroyDevice', { hDevice })).code, -32602);
  });

  it('refreshes its key', async () => {
    const { hCryptoSession, negotiate, key } = await session();
    const sent = randomBytes(16);
    await negotiate({ pData: wrap(device.publicKey, sent) });
    const which = { hDevice: device.hDevice, hCryptoSession };
    const { RandomNumber } = await host.call('StartSessionKeyRefresh', { ...which, RandomNumberSize: 16 });
    assert.equal(await key(), sent.toString('hex'));
    await host.call('FinishSessionKeyRefresh', which);
    const random = Buffer.from(RandomNumber, 'hex');
    assert.equal(await key(), sent.map((byte, i) => byte ^ random[i]).toString('hex'));
  });

  it('carries data through its blits', async () => {
    const { hCryptoSession, negotiate } = await session();
    const sent = randomBytes(16);
    await negotiate({ pData: wrap(device.publicKey, sent) });
    const which = { hDevice: device.hDevice, hCryptoSession };
    const plain = randomBytes(512);
    const iv = Buffer.from('0102030405060708ffffffffffffffff', 'hex'); // the count wraps, and carries nothing into the IV
    const counted = createCipheriv('aes-128-ctr', sent, iv);
    const first = counted.update(plain.subarray(0, 16));
    const rest = createCipheriv(
      'aes-128-ctr',
      sent,
      Buffer.from('01020304050607080000000000000000', 'hex'),
    ).update(plain.subarray(16));
    const { hSurface } = await host.call('DecryptionBlt', {
      ...which,
      Data: Buffer.concat([first, rest]).toString('hex'),
      ContentKey: null,
      IV: iv.toString('hex'),
    });
    const { ReadbackKey } = await host.call('GetEncryptionBltKey', { ...which, KeySize: 16 });
    const unwrapper = createDecipheriv('aes-128-ecb', sent, null).setAutoPadding(false);
    const readback = Buffer.concat([unwrapper.update(ReadbackKey, 'hex'), unwrapper.final()]);
    const back = await host.call('EncryptionBlt', { ...which, hSurface });
    const opened = createDecipheriv('aes-128-ctr', readback, Buffer.from(back.IV, 'hex')).update(
      back.Data,
      'hex',
    );
    assert.deepEqual(opened, plain);
    const again = await host.call('EncryptionBlt', { ...which, hSurface });
    assert.notEqual(again.IV, back.IV);
    await host.call('DestroySurface', { hDevice: device.hDevice, hSurface });
  });

  it('unwraps content keys', async () => {
    const { hCryptoSession, negotiate } = await session();
    const [sent, content, plain, iv] = [randomBytes(16), randomBytes(16), randomBytes(64), randomBytes(16)];
    await negotiate({ pData: wrap(device.publicKey, sent) });
    const which = { hDevice: device.hDevice, hCryptoSession };
    const wrapper = createCipheriv('aes-128-ecb', sent, null).setAutoPadding(false);
    const ContentKey = wrapper.update(content).toString('hex');
    iv.fill(0, 8);
    const Data = createCipheriv('aes-128-ctr', content, iv).update(plain).toString('hex');
    const { hSurface } = await host.call('DecryptionBlt', {
      ...which,
      Data,
      ContentKey,
      IV: iv.toString('hex'),
    });
    const { ReadbackKey } = await host.call('GetEncryptionBltKey', { ...which, KeySize: 16 });
    const readback = createDecipheriv('aes-128-ecb', sent, null)
      .setAutoPadding(false)
      .update(ReadbackKey, 'hex');
    const back = await host.call('EncryptionBlt', { ...which, hSurface });
    assert.deepEqual(
      createDecipheriv('aes-128-ctr', readback, Buffer.from(back.IV, 'hex')).update(back.Data, 'hex'),
      plain,
    );
  });

  it('fails each allocation with E_OUTOFMEMORY, and recovers', async () => {
    const { negotiate, key } = await session();
    const sent = randomBytes(16);
    const pData = wrap(device.publicKey, sent);
    await host.call('test/failAllocation', { after: 1000 });
    const { allocationFailed, allocations, hr } = await negotiate({ pData });
    assert.deepEqual([allocationFailed, hr], [false, 0]);
    assert.ok(allocations >= 1);
    for (let n = 0; n < allocations; n++) {
      await host.call('test/failAllocation', { after: n });
      const answer = await negotiate({ pData: wrap(device.publicKey, randomBytes(16)) });
      assert.deepEqual([answer.hr, answer.allocationFailed], [outOfMemory, true]);
      assert.equal(await key(), sent.toString('hex'));
    }
    assert.equal((await negotiate({ pData })).hr, 0);
    await host.call('test/failAllocation', { after: 0 });
    const params = {
      hDevice: device.hDevice,
      CryptoType: aes128Ctr,
      DecodeProfile: nullGuid,
      KeyExchangeType: rsaesOaep,
    };
    assert.equal((await host.call('CreateCryptoSession', params)).hr, outOfMemory);
  });

  it('holds no memory after a session is gone', async () => {
    const before = await host.call('test/memoryUse');
    for (let i = 0; i < 3; i++) {
      const { hCryptoSession, negotiate } = await session();
      await negotiate({ pData: wrap(device.publicKey, randomBytes(16)) });
      await negotiate({ pData: '00'.repeat(256) });
      await host.call('DestroyCryptoSession', { hDevice: device.hDevice, hCryptoSession });
    }
    const { bytes, blocks, handles } = await host.call('test/memoryUse');
    assert.deepEqual([bytes, blocks, handles], [before.bytes, before.blocks, before.handles]);
  });

  it('serves MT calls side by side', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, session));
    const keys = sessions.map(() => randomBytes(16));
    const answers = await Promise.all(
      sessions.map(({ negotiate }, i) =>
        negotiate({ pData: wrap(device.publicKey, keys[i]) }, 'NegotiateCryptoSessionKeyExchangeMT'),
      ),
    );
    assert.deepEqual(
      answers.map(({ hr }) => hr),
      sessions.map(() => 0),
    );
    for (const [i, { key }] of sessions.entries()) assert.equal(await key(), keys[i].toString('hex'));
  });

  it('issues its certificates for a provisioned key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('hex');
    await host.call('test/provisionKey', { pkcs8 });
    const [leaf, root] = await readChain(host, device.hDevice);
    assert.ok(leaf.publicKey.equals(publicKey));
    assert.ok(leaf.verify(root.publicKey));
    const { negotiate, key } = await session();
    const sent = randomBytes(16);
    assert.equal((await negotiate({ pData: wrap(publicKey, sent) })).hr, 0);
    assert.equal(await key(), sent.toString('hex'));
    assert.equal((await host.refusal('test/provisionKey', { pkcs8: '3000' })).code, -32602);
  });

  it('forgets everything at test/reset', async () => {
    const { hCryptoSession } = await session();
    await host.call('test/reset');
    assert.equal((await host.refusal('test/probeSessionKey', { hCryptoSession })).code, -32602);
    device = await openDevice(host);
    const { negotiate } = await session();
    assert.equal((await negotiate({ pData: wrap(device.publicKey, randomBytes(16)) })).hr, 0);
  });
});
