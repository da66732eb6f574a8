import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import type { Params } from '../../core/protocol/adapter.ts';
import type { ProcessConnection } from '../exec/process-adapter.ts';
import { compileLibrary, hasCompiler, hasCxxCompiler } from './compile.test-support.ts';
import { hostileSource, method, Misbehaving, open, result } from './misbehaving.test-support.ts';

let hostile: Misbehaving;

beforeAll(async () => {
  hostile = await Misbehaving.make();
});

afterAll(() => hostile.remove());

describe.skipIf(!hasCompiler)('ffi:LIBRARY', () => {
  it('introduces the driver, and ends with its input', async () => {
    const connection = await hostile.start('says-goodbye', { say: 'grüß dich\n' });
    expect(connection.introduction).toMatchObject({
      adapter: { name: 'kexcts-ffi' },
      driver: {
        name: 'misbehaving library',
        version: '1',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      dialects: ['d3d11.1', 'wddm2.4'],
      capabilities: {
        refresh: true,
        probeSessionKey: true,
        memoryUse: true,
        concurrent: true,
        timing: true,
        buffers: ['guard-after', 'guard-before', 'unaligned', 'read-only'],
        bltBytes: [16, 4096],
      },
      decodeProfiles: [],
    });
    expect(connection.introduction.capabilities.opm).toBeUndefined();
    expect(await connection.end(20_000)).toEqual({ code: 0, signal: null, byItself: true });
  });

  it('reads names as far as they are text', async () => {
    await hostile.talk('has-name-in-latin1', ({ introduction }) => {
      expect(introduction.driver.name).toContain('Gr\ufffd\ufffd');
      return Promise.resolve();
    });
    await hostile.talk('has-endless-name', ({ introduction }) => {
      expect(introduction.driver.name).toBe('n'.repeat(255));
      return Promise.resolve();
    });
  });

  it('lacks what stands behind the size of the table', async () => {
    const few = { define: ['HAS_FEW_MEMBERS'], name: 'has-few-members' };
    const library = compileLibrary(hostileSource('misbehaves.c'), hostile.folder, few);
    const connection = await hostile.adapter(library, {}).start();
    expect(connection.introduction.dialects).toEqual(['d3d11.1']);
    const session = await open(connection);
    const params = { ...session, DataSize: 0, pData: null, flags: 0 };
    expect(await connection.call(method, params)).toMatchObject({ kind: 'refused', code: -32601 });
    expect(await connection.call('StartSessionKeyRefresh', session)).toMatchObject({
      kind: 'refused',
      code: -32601,
    });
    await connection.close();
  });

  it('hands back handles and numbers of any size', async () => {
    await hostile.talk('has-wild-handles', async (connection) => {
      const { hDevice } = await open(connection);
      const guid = '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F';
      const types = { hDevice, CryptoType: guid, DecodeProfile: guid };
      expect(result(await connection.call('GetContentProtectionCaps', types))).toMatchObject({
        hr: 0,
        Caps: 0xffffffff,
        ProtectedMemorySize: 2 ** 64,
      });
      const found = await connection.call('GetCryptoKeyExchangeType', { ...types, Index: 0 });
      expect(result(found)['KeyExchangeType']).toBe(guid);
      const certificate = { hDevice, CertificateType: 2, CryptoSessionType: guid };
      const { CertificateSize } = result(await connection.call('GetCertificateSize', certificate));
      expect(CertificateSize).toBe(0xffffffff);
      expect(await connection.call('GetCertificate', { ...certificate, CertificateSize })).toMatchObject({
        kind: 'refused',
        code: -32000,
      });
      expect(await connection.call('DestroyDevice', { hDevice })).toMatchObject({ kind: 'result' });
    });
  });

  it('gives no handle of what was not made, and no blocks where they are not counted', async () => {
    await hostile.talk('fails-device', async (connection) => {
      const answer = await connection.call('CreateDevice', {});
      expect(result(answer)).toMatchObject({ hr: 0x80004005, hDevice: null });
      expect(result(await connection.call('test/memoryUse', {}))).toEqual({ bytes: 12 });
    });
  });

  it.each([
    ['behaves', { key: '09'.repeat(16) }],
    ['has-no-key', { key: null }],
  ])('probes the key of a session that %s', async (how, expected) => {
    await hostile.talk(how, async (connection) => {
      const { hCryptoSession } = await open(connection);
      expect(result(await connection.call('test/probeSessionKey', { hCryptoSession }))).toEqual(expected);
    });
  });
});

describe.skipIf(!hasCompiler)('a request that cannot be carried out', () => {
  let connection: ProcessConnection;

  beforeAll(async () => {
    connection = await hostile.start('probes-badly');
  });

  afterAll(() => connection.close());

  it.each<[string, string, Params, number, string]>([
    ['names an unknown method', 'OPMNoSuchCall', {}, -32601, 'no such method'],
    [
      'names what the driver lacks',
      'OPMCreateProtectedOutput',
      {},
      -32601,
      'has no OPMCreateProtectedOutput',
    ],
    ['needs a hook that it lacks', 'test/failAllocation', { after: 0 }, -32601, 'has no armAllocation'],
    ['needs a hook that lies', 'test/probeSessionKey', { hCryptoSession: null }, -32000, 'it returned 2'],
    ['has an unknown handle', 'DestroyDevice', { hDevice: 'device-9' }, -32602, 'a living device'],
    ['has a handle that is none', 'DestroyDevice', { hDevice: 7 }, -32602, 'got 7'],
    ['has an odd digit', method, { pData: '5a5', DataSize: 1 }, -32602, 'two a byte'],
    ['has no digits', method, { pData: 'xx', DataSize: 1 }, -32602, 'two a byte'],
    ['has no bytes', method, { DataSize: 1 }, -32602, 'got nothing'],
    ['has a wrong number', method, { pData: null, DataSize: -1 }, -32602, 'DataSize must be'],
    ['has an unknown placement', method, { pData: '', DataSize: 0, buffer: 'above' }, -32602, 'guard-after'],
    ['has a size that nothing guards', method, { pData: '5a', DataSize: 2 }, -32602, '"guard-after"'],
  ])('%s', async (_what, name, params, code, sentence) => {
    const handles = { hDevice: null, hCryptoSession: null };
    const answer = await connection.call(name, { ...handles, ...params });
    expect(answer).toMatchObject({ kind: 'refused', code, message: expect.stringContaining(sentence) });
    expect(await connection.call('CreateDevice', {})).toMatchObject({ kind: 'result' });
  });
});

describe.skipIf(!hasCompiler)('docs/ffi.md', () => {
  it('shows a library that compiles and is introduced', async () => {
    const page = await readFile(join(packageRoot, 'docs', 'ffi.md'), 'utf8');
    const snippets = [...page.matchAll(/^```c\n(.*?)^```$/gms)].map(([, text]) => text ?? '');
    expect(snippets).toHaveLength(1);
    const path = join(hostile.folder, 'snippet.c');
    await writeFile(path, snippets[0] ?? '');
    const include = ['-I', join(packageRoot, 'native', 'include')];
    const connection = await hostile
      .adapter(compileLibrary(path, hostile.folder, { args: include }), {})
      .start();
    expect(connection.introduction).toMatchObject({ driver: { name: 'my driver' }, dialects: [] });
    await open(connection);
    await connection.close();
  });
});

describe('native/include/kexcts_driver.h', () => {
  const header = fileURLToPath(new URL('../../../native/include/kexcts_driver.h', import.meta.url));
  const complaints = (kind: string, language: string): string => {
    const warnings = ['-pedantic', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];
    return spawnSync('cc', ['-x', kind, `-std=${language}`, ...warnings, header], { encoding: 'utf8' })
      .stderr;
  };

  it.skipIf(!hasCompiler).each(['c99', 'c11'])('is read as %s without a warning', (language) => {
    expect(complaints('c', language)).toBe('');
  });

  it.skipIf(!hasCxxCompiler).each(['c++11', 'c++20'])('is read as %s without a warning', (language) => {
    expect(complaints('c++', language)).toBe('');
  });
});
