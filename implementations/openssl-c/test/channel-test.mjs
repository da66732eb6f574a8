import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { builds, withAdapter } from './adapter-process.mjs';
import { aesCmac } from './aes-cmac.mjs';
import {
  E_FAIL,
  E_INVALIDARG,
  S_OK,
  createDevice,
  createSession,
  encryptFor,
  leafOf,
  readChannelCertificate,
} from './ddi.mjs';

function guidBytes(text) {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

const INITIALIZE = guidBytes('06114BDB-3523-470A-8DCA-FBC2845154F0');
const CONFIGURE_PROTECTION = guidBytes('50455658-3F47-4362-BF99-BFDFCDE9ED29');
const CONFIGURE_CRYPTO_SESSION = guidBytes('6346CC54-2CFC-4AD4-8224-D15837DE7700');
const SHARED_RESOURCE = guidBytes('0772D047-1B40-48E8-9CA6-B5F510DE9F01');
const QUERY_PROTECTION = guidBytes('A84EB584-C495-48AA-B94D-8BD2D6FBCE05');
const CHANNEL_TYPE = guidBytes('BC1B18A5-B1FB-42AB-BD94-B5828B4BF7BE');
const DEVICE_HANDLE = guidBytes('EC1C539D-8CFF-4E2A-BCC4-F5692F99F480');
const QUERY_CRYPTO_SESSION = guidBytes('2634499E-D018-4D74-AC17-7F724059528D');
const OUTPUT_ID_COUNT = guidBytes('2C042B5E-8C07-46D5-AABE-8F75CBAD4C31');

const uint = (...numbers) => {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => bytes.writeUInt32LE(number, 4 * i));
  return bytes;
};

/** A channel with a key, and the messages for it. */
class Channel {
  static async open(adapter) {
    const channel = new Channel();
    channel.adapter = adapter;
    channel.hDevice = await createDevice(adapter);
    const { hr, hAuthChannel, hChannel } = await adapter.call('CreateAuthenticatedChannel', {
      hDevice: channel.hDevice,
      ChannelType: 2,
    });
    assert.equal(hr, S_OK);
    channel.hAuthChannel = hAuthChannel;
    channel.hChannel = Buffer.from(hChannel, 'hex');
    channel.publicKey = leafOf(await readChannelCertificate(adapter, channel.hDevice)).publicKey;
    return channel;
  }

  get handles() {
    return { hDevice: this.hDevice, hAuthChannel: this.hAuthChannel };
  }

  negotiate(pData, more = {}) {
    return this.adapter.call('NegotiateAuthenticatedChannelKeyExchange', {
      ...this.handles,
      DataSize: pData === null ? 256 : pData.length / 2,
      pData,
      ...more,
    });
  }

  async takeKey() {
    this.key = randomBytes(16);
    assert.equal((await this.negotiate(encryptFor(this.publicKey, this.key))).hr, S_OK);
  }

  async configure(type, sequence, payload, { key = this.key, hChannel = this.hChannel } = {}) {
    const signed = Buffer.concat([type, hChannel, uint(sequence, 0), payload]);
    const InputData = Buffer.concat([aesCmac(key, signed), signed]).toString('hex');
    const { hr, OutputData } = await this.adapter.call('ConfigureAuthenticatedChannel', {
      ...this.handles,
      InputData,
    });
    return { hr, output: Buffer.from(OutputData, 'hex') };
  }

  initialize(sequence = 0, query = 100, configure = 200) {
    return this.configure(INITIALIZE, sequence, uint(query, configure));
  }

  async query(type, sequence, size = 56, { more = Buffer.alloc(0), hChannel = this.hChannel } = {}) {
    const InputData = Buffer.concat([type, hChannel, uint(sequence, 0), more]).toString('hex');
    const { hr, OutputData } = await this.adapter.call('QueryAuthenticatedChannel', {
      ...this.handles,
      InputData,
      OutputDataSize: size,
    });
    return { hr, output: Buffer.from(OutputData, 'hex') };
  }

  assertSigned(output, type, sequence, code) {
    assert.deepEqual(output.subarray(0, 16), aesCmac(this.key, output.subarray(16)));
    assert.deepEqual(output.subarray(16, 32), type);
    assert.deepEqual(output.subarray(32, 40), this.hChannel);
    assert.deepEqual([output.readUInt32LE(40), output.readUInt32LE(44)], [sequence, code]);
  }
}

for (const build of builds) {
  describe(`${build}: authenticated channel`, () => {
    it('takes a key of its own, by the rules of sessions', () =>
      withAdapter(build, {}, async (adapter) => {
        const channel = await Channel.open(adapter);
        const probe = async () =>
          (await adapter.call('test/probeChannelKey', { hAuthChannel: channel.hAuthChannel })).key;
        assert.equal(await probe(), null);
        await channel.takeKey();
        const valid = encryptFor(channel.publicKey, randomBytes(16));
        const refused = [
          [null, {}],
          [valid.slice(2), {}],
          [`${valid}00`, {}],
          [encryptFor(channel.publicKey, randomBytes(17)), {}],
          ['ff'.repeat(256), {}],
          [valid, { hDevice: await createDevice(adapter) }],
          [valid, { DataSize: 257, buffer: 'guard-after' }],
        ];
        for (const [pData, more] of refused) {
          assert.equal((await channel.negotiate(pData, more)).hr, E_INVALIDARG);
          assert.equal(await probe(), channel.key.toString('hex'));
        }
        await channel.takeKey();
        assert.equal(await probe(), channel.key.toString('hex'));
        const other = await adapter.call('CreateAuthenticatedChannel', {
          hDevice: channel.hDevice,
          ChannelType: 3,
        });
        assert.deepEqual([other.hr, other.hAuthChannel], [E_INVALIDARG, null]);
      }));

    it('is configured and queried with OMACs and rising sequence numbers', () =>
      withAdapter(build, {}, async (adapter) => {
        const channel = await Channel.open(adapter);
        assert.equal((await channel.query(CHANNEL_TYPE, 100)).hr, E_INVALIDARG);
        await channel.takeKey();
        assert.equal((await channel.query(CHANNEL_TYPE, 100)).hr, E_INVALIDARG);
        assert.equal((await channel.configure(CONFIGURE_PROTECTION, 200, uint(1, 0))).hr, E_INVALIDARG);
        const opened = await channel.initialize(77);
        assert.equal(opened.hr, S_OK);
        channel.assertSigned(opened.output, INITIALIZE, 77, S_OK);

        const type = await channel.query(CHANNEL_TYPE, 100);
        channel.assertSigned(type.output, CHANNEL_TYPE, 100, S_OK);
        assert.equal(type.output.readUInt32LE(48), 2);
        for (const sequence of [100, 99, 0])
          assert.equal((await channel.query(CHANNEL_TYPE, sequence)).hr, E_INVALIDARG);
        assert.equal((await channel.query(CHANNEL_TYPE, 101, 55)).hr, E_INVALIDARG);
        assert.equal(
          (await channel.query(CHANNEL_TYPE, 101, 56, { hChannel: randomBytes(8) })).hr,
          E_INVALIDARG,
        );
        assert.equal((await channel.query(OUTPUT_ID_COUNT, 101)).hr, E_FAIL);
        assert.equal((await channel.query(CHANNEL_TYPE, 101)).hr, E_INVALIDARG);

        const set = await channel.configure(CONFIGURE_PROTECTION, 200, uint(3, 0));
        assert.equal(set.hr, S_OK);
        channel.assertSigned(set.output, CONFIGURE_PROTECTION, 200, S_OK);
        const protection = await channel.query(QUERY_PROTECTION, 500);
        assert.equal(protection.output.readUInt32LE(48), 3);
        const refused = [
          [CONFIGURE_PROTECTION, 200, uint(1, 0), {}],
          [CONFIGURE_PROTECTION, 201, uint(1, 0), { key: randomBytes(16) }],
          [CONFIGURE_PROTECTION, 201, uint(1, 0), { hChannel: Buffer.alloc(8) }],
          [CONFIGURE_PROTECTION, 201, uint(1), {}],
          [INITIALIZE, 200, uint(0, 0), {}],
        ];
        for (const [kind, sequence, payload, more] of refused) {
          const answer = await channel.configure(kind, sequence, payload, more);
          assert.deepEqual([answer.hr, answer.output], [E_INVALIDARG, Buffer.alloc(48)]);
        }
        const reserved = await channel.configure(CONFIGURE_PROTECTION, 201, uint(4, 0));
        assert.equal(reserved.hr, E_INVALIDARG);
        channel.assertSigned(reserved.output, CONFIGURE_PROTECTION, 201, E_INVALIDARG);
        const unknown = await channel.configure(SHARED_RESOURCE, 202, uint(0, 0));
        assert.equal(unknown.hr, E_FAIL);
        channel.assertSigned(unknown.output, SHARED_RESOURCE, 202, E_FAIL);
        assert.equal((await channel.query(QUERY_PROTECTION, 501)).output.readUInt32LE(48), 3);
        assert.equal((await channel.configure(CONFIGURE_PROTECTION, 0xffffffff, uint(0, 0))).hr, S_OK);
        assert.equal(
          (await channel.configure(CONFIGURE_PROTECTION, 0xffffffff, uint(0, 0))).hr,
          E_INVALIDARG,
        );

        const short = await adapter.call('QueryAuthenticatedChannel', {
          ...channel.handles,
          InputData: '00'.repeat(31),
          OutputDataSize: 56,
        });
        assert.equal(short.hr, E_INVALIDARG);
        const none = await adapter.call('ConfigureAuthenticatedChannel', {
          ...channel.handles,
          InputData: null,
        });
        assert.equal(none.hr, E_INVALIDARG);

        await channel.takeKey();
        assert.equal((await channel.query(QUERY_PROTECTION, 600)).hr, E_INVALIDARG);
        assert.equal((await channel.initialize()).hr, S_OK);
        assert.equal((await channel.query(QUERY_PROTECTION, 100)).hr, S_OK);
      }));

    it('ties decoders to crypto sessions', () =>
      withAdapter(build, {}, async (adapter) => {
        const channel = await Channel.open(adapter);
        const { hDevice } = channel;
        await channel.takeKey();
        await channel.initialize();
        const device = (await channel.query(DEVICE_HANDLE, 100)).output.subarray(48, 56);
        const sessions = [await createSession(adapter, hDevice), await createSession(adapter, hDevice)];
        const handles = [];
        for (const hCryptoSession of sessions)
          handles.push(
            Buffer.from(
              (await adapter.call('CryptoSessionGetHandle', { hDevice, hCryptoSession })).Handle,
              'hex',
            ),
          );
        const decode = randomBytes(8);
        assert.equal((await channel.query(QUERY_CRYPTO_SESSION, 101, 72, { more: decode })).hr, E_INVALIDARG);
        let configure = 200;
        let query = 102;
        for (const handle of [...handles, handles[0]]) {
          assert.equal(
            (
              await channel.configure(
                CONFIGURE_CRYPTO_SESSION,
                configure++,
                Buffer.concat([decode, handle, device]),
              )
            ).hr,
            S_OK,
          );
          const { hr, output } = await channel.query(QUERY_CRYPTO_SESSION, query, 72, { more: decode });
          assert.equal(hr, S_OK);
          channel.assertSigned(output, QUERY_CRYPTO_SESSION, query++, S_OK);
          assert.deepEqual(output.subarray(48), Buffer.concat([decode, handle, device]));
        }
        for (const [handle, ofDevice] of [
          [randomBytes(8), device],
          [handles[0], randomBytes(8)],
        ])
          assert.equal(
            (
              await channel.configure(
                CONFIGURE_CRYPTO_SESSION,
                configure++,
                Buffer.concat([decode, handle, ofDevice]),
              )
            ).hr,
            E_INVALIDARG,
          );
        await adapter.call('DestroyCryptoSession', { hDevice, hCryptoSession: sessions[0] });
        assert.equal(
          (await channel.query(QUERY_CRYPTO_SESSION, query, 72, { more: decode })).hr,
          E_INVALIDARG,
        );
        assert.equal(
          (await adapter.call('DestroyAuthenticatedChannel', channel.handles)).setError,
          undefined,
        );
      }));
  });
}
