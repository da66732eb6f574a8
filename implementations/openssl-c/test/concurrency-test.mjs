import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { AdapterProcess, builds, withAdapter } from './adapter-process.mjs';
import { S_OK, createSession, encryptFor, open, sessionKey } from './ddi.mjs';

const method = 'NegotiateCryptoSessionKeyExchangeMT';

for (const build of builds) {
  describe(`${build}: MT calls`, () => {
    it('run beside one another, on sessions of their own and on one', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession: shared, publicKey } = await open(adapter);
        const own = await Promise.all(Array.from({ length: 40 }, () => createSession(adapter, hDevice)));
        const keys = own.map(() => randomBytes(16));
        const negotiate = (hCryptoSession, key) =>
          adapter.call(method, {
            hDevice,
            hCryptoSession,
            DataSize: 256,
            pData: encryptFor(publicKey, key),
            buffer: 'guard-after',
          });
        const answers = await Promise.all(
          own.flatMap((hCryptoSession, i) => [
            negotiate(hCryptoSession, keys[i]),
            negotiate(shared, keys[i]),
          ]),
        );
        for (const { hr } of answers) assert.equal(hr, S_OK);
        for (const [i, hCryptoSession] of own.entries())
          assert.equal(await sessionKey(adapter, hCryptoSession), keys[i].toString('hex'));
        const last = await sessionKey(adapter, shared);
        assert.ok(
          keys.some((key) => key.toString('hex') === last),
          'the shared session has the key of one caller',
        );
      }));

    it('do not hold up the end', async () => {
      const adapter = new AdapterProcess(build);
      await adapter.initialize();
      const { hDevice, hCryptoSession, publicKey } = await open(adapter);
      const pData = encryptFor(publicKey, randomBytes(16));
      const answers = Array.from({ length: 30 }, () =>
        adapter.call(method, { hDevice, hCryptoSession, DataSize: 256, pData }).catch(() => {}),
      );
      assert.deepEqual(await adapter.end(), { code: 0, signal: null });
      await Promise.all(answers);
    });
  });
}
