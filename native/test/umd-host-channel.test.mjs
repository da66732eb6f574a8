// Authenticated channels of the reference driver, through umd-host.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { cmac } from './cmac.mjs';
import { invalidArg, startUmdHost } from './host.mjs';
import { openDevice, wrap } from './key-block.mjs';
import { prepareWindows } from './windows-program.mjs';

before(() => prepareWindows());

describe('authenticated channels', () => {
  let host;
  let device;
  before(async () => {
    host = startUmdHost('reference-umd.dll');
    await host.initialize();
    device = await openDevice(host);
  });
  after(() => host.end());

  it('exchange a key, and answer a signed query', async () => {
    const { hr, hAuthChannel, hChannel } = await host.call('CreateAuthenticatedChannel', {
      hDevice: device.hDevice,
      ChannelType: 2,
    });
    assert.equal(hr, 0);
    const which = { hDevice: device.hDevice, hAuthChannel };
    const key = randomBytes(16);
    const negotiated = await host.call('NegotiateAuthenticatedChannelKeyExchange', {
      ...which,
      DataSize: 256,
      pData: wrap(device.publicKey, key),
    });
    assert.equal(negotiated.hr, 0);
    assert.equal((await host.call('test/probeChannelKey', { hAuthChannel })).key, key.toString('hex'));

    const input = Buffer.alloc(56);
    Buffer.from('db4b110623350a478dcafbc2845154f0', 'hex').copy(input, 16);
    Buffer.from(hChannel, 'hex').copy(input, 32);
    input.writeUInt32LE(7, 40);
    input.writeUInt32LE(100, 48);
    input.writeUInt32LE(7, 52);
    cmac(key, input.subarray(16)).copy(input);
    const configured = await host.call('ConfigureAuthenticatedChannel', {
      ...which,
      InputData: input.toString('hex'),
    });
    assert.equal(configured.hr, 0);
    const output = Buffer.from(configured.OutputData, 'hex');
    assert.equal(output.length, 48);
    assert.deepEqual(output.subarray(0, 16), cmac(key, output.subarray(16)));
    assert.equal(
      (await host.call('ConfigureAuthenticatedChannel', { ...which, InputData: input.toString('hex') })).hr,
      invalidArg,
    );

    const query = Buffer.alloc(32);
    Buffer.from('a5181bbcfbb1ab42bd94b5828b4bf7be', 'hex').copy(query);
    Buffer.from(hChannel, 'hex').copy(query, 16);
    query.writeUInt32LE(100, 24);
    const asked = await host.call('QueryAuthenticatedChannel', {
      ...which,
      InputData: query.toString('hex'),
      OutputDataSize: 56,
    });
    assert.equal(asked.hr, 0);
    const type = Buffer.from(asked.OutputData, 'hex');
    assert.equal(type.readUInt32LE(48), 2);
    assert.deepEqual(type.subarray(0, 16), cmac(key, type.subarray(16)));
    assert.equal(
      (
        await host.call('QueryAuthenticatedChannel', {
          ...which,
          InputData: query.toString('hex'),
          OutputDataSize: 56,
        })
      ).hr,
      invalidArg,
    );
    await host.call('DestroyAuthenticatedChannel', which);
  });
});
