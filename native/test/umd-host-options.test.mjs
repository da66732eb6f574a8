// Options of the driver host and of the reference driver.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { invalidArg, startUmdHost } from './host.mjs';
import { openDevice, readChain, wrap } from './key-block.mjs';
import { prepareWindows } from './windows-program.mjs';

before(() => prepareWindows());

describe('options', () => {
  for (const [container, count] of [
    ['pkcs7', 2],
    ['der', 1],
    ['concatenated', 2],
  ]) {
    it(`container=${container}`, async () => {
      const host = startUmdHost('reference-umd.dll');
      await host.initialize({ container });
      const { hDevice } = await host.call('CreateDevice');
      assert.equal((await readChain(host, hDevice)).length, count);
      await host.end();
    });
  }

  it('profile=oaep-sha1', async () => {
    const host = startUmdHost('reference-umd.dll');
    await host.initialize({ profile: 'oaep-sha1' });
    const { hDevice, publicKey, createSession } = await openDevice(host);
    const hCryptoSession = await createSession();
    const call = (pData) =>
      host.call('NegotiateCryptoSessionKeyExchange', { hDevice, hCryptoSession, DataSize: 256, pData });
    assert.equal((await call(wrap(publicKey, randomBytes(16), 'sha1'))).hr, 0);
    assert.equal((await call(wrap(publicKey, randomBytes(16)))).hr, invalidArg);
    await host.end();
  });

  it('are given by the environment to hosts without the hooks', async () => {
    const host = startUmdHost('reference-umd.dll', [], { env: { KEXCTS_UMD_OPTIONS: 'container=der' } });
    await host.initialize();
    const { hDevice } = await host.call('CreateDevice');
    assert.equal((await readChain(host, hDevice)).length, 1);
    await host.end();
  });

  it('table=2 leaves the four-argument form alone', async () => {
    const host = startUmdHost('reference-umd.dll', ['--table', '2']);
    const { dialects } = await host.initialize();
    assert.deepEqual(dialects, ['d3d11.1']);
    const { hDevice, publicKey, createSession } = await openDevice(host);
    const hCryptoSession = await createSession();
    const pData = wrap(publicKey, randomBytes(16));
    const params = { hDevice, hCryptoSession, DataSize: 256, pData };
    assert.equal((await host.call('NegotiateCryptoSessionKeyExchange', params)).hr, 0);
    const { code, message } = await host.refusal('NegotiateCryptoSessionKeyExchange', {
      ...params,
      flags: 0,
    });
    assert.equal(code, -32601);
    assert.match(message, /RetrieveSubObject/);
    await host.end();
  });

  it('interface=0x000B000F opens the driver as Direct3D 11.1', async () => {
    const host = startUmdHost('reference-umd.dll');
    const { driver } = await host.initialize({ interface: '0x000B000F' });
    assert.equal(driver.interface, '0x000B000F');
    await host.end();
  });

  it('that nobody knows are refused, with what would do', async () => {
    const host = startUmdHost('reference-umd.dll');
    const { code, message } = await host.refusal('initialize', { protocol: 1, options: { profil: 'x' } });
    assert.equal(code, -32602);
    assert.match(message, /table.*profile=/s);
    await host.end();
  });
});
