import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { AdapterProcess, builds, withAdapter } from './adapter-process.mjs';
import { AES128_CTR, NULL_GUID, RSAES_OAEP, createDevice, createSession, open } from './ddi.mjs';
import { mutatedLines } from './mutations.mjs';

const megabyte = 1024 * 1024;

for (const build of builds) {
  describe(`${build}: wire`, () => {
    it('introduces itself', () =>
      withAdapter(build, {}, async ({ opening }) => {
        assert.equal(opening.protocol, 1);
        assert.deepEqual(opening.dialects, ['d3d11.1', 'wddm2.4']);
        const capabilities = [
          'opm',
          'authenticatedChannel',
          'refresh',
          'encryptionBltKey',
          'encryptionBlt',
          'decryptionBlt',
          'probeSessionKey',
          'provisionKey',
          'failAllocation',
          'concurrent',
          'timing',
          'memoryUse',
          'probeChannelKey',
        ];
        for (const name of capabilities) assert.equal(opening.capabilities[name], true, name);
        assert.deepEqual(opening.capabilities.buffers, [
          'guard-after',
          'guard-before',
          'unaligned',
          'read-only',
        ]);
      }));

    it('wants to be opened once, first, with protocol 1 and known values', async () => {
      const adapter = new AdapterProcess(build);
      await assert.rejects(adapter.call('CreateDevice'), { code: -32600 });
      await assert.rejects(adapter.call('initialize', {}), { code: -32602 });
      await assert.rejects(adapter.call('initialize', { protocol: 2 }), { code: -32602 });
      await assert.rejects(adapter.initialize({ profile: 'md5' }), /opm-sha512, oaep-sha256 or oaep-sha1/);
      await assert.rejects(adapter.initialize({ container: 1 }), { code: -32602 });
      await assert.rejects(adapter.call('initialize', { protocol: 1, options: [] }), { code: -32602 });
      const opening = await adapter.call('initialize', {
        protocol: 1,
        more: [{}],
        options: { unheardOf: 'x' },
      });
      assert.equal(opening.protocol, 1);
      assert.match(adapter.stderr, /unheardOf/);
      await assert.rejects(adapter.initialize(), { code: -32600 });
      assert.deepEqual(await adapter.end(), { code: 0, signal: null });
    });

    it('answers wrong lines with errors, and the id as it came', () =>
      withAdapter(build, {}, async (adapter) => {
        const wrong = [
          ['{"jsonrpc":"2.0","id":"\\u00e9\\"x","method":"nope"}', -32601, 'é"x'],
          ['{"jsonrpc":"2.0","id":-9007199254740991,"method":"nope"}', -32601, -9007199254740991],
          ['{"jsonrpc":"2.0","id":null,"method":"nope"}', -32601, null],
          ['{"jsonrpc":"2.0","id":8,"method":"CreateDevice","params":[]}', -32602, 8],
          ['{"jsonrpc":"2.0","id":9,"method":"DestroyDevice","params":{}}', -32602, 9],
          ['{"jsonrpc":"2.0","id":9,"method":7}', -32600, 9],
          ['{"jsonrpc":"2.0","id":{},"method":"CreateDevice"}', -32600, null],
          ['{"jsonrpc":"2.0","method":"CreateDevice"}', -32600, null],
          [`{"id":"${'x'.repeat(300)}","method":"CreateDevice"}`, -32600, null],
          ['[{"jsonrpc":"2.0","id":1,"method":"CreateDevice"}]', -32600, null],
          ['17', -32600, null],
          ['', -32700, null],
          ['{', -32700, null],
          ['{"id":1,}', -32700, null],
          ['{"id":01}', -32700, null],
          ['{"id":1} x', -32700, null],
          ['{"id":"\\ud800"}', -32700, null],
          ['{"id":"\t"}', -32700, null],
          ['['.repeat(100000), -32700, null],
          [Buffer.from([0x22, 0xff, 0x22]), -32700, null],
          [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), -32700, null],
          [Buffer.from([0x22, 0xc0, 0xaf, 0x22]), -32700, null],
        ];
        for (const [line, code, id] of wrong) {
          adapter.send(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
          const answer = JSON.parse(await adapter.line());
          assert.deepEqual([answer.error.code, answer.id], [code, id], String(line).slice(0, 80));
        }
        adapter.send(Buffer.from(' {"id" : 5.0e0, "method":"CreateDevice" , "x":[1,{"a":[]}]} \r\n'));
        assert.equal(JSON.parse(await adapter.line()).id, 5);
      }));

    it('takes lines of a mebibyte, and no longer ones', () =>
      withAdapter(build, {}, async (adapter) => {
        const request = (size) => {
          const line = '{"jsonrpc":"2.0","id":"long","method":"CreateDevice","params":{"pad":""}}\n';
          return line.replace('"pad":"', `"pad":"${'x'.repeat(size - line.length)}`);
        };
        adapter.send(request(megabyte));
        assert.equal(JSON.parse(await adapter.line()).result.hr, 0);
        for (const size of [megabyte + 1, 3 * megabyte]) {
          adapter.send(request(size));
          assert.equal(JSON.parse(await adapter.line()).error.code, -32700);
        }
        adapter.send(request(1000));
        assert.equal(JSON.parse(await adapter.line()).result.hr, 0);
        const { hDevice, hCryptoSession } = await open(adapter);
        const { hSurface } = await adapter.call('DecryptionBlt', {
          hDevice,
          hCryptoSession,
          Data: '00'.repeat(500000),
          ContentKey: null,
          IV: null,
        });
        const { Data } = await adapter.call('EncryptionBlt', { hDevice, hCryptoSession, hSurface });
        assert.equal(Data.length, 1000000);
      }));

    it('answers pipelined requests in order, however they are cut', () =>
      withAdapter(build, {}, async (adapter) => {
        const lines = Array.from(
          { length: 200 },
          (_, id) => `{"id":"n${id}","method":"test/memoryUse"}\n`,
        ).join('');
        for (let at = 0; at < lines.length; at += 777) adapter.send(lines.slice(at, at + 777));
        for (let id = 0; id < 200; id++) assert.equal(JSON.parse(await adapter.line()).id, `n${id}`);
      }));

    it('ends with status 0 when standard input closes, wherever it is', async () => {
      for (const rest of [
        '',
        '{"id":1,"meth',
        '\n',
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol":1}}',
      ]) {
        const adapter = new AdapterProcess(build);
        if (rest !== '') adapter.send(rest);
        assert.deepEqual(await adapter.end(), { code: 0, signal: null });
      }
      // Answers that nobody takes: the pipe is full, and the suite goes.
      const deaf = new AdapterProcess(build);
      deaf.child.stdout.pause();
      deaf.child.stdout.removeAllListeners('data');
      deaf.send('{"id":0,"method":"initialize","params":{"protocol":1}}\n');
      deaf.send('{"id":0,"method":"OPMGetCertificateSize","params":{"CertificateType":0}}\n');
      deaf.send(
        '{"id":1,"method":"OPMGetCertificate","params":{"CertificateType":0,"CertificateSize":400000}}\n'.repeat(
          20,
        ),
      );
      deaf.child.stdin.end();
      const ended = await new Promise((resolve) =>
        deaf.child.once('exit', (code, signal) => resolve({ code, signal })),
      );
      assert.deepEqual(ended, { code: 0, signal: null });
    });

    it('survives thousands of mutated lines, and answers each', () =>
      withAdapter(build, { keyExchange: 'both' }, async (adapter) => {
        const hDevice = await createDevice(adapter);
        const hCryptoSession = await createSession(adapter, hDevice);
        const { hAuthChannel } = await adapter.call('CreateAuthenticatedChannel', {
          hDevice,
          ChannelType: 2,
        });
        const { hProtectedOutput } = await adapter.call('OPMCreateProtectedOutput');
        const handles = { hDevice, hCryptoSession };
        const pData = 'a5'.repeat(256);
        const IV = '00'.repeat(16);
        const { hSurface } = await adapter.call('DecryptionBlt', {
          ...handles,
          Data: IV,
          ContentKey: null,
          IV,
        });
        const pkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ format: 'der', type: 'pkcs8' })
          .toString('hex');
        const type = { CryptoType: AES128_CTR, DecodeProfile: NULL_GUID };
        const certificate = { hDevice, CertificateType: 2, CryptoSessionType: AES128_CTR };
        const requests = Object.entries({
          initialize: { protocol: 1, suite: {}, options: {} },
          CreateDevice: {},
          GetContentProtectionCaps: { hDevice, ...type },
          GetCryptoKeyExchangeType: { hDevice, ...type, Index: 0 },
          CreateCryptoSession: { hDevice, ...type, KeyExchangeType: RSAES_OAEP },
          GetCertificateSize: certificate,
          GetCertificate: { ...certificate, CertificateSize: 3000, buffer: 'guard-after' },
          NegotiateCryptoSessionKeyExchange: {
            ...handles,
            DataSize: 256,
            pData,
            flags: 0,
            buffer: 'unaligned',
          },
          NegotiateCryptoSessionKeyExchangeMT: { ...handles, DataSize: 256, pData, buffer: 'guard-before' },
          StartSessionKeyRefresh: { ...handles, RandomNumberSize: 16 },
          FinishSessionKeyRefresh: handles,
          GetEncryptionBltKey: { ...handles, KeySize: 16 },
          DecryptionBlt: { ...handles, Data: pData, ContentKey: IV, IV },
          EncryptionBlt: { ...handles, hSurface },
          CreateAuthenticatedChannel: { hDevice, ChannelType: 2 },
          NegotiateAuthenticatedChannelKeyExchange: {
            hDevice,
            hAuthChannel,
            DataSize: 256,
            pData,
            buffer: 'read-only',
          },
          QueryAuthenticatedChannel: {
            hDevice,
            hAuthChannel,
            InputData: pData.slice(0, 64),
            OutputDataSize: 72,
          },
          ConfigureAuthenticatedChannel: { hDevice, hAuthChannel, InputData: pData.slice(0, 144) },
          OPMCreateProtectedOutput: {},
          OPMGetCertificate: { CertificateType: 0, CertificateSize: 2626 },
          OPMGetRandomNumber: { hProtectedOutput },
          OPMSetSigningKeyAndSequenceNumbers: { hProtectedOutput, EncryptedParameters: pData },
          OPMGetInformation: { hProtectedOutput, Parameters: '00'.repeat(4112) },
          'test/probeSessionKey': { hCryptoSession },
          'test/probeSigningKey': { hProtectedOutput },
          'test/probeChannelKey': { hAuthChannel },
          'test/provisionKey': { pkcs8 },
          'test/failAllocation': { after: 3 },
          'test/memoryUse': {},
        }).map(([method, params]) => ({ method, params }));
        const lines = mutatedLines(Number(process.env.FUZZ_SEED ?? 1), requests);
        const count = Number(process.env.FUZZ_LINES ?? 2000);
        for (let sent = 0; sent < count; sent += 50) {
          const batch = Array.from({ length: 50 }, () => lines.next().value);
          for (const line of batch) adapter.send(line);
          for (const line of batch) {
            const answer = JSON.parse(await adapter.line());
            assert.ok('result' in answer !== 'error' in answer);
            assert.equal(answer.result?.fault, undefined, line.toString());
          }
        }
        await adapter.call('test/reset');
      }));
  });
}
