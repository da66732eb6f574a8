import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Placement } from '../../core/protocol/adapter.ts';
import { hasCompiler } from './compile.test-support.ts';
import { block, method, Misbehaving, open, result } from './misbehaving.test-support.ts';

let hostile: Misbehaving;

beforeAll(async () => {
  hostile = await Misbehaving.make();
});

afterAll(() => hostile.remove());

describe.skipIf(!hasCompiler)('buffers', () => {
  it('lie where their placement says', async () => {
    await hostile.talk('returns-address', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      // The low 16 bits of the address.
      const address = async (buffer?: Placement): Promise<number> =>
        Number(
          result(await connection.call(method, { ...params, ...(buffer === undefined ? {} : { buffer }) }))[
            'hr'
          ],
        );
      expect((await address()) % 16).toBe(0);
      expect((await address('unaligned')) % 2).toBe(1);
      expect(((await address('guard-after')) + 256) % 4096).toBe(0);
      expect((await address('guard-before')) % 4096).toBe(0);
    });
  });

  it('hold as many bytes as are sent, none at all, and hundreds of thousands', async () => {
    await hostile.talk('reads-all', async (connection) => {
      const session = await open(connection);
      for (const buffer of ['guard-after', 'guard-before', 'unaligned', 'read-only'] as const) {
        for (const size of [0, 1, 255, 4096, 65_536, 500_000]) {
          const params = { ...session, DataSize: size, pData: 'a7'.repeat(size), buffer };
          expect(result(await connection.call(method, params)), `${size} bytes ${buffer}`).toMatchObject({
            hr: 0,
            overrun: 0,
          });
        }
      }
    });
  });

  it('are pages that end where the bytes do', async () => {
    expect(await hostile.negotiate('reads-all', block, 'guard-after', { DataSize: 257 })).toMatchObject({
      kind: 'crash',
      what: expect.stringMatching(/SIGSEGV|SIGBUS/),
    });
    expect(await hostile.negotiate('reads-before', block, 'guard-before')).toMatchObject({ kind: 'crash' });
    expect(await hostile.negotiate('reads-before', block)).toMatchObject({ kind: 'result' });
  });

  it('report what was written to them', async () => {
    await hostile.talk('writes', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      for (const buffer of ['guard-after', 'guard-before', 'unaligned'] as const) {
        const answer = result(await connection.call(method, { ...params, buffer }));
        expect(answer, buffer).toMatchObject({ pDataAfter: 'ab'.repeat(256), overrun: 0 });
      }
      expect(await connection.call(method, { ...params, buffer: 'read-only' })).toMatchObject({
        kind: 'crash',
      });
    });
    expect(result(await hostile.negotiate('behaves', block))).not.toHaveProperty('pDataAfter');
  });

  it('report what was written beside them, call after call', async () => {
    await hostile.talk('writes-around', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      for (const buffer of [
        'unaligned',
        undefined,
        'unaligned',
        undefined,
        undefined,
        undefined,
        undefined,
      ]) {
        const placement = buffer === undefined ? {} : { buffer };
        const answer = await connection.call(method, { ...params, ...placement });
        expect(result(answer)).toMatchObject({ overrun: 4 });
      }
    });
    await hostile.talk('writes-before', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block, buffer: 'guard-after' };
      expect(result(await connection.call(method, params))).toMatchObject({ overrun: 1 });
    });
  });

  it('watch what other calls write', async () => {
    await hostile.talk('overflows-certificate', async (connection) => {
      const { hDevice } = await open(connection);
      const params = { hDevice, CertificateType: 0, CertificateSize: 100 };
      expect(result(await connection.call('GetCertificate', params))).toMatchObject({
        Certificate: 'cd'.repeat(100),
        overrun: 5,
      });
    });
    await hostile.talk('overflows-handle', async (connection) => {
      expect(result(await connection.call('CreateDevice', {}))).toMatchObject({ overrun: 16 });
    });
  });

  it('are overwritten, and stay where they are until the next call', async () => {
    await hostile.talk('keeps-pointer', async (connection) => {
      const params = { ...(await open(connection)), DataSize: 256, pData: block };
      expect(result(await connection.call(method, params))['hr']).toBe(0);
      for (const buffer of ['guard-after', 'read-only', 'unaligned'] as const) {
        expect(result(await connection.call(method, { ...params, buffer }))['hr']).toBe(0x11);
      }
    });
  });
});
