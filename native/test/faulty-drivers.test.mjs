// Each faulty driver shows its fault through the host, by the adapter protocol alone.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { aes128Ctr, invalidArg, nullGuid, startUmdHost } from './host.mjs';
import { openDevice, wrap } from './key-block.mjs';
import { prepareWindows } from './windows-program.mjs';

before(() => prepareWindows());

/** Runs `body` against a driver, with a device and a way to negotiate on fresh sessions. */
async function against(fault, body, args = []) {
  const host = startUmdHost(`faulty-${fault}.dll`, args);
  const introduction = await host.initialize();
  const device = await openDevice(host);
  const valid = (key = randomBytes(16)) => wrap(device.publicKey, key);
  const negotiate = async (params, hCryptoSession, method = 'NegotiateCryptoSessionKeyExchange') =>
    host.call(method, {
      hDevice: device.hDevice,
      hCryptoSession: hCryptoSession ?? (await device.createSession()),
      DataSize: 256,
      ...params,
    });
  await body({ host, introduction, device, valid, negotiate });
  if (host.child.exitCode === null) assert.equal(await host.end(), 0);
}

describe('faulty drivers', () => {
  it('reads-past-end: a read at offset 256, at the guard page', () =>
    against('reads-past-end', async ({ host, device, valid, negotiate }) => {
      assert.equal((await negotiate({ pData: valid() })).hr, 0);
      const { fault, hr } = await negotiate({ pData: valid(), buffer: 'guard-after' });
      assert.deepEqual([fault.access, fault.offset, hr], ['read', 256, undefined]);
      // What the driver left half done is not entered again.
      const { code, message } = await host.refusal('DestroyDevice', { hDevice: device.hDevice });
      assert.equal(code, -32000);
      assert.match(message, /new process/);
    }));

  it('reads-before-size-check: a read at offset 255 of 16 bytes', () =>
    against('reads-before-size-check', async ({ negotiate }) => {
      const { fault } = await negotiate({ DataSize: 16, pData: '00'.repeat(16), buffer: 'guard-after' });
      assert.deepEqual([fault.access, fault.offset], ['read', 255]);
    }));

  it('writes-past-end: a byte of overrun, and a fault at the guard page', () =>
    against('writes-past-end', async ({ valid, negotiate }) => {
      const answer = await negotiate({ pData: valid() });
      assert.deepEqual([answer.hr, answer.overrun], [0, 1]);
      assert.equal((await negotiate({ pData: valid(), buffer: 'guard-before' })).overrun, 1);
      assert.equal((await negotiate({ pData: valid(), buffer: 'unaligned' })).overrun, 1);
      const { fault } = await negotiate({ pData: valid(), buffer: 'guard-after' });
      assert.deepEqual([fault.access, fault.offset], ['write', 256]);
    }));

  it('keeps-pointer: the key is gone once the caller has overwritten its buffer', () =>
    against('keeps-pointer', async ({ host, device, negotiate }) => {
      const hCryptoSession = await device.createSession();
      const key = randomBytes(16);
      assert.equal((await negotiate({ pData: wrap(device.publicKey, key) }, hCryptoSession)).hr, 0);
      assert.notEqual((await host.call('test/probeSessionKey', { hCryptoSession })).key, key.toString('hex'));
    }));

  it('keeps-pointer: a later call finds the buffer inaccessible', () =>
    against('keeps-pointer', async ({ host, device, negotiate }) => {
      const hCryptoSession = await device.createSession();
      await negotiate({ pData: wrap(device.publicKey, randomBytes(16)) }, hCryptoSession);
      const { fault } = await host.call('StartSessionKeyRefresh', {
        hDevice: device.hDevice,
        hCryptoSession,
        RandomNumberSize: 16,
      });
      assert.deepEqual([fault.access, fault.offset], ['read', null]);
    }));

  it('four-arguments: a valid block is refused by table 7, and taken by table 2', () =>
    against('four-arguments', async ({ valid, negotiate }) => {
      assert.equal((await negotiate({ pData: valid(), flags: 0 })).hr, invalidArg);
      assert.equal(
        (await negotiate({ pData: valid() }, undefined, 'NegotiateCryptoSessionKeyExchangeMT')).hr,
        invalidArg,
      );
      assert.equal((await negotiate({ pData: valid() })).hr, 0);
    }));

  it("static-buffer: threads get each other's keys", () =>
    against('static-buffer', async ({ host, device, negotiate }) => {
      let mixed = 0;
      for (let round = 0; round < 10 && mixed === 0; round++) {
        const keys = Array.from({ length: 4 }, () => randomBytes(16));
        const sessions = await Promise.all(keys.map(() => device.createSession()));
        await Promise.all(
          keys.map((key, i) =>
            negotiate(
              { pData: wrap(device.publicKey, key) },
              sessions[i],
              'NegotiateCryptoSessionKeyExchangeMT',
            ),
          ),
        );
        for (const [i, hCryptoSession] of sessions.entries()) {
          if ((await host.call('test/probeSessionKey', { hCryptoSession })).key !== keys[i].toString('hex'))
            mixed++;
        }
      }
      assert.ok(mixed > 0);
    }));

  it('leaks-on-failure: 4096 bytes at each refusal', () =>
    against('leaks-on-failure', async ({ host, device, valid, negotiate }) => {
      const hCryptoSession = await device.createSession();
      const start = await host.call('test/memoryUse');
      for (let i = 0; i < 5; i++) await negotiate({ pData: valid() }, hCryptoSession);
      assert.equal((await host.call('test/memoryUse')).bytes, start.bytes);
      for (let i = 0; i < 5; i++) await negotiate({ DataSize: 0, pData: '' }, hCryptoSession);
      assert.equal((await host.call('test/memoryUse')).bytes, start.bytes + 5 * 4096);
    }));

  it("leaks-on-failure: seen in the process's heaps as well, without the driver's hook", () =>
    against(
      'leaks-on-failure',
      async ({ host, device, negotiate }) => {
        const hCryptoSession = await device.createSession();
        const start = await host.call('test/memoryUse');
        for (let i = 0; i < 100; i++) await negotiate({ DataSize: 0, pData: '' }, hCryptoSession);
        const { bytes } = await host.call('test/memoryUse');
        assert.ok(
          bytes - start.bytes >= 100 * 4096 && bytes - start.bytes < 110 * 4096,
          `${bytes - start.bytes}`,
        );
      },
      ['--heap-use'],
    ));

  it('overflows-private: a write behind its private memory', () =>
    against('overflows-private', async ({ valid, negotiate }) => {
      const { fault } = await negotiate({ pData: valid() });
      assert.deepEqual([fault.access, fault.offset], ['write', null]);
    }));

  it('holds-lock: the call after a refusal never returns', () =>
    against('holds-lock', async ({ host, device, valid, negotiate }) => {
      const hCryptoSession = await device.createSession();
      assert.equal((await negotiate({ DataSize: 0, pData: '' }, hCryptoSession)).hr, invalidArg);
      const hanging = negotiate({ pData: valid() }, hCryptoSession).then(
        () => 'returned',
        () => 'ended',
      );
      assert.equal(await host.end(), 0); // input closed in the middle of the call
      assert.equal(await hanging, 'ended');
    }));

  it('holds-lock: the watchdog ends the process and says so', () =>
    against(
      'holds-lock',
      async ({ host, valid, negotiate }) => {
        await negotiate({ DataSize: 0, pData: '' });
        negotiate({ pData: valid() }).catch(() => undefined);
        assert.equal(await host.exit, 124);
        assert.match(
          host.stderr,
          /^watchdog: NegotiateCryptoSessionKeyExchange has not returned for \d+ ms/m,
        );
      },
      ['--watchdog', '300'],
    ));

  it('leaks-handles: one more open handle after each call', () =>
    against('leaks-handles', async ({ host, device, valid, negotiate }) => {
      const hCryptoSession = await device.createSession();
      const start = await host.call('test/memoryUse');
      for (let i = 0; i < 20; i++) await negotiate({ pData: valid() }, hCryptoSession);
      assert.equal((await host.call('test/memoryUse')).handles, start.handles + 20);
    }));

  it('sets-error: what reached pfnSetErrorCb is in the answer, and only there', () =>
    against('sets-error', async ({ valid, negotiate }) => {
      const answer = await negotiate({ DataSize: 0, pData: '' });
      assert.deepEqual([answer.hr, answer.setError], [invalidArg, [invalidArg]]);
      assert.equal((await negotiate({ pData: valid() })).setError, undefined);
    }));

  it('chatters: its prints go to standard error, and standard input is not its own', () =>
    against('chatters', async ({ host, valid, negotiate }) => {
      for (let i = 0; i < 5; i++) assert.equal((await negotiate({ pData: valid() })).hr, 0);
      await host.end();
      assert.equal(host.stderr.match(/"result":\{"hr":0\}/g).length, 10);
      for (const line of host.lines)
        assert.notEqual(JSON.parse(line).result?.hr === 0 && Object.keys(JSON.parse(line).result).length, 1);
    }));
});

describe('drivers that do not offer the entry point', () => {
  const profile = { CryptoType: aes128Ctr, DecodeProfile: nullGuid };

  it('null-slot: caps are read, Negotiate names the slot', () =>
    against('null-slot', async ({ host, introduction, device }) => {
      assert.deepEqual(introduction.dialects, ['d3d11.1', 'wddm2.4']);
      assert.equal(
        (await host.call('GetContentProtectionCaps', { hDevice: device.hDevice, ...profile }))
          .KeyExchangeTypeCount,
        1,
      );
      const params = {
        hDevice: device.hDevice,
        hCryptoSession: await device.createSession(),
        DataSize: 256,
        pData: '00'.repeat(256),
      };
      for (const [method, extra, slot] of [
        ['NegotiateCryptoSessionKeyExchange', {}, /slot 65 .* id 2 is null/],
        ['NegotiateCryptoSessionKeyExchange', { flags: 0 }, /slot 65 .* id 7 is null/],
        ['NegotiateCryptoSessionKeyExchangeMT', {}, /slot 96 .* id 7 is null/],
      ]) {
        const { code, message } = await host.refusal(method, { ...params, ...extra });
        assert.equal(code, -32601);
        assert.match(message, slot);
      }
    }));

  it('no-oaep: no key-exchange type is listed', () =>
    against('no-oaep', async ({ host, introduction, device }) => {
      assert.deepEqual(introduction.decodeProfiles, []);
      const caps = await host.call('GetContentProtectionCaps', { hDevice: device.hDevice, ...profile });
      assert.deepEqual([caps.hr, caps.KeyExchangeTypeCount], [0, 0]);
    }));

  it('no-video: RetrieveSubObject is named', async () => {
    const host = startUmdHost('faulty-no-video.dll');
    const { driver, dialects } = await host.initialize();
    assert.deepEqual(
      driver.subObjects.map(({ hr }) => hr),
      Array(5).fill(invalidArg),
    );
    assert.deepEqual(dialects, ['d3d11.1']);
    const { hr, hDevice } = await host.call('CreateDevice');
    assert.equal(hr, 0);
    const { code, message } = await host.refusal('GetContentProtectionCaps', { hDevice, ...profile });
    assert.equal(code, -32601);
    assert.match(message, /RetrieveSubObject/);
    await host.end();
  });

  it('fails-device: CreateDevice answers what the driver returned, and the step', async () => {
    const host = startUmdHost('faulty-fails-device.dll');
    assert.match((await host.initialize()).driver.opening, /pfnCreateDevice/);
    const answer = await host.call('CreateDevice');
    assert.equal(answer.hr, 0x80004005);
    assert.match(answer.step, /pfnCreateDevice/);
    await host.end();
  });

  it('an unknown interface: the versions that the driver lists are named', async () => {
    const host = startUmdHost('reference-umd.dll', ['--interface', '0x000A0001']);
    await host.initialize();
    const { code, message } = await host.refusal('CreateDevice');
    assert.equal(code, -32601);
    assert.match(message, /0x000B000F00000000 0x000B002500010000/);
    await host.end();
  });
});
