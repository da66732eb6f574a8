import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { AdapterProcess, builds, withAdapter } from './adapter-process.mjs';
import { AES128_CTR, S_OK, createDevice, encryptFor, negotiate, open, sessionKey } from './ddi.mjs';

/** Runs `body` against the driver with that defect; resolves to how the process ended. */
async function withDefect(build, defect, body) {
  const adapter = new AdapterProcess(build.replace('openssl-c', 'openssl-c-misbehaving'), {
    KEXCTS_TEST_DEFECT: defect,
  });
  try {
    await adapter.initialize();
    await body(adapter);
    return await adapter.end();
  } finally {
    adapter.child.kill('SIGKILL');
  }
}

/** One exchange, placed as said, with the driver of that defect. */
async function exchange(build, defect, buffer, method = 'NegotiateCryptoSessionKeyExchange') {
  let answer;
  const ended = await withDefect(build, defect, async (adapter) => {
    const hDevice = await createDevice(adapter);
    // Certificates are read without the suite's client: GetCertificate has the defect too.
    const params = {
      CryptoType: AES128_CTR,
      DecodeProfile: '00000000-0000-0000-0000-000000000000',
      KeyExchangeType: 'C1949895-D72A-4A1D-8E5D-ED857D171520',
    };
    const { hCryptoSession } = await adapter.call('CreateCryptoSession', { hDevice, ...params });
    const more = buffer === undefined ? {} : { buffer };
    answer = await adapter.call(method, {
      hDevice,
      hCryptoSession,
      DataSize: 256,
      pData: '5a'.repeat(256),
      ...more,
    });
  });
  assert.deepEqual(ended, { code: 0, signal: null });
  return answer;
}

for (const build of builds) {
  describe(`${build}: buffers`, () => {
    it('honours every placement with a driver that behaves', () =>
      withAdapter(build, {}, async (adapter) => {
        const { hDevice, hCryptoSession, publicKey } = await open(adapter);
        for (const buffer of [undefined, 'guard-after', 'guard-before', 'unaligned', 'read-only']) {
          for (const method of ['NegotiateCryptoSessionKeyExchange', 'NegotiateCryptoSessionKeyExchangeMT']) {
            const key = randomBytes(16);
            const params = {
              hDevice,
              hCryptoSession,
              DataSize: 256,
              pData: encryptFor(publicKey, key).toUpperCase(),
            };
            const answer = await adapter.call(method, buffer === undefined ? params : { ...params, buffer });
            assert.deepEqual(
              [answer.hr, answer.overrun, answer.pDataAfter, answer.fault],
              [S_OK, 0, undefined, undefined],
            );
            assert.equal(await sessionKey(adapter, hCryptoSession), key.toString('hex'));
          }
        }
        await assert.rejects(
          negotiate(adapter, hDevice, hCryptoSession, '00'.repeat(256), { buffer: 'somewhere' }),
          { code: -32602 },
        );
      }));

    it('sees what a driver writes', async () => {
      const inside = await exchange(build, 'writes-inside');
      assert.equal(inside.pDataAfter, `${'5a'.repeat(7)}5b${'5a'.repeat(248)}`);
      assert.equal((await exchange(build, 'writes-behind')).overrun, 2);
      assert.equal((await exchange(build, 'writes-behind', 'unaligned')).overrun, 2);
      assert.equal((await exchange(build, 'writes-behind', 'guard-before')).overrun, 2);
      assert.equal((await exchange(build, 'writes-before')).overrun, 1);
      assert.equal((await exchange(build, 'writes-before', 'guard-after')).overrun, 1);
      assert.equal((await exchange(build, 'reads-behind')).overrun, 0);
      const unwatched = await withDefect(build, 'none', async (adapter) => {
        assert.equal((await adapter.call('CreateDevice')).overrun, undefined);
      });
      assert.deepEqual(unwatched, { code: 0, signal: null });
    });

    it('answers access violations with a fault', async () => {
      const mt = 'NegotiateCryptoSessionKeyExchangeMT';
      const faults = [
        ['reads-behind', 'guard-after', { access: 'read', offset: 256 }],
        ['reads-behind', 'guard-after', { access: 'read', offset: 256 }, mt],
        ['reads-far', 'guard-after', { access: 'read', offset: 4352 }],
        ['stores-behind', 'guard-after', { access: 'write', offset: 256 }],
        ['reads-before', 'guard-before', { access: 'read', offset: -1 }],
        ['stores-before', 'guard-before', { access: 'write', offset: -1 }],
        ['stores-before', 'guard-before', { access: 'write', offset: -1 }, mt],
        ['writes-inside', 'read-only', { access: 'write', offset: 7 }],
        ['executes', 'guard-after', { access: 'execute', offset: 0 }],
        ['reads-null', undefined, { access: 'read', offset: null }],
      ];
      for (const [defect, buffer, fault, method] of faults) {
        const answer = await exchange(build, defect, buffer, method);
        assert.deepEqual([answer.fault, answer.hr], [fault, undefined], `${defect} ${buffer} ${method}`);
      }
      const { fault } = await exchange(build, 'recurses');
      assert.equal(fault.offset, null);
    });

    it('looks at certificate buffers as well', async () => {
      const ended = await withDefect(build, 'writes-behind', async (adapter) => {
        const hDevice = await createDevice(adapter);
        const params = { hDevice, CertificateType: 2, CryptoSessionType: AES128_CTR, CertificateSize: 4000 };
        assert.equal((await adapter.call('GetCertificate', params)).overrun, 2);
        const { fault } = await adapter.call('GetCertificate', { ...params, buffer: 'guard-after' });
        assert.deepEqual(fault, { access: 'read', offset: 4000 });
      });
      assert.deepEqual(ended, { code: 0, signal: null });
    });

    it('overwrites a buffer after the call, and keeps it until the next', () =>
      withDefect(build, 'keeps-pointer', async (adapter) => {
        const hDevice = await createDevice(adapter);
        for (const buffer of ['guard-after', 'guard-before', 'read-only', 'unaligned']) {
          await negotiate(adapter, hDevice, null, '5a'.repeat(256), { buffer });
          assert.equal(await sessionKey(adapter, null), '11'.repeat(16));
        }
      }));

    it('keeps what the driver prints off the wire', async () => {
      let stderr;
      const ended = await withDefect(build, 'prints', async (adapter) => {
        const hDevice = await createDevice(adapter);
        assert.ok((await negotiate(adapter, hDevice, null, '00')).hr >= 0x80000000);
        stderr = () => adapter.stderr;
      });
      assert.deepEqual(ended, { code: 0, signal: null });
      assert.match(stderr(), /"id":1/);
    });

    it('tells memory that the driver lost', () =>
      withDefect(build, 'loses-memory', async (adapter) => {
        const hDevice = await createDevice(adapter);
        const before = await adapter.call('test/memoryUse');
        for (let i = 0; i < 3; i++) await negotiate(adapter, hDevice, null, '00');
        const after = await adapter.call('test/memoryUse');
        assert.deepEqual([after.bytes - before.bytes, after.blocks - before.blocks], [300, 3]);
      }));
  });
}
