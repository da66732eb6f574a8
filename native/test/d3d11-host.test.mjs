// d3d11-host where there is no video device: Wine, without a display and with one.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { aes128Ctr, Host, nullGuid } from './host.mjs';
import { prepareWindows } from './windows-program.mjs';

const underWine = process.platform !== 'win32';
const which = { CryptoType: aes128Ctr, DecodeProfile: nullGuid };

describe('command line', () => {
  before(() => prepareWindows());
  for (const [args, status, says] of [
    [['--help'], 0, /usage: d3d11-host \[ADAPTER\]/],
    [['--version'], 0, /adapter protocol 1/],
    [['0', '1'], 2, /one adapter only/],
    [['--nope'], 2, /unknown option/],
    [['--watchdog', 'x'], 2, /expected milliseconds/],
  ]) {
    it(`d3d11-host ${args.join(' ')}`, async () => {
      const host = new Host('d3d11-host.exe', args);
      assert.equal(await host.exit, status);
      assert.match(host.stderr, says);
    });
  }
});

describe('without a display', { skip: !underWine }, () => {
  before(() => prepareWindows());
  it('introduces itself, and names the step that failed', async () => {
    const host = new Host('d3d11-host.exe', [], { env: { DISPLAY: '' } });
    const { driver, dialects } = await host.initialize();
    assert.equal(driver.name, 'no Direct3D 11 adapter');
    assert.deepEqual(dialects, ['d3d11.1']);
    const { code, message } = await host.refusal('CreateDevice');
    assert.equal(code, -32601);
    assert.match(message, /^CreateDXGIFactory1 returned 0x[0-9A-F]{8}$/);
    assert.equal(await host.end(), 0);
  });
});

describe('with a display', { skip: !underWine }, () => {
  before(() => prepareWindows({ display: true }));
  const start = (args = []) => new Host('d3d11-host.exe', args, { display: true });

  it('has a device without video: the entry point is not offered', async () => {
    const host = start();
    const { driver, capabilities } = await host.initialize();
    assert.equal(driver.via, 'Direct3D 11 runtime');
    assert.equal(capabilities.decryptionBlt, false);
    const { hr, hDevice } = await host.call('CreateDevice');
    assert.equal(hr, 0);
    for (const [method, params] of [
      ['GetContentProtectionCaps', which],
      ['CreateCryptoSession', { ...which, KeyExchangeType: nullGuid }],
      ['NegotiateCryptoSessionKeyExchange', { hCryptoSession: 'session-1', DataSize: 256, pData: null }],
      ['NegotiateCryptoSessionKeyExchangeMT', { hCryptoSession: 'session-1', DataSize: 256, pData: null }],
    ]) {
      const { code, message } = await host.refusal(method, { hDevice, ...params });
      assert.equal(code, -32601, method);
      assert.match(message, /QueryInterface\(ID3D11VideoDevice\) returned 0x80004002/);
    }
    await host.call('DestroyDevice', { hDevice });
    assert.equal(await host.end(), 0);
  });

  it('finds no adapter that is not there', async () => {
    const host = start(['no such adapter']);
    await host.initialize();
    assert.match(
      (await host.refusal('CreateDevice')).message,
      /none of the \d+ DXGI adapters is no such adapter/,
    );
    await host.end();
  });
});
